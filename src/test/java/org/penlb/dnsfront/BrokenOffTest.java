package org.penlb.dnsfront;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.penlb.config.RelayKind;
import org.penlb.events.Origin;
import org.penlb.service.OpenConnection;
import org.penlb.testing.Await;
import org.xbill.DNS.Type;

/** An operator ends the connections of clients: who is owed something sees a reset. */
@Timeout(60)
class BrokenOffTest {
    private final BlockingQueue<Socket> asked = new LinkedBlockingQueue<>();

    private static void close(TcpVisit visit) {
        OpenConnection only =
                Objects.requireNonNull(visit.pen.service().connectionTable().get(0));
        var _ = only.closeForcibly(Origin.OPERATOR);
    }

    private static void assertReset(Socket socket) {
        assertThatThrownBy(() -> socket.getInputStream().read())
                .isInstanceOf(SocketException.class)
                .hasMessageContaining("reset");
    }

    @ParameterizedTest
    @EnumSource(names = {"SOCKET", "CHANNEL"})
    void who_waits_for_an_answer_sees_a_reset(RelayKind relay) throws Exception {
        try (var server = new TcpNameServer((_, _, client, _) -> asked.add(client));
                var visit = new TcpVisit(relay, server)) {
            visit.ask(1);
            Await.next(asked);
            close(visit);
            assertReset(visit.socket);
            visit.expectNothingLeft();
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"SOCKET", "CHANNEL"})
    void who_was_not_answered_in_time_sees_a_reset(RelayKind relay) throws Exception {
        try (var server = new TcpNameServer((_, _, client, _) -> asked.add(client));
                var visit = new TcpVisit(relay, List.of(server.address()), "query_timeout 100")) {
            visit.ask(1);
            Await.until(
                    "it is given up",
                    () -> visit.pen.service().datagrams().totals().unanswered() > 0);
            close(visit);
            assertReset(visit.socket);
            visit.expectNothingLeft();
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"SOCKET", "CHANNEL"})
    void who_has_all_answers_sees_an_end(RelayKind relay) throws IOException {
        try (var server = TcpNameServer.good();
                var visit = new TcpVisit(relay, server)) {
            visit.ask(1);
            assertThat(visit.answer()).isEqualTo(1);
            close(visit);
            assertThat(visit.in.read()).isNegative();
            visit.expectNothingLeft();
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"SOCKET", "CHANNEL"})
    void a_transfer_is_reset_on_both_sides(RelayKind relay) throws Exception {
        var serverSaw = new LinkedBlockingQueue<String>();
        try (var server = new TcpNameServer((query, out, client, _) -> {
                    TcpNameServer.send(out, TcpNameServer.answer(query)); // the first of many
                    asked.add(client);
                    try {
                        serverSaw.add("read " + client.getInputStream().read());
                    } catch (IOException e) {
                        serverSaw.add(String.valueOf(e.getMessage()));
                    }
                });
                var visit = new TcpVisit(relay, server)) {
            TcpNameServer.send(visit.out, TcpVisit.query(1, Type.AXFR));
            assertThat(visit.answer()).isEqualTo(1);
            Await.next(asked);
            close(visit);
            assertReset(visit.socket);
            assertThat(Await.next(serverSaw)).containsIgnoringCase("reset");
            visit.expectNothingLeft();
        }
    }
}
