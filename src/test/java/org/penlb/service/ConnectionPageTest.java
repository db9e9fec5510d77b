package org.penlb.service;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.penlb.config.IpAddress;
import org.penlb.config.RelayKind;
import org.penlb.listen.EchoServers;
import org.penlb.testing.Await;
import org.penlb.testing.Visitor;

/** Open connections page by page. */
@Timeout(60)
class ConnectionPageTest {
    private final EchoServers farm = EchoServers.of(RelayKind.AUTO, 1);
    private final List<Socket> clients = new ArrayList<>();

    @AfterEach
    void close() throws IOException {
        for (Socket client : clients) {
            client.close();
        }
        farm.close();
    }

    private void connect(String source, int count) throws IOException {
        for (int i = 0; i < count; i++) {
            Socket client = farm.clientFrom(source);
            clients.add(client);
            assertThat(Visitor.nameFrom(client)).isEqualTo("s0");
        }
    }

    private ConnectionPage page(String prefix, int after, int limit) {
        return farm.service()
                .connectionTable()
                .page(prefix, after, limit)
                .toCompletionStage()
                .toCompletableFuture()
                .join();
    }

    private List<Integer> all(String prefix, int limit) {
        var numbers = new ArrayList<Integer>();
        ConnectionPage page = page(prefix, -1, limit);
        page.connections().forEach(view -> numbers.add(view.number()));
        while (page.next() != null) {
            page = page(prefix, page.next(), limit);
            page.connections().forEach(view -> numbers.add(view.number()));
        }
        return numbers;
    }

    @Test
    void without_connections_there_is_an_empty_page() {
        assertThat(page("", -1, 10)).isEqualTo(new ConnectionPage(List.of(), null, 0, 0));
    }

    @Test
    void pages_show_every_connection_once_by_number() throws IOException {
        connect("127.0.0.1", 7);
        for (int limit = 1; limit <= 8; limit++) {
            assertThat(all("", limit)).isEqualTo(IntStream.range(0, 7).boxed().toList());
        }
        assertThat(page("", -1, 7).next()).isNull();
        assertThat(page("", -1, 3).total()).isEqualTo(7);
        assertThat(page("", -1, 3).walked()).isEqualTo(3);
    }

    @Test
    void a_search_finds_clients_by_the_start_of_their_address() throws IOException {
        connect("127.0.0.1", 2);
        connect("127.0.0.12", 2);
        connect("127.0.0.2", 2);
        assertThat(all("127.0.0.1", 1)).containsExactly(0, 1, 2, 3);
        assertThat(all("127.0.0.2", 9)).containsExactly(4, 5);
        assertThat(all("10.", 9)).isEmpty();
    }

    @Test
    void connections_that_have_ended_are_passed_over() throws IOException {
        connect("127.0.0.1", 5);
        clients.get(1).close();
        clients.get(4).close();
        Await.until("they are over", () -> farm.service().openConnections() == 3);
        assertThat(all("", 2)).containsExactly(0, 2, 3);
        assertThat(page("", -1, 2).total()).isEqualTo(3);
        assertThat(page("", Integer.MAX_VALUE, 2).connections()).isEmpty();
        assertThat(page("", Integer.MIN_VALUE, 2).connections()).hasSize(2);
    }

    @Test
    void a_connection_tells_its_server_and_what_it_moved() throws IOException {
        long before = farm.service().balancer().now();
        connect("127.0.0.1", 1);
        assertThat(Visitor.echoes(clients.getFirst())).isTrue();
        ConnectionView view = page("", -1, 1).connections().getFirst();
        assertThat(view.client()).isEqualTo(IpAddress.parse("127.0.0.1"));
        assertThat(view.server()).isZero();
        assertThat(view.assigned()).hasToString(farm.server(0).address());
        assertThat(view.toServer()).isEqualTo(1);
        assertThat(view.fromServer()).isEqualTo("s0\n!".length());
        assertThat(view.openedAt()).isBetween(before, farm.service().balancer().now());
    }
}
