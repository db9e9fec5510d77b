package org.penlb.listen.udp;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.penlb.balance.Server;
import org.penlb.balance.ServerTable;
import org.penlb.config.AccessList;
import org.penlb.config.CountryLookup;
import org.penlb.config.DatagramOptions;
import org.penlb.config.Protocol;
import org.penlb.config.Selection;
import org.penlb.config.ServerArguments;
import org.penlb.config.ServiceBuilder;
import org.penlb.config.ServiceConfig;
import org.penlb.listen.FakeDatagrams;
import org.penlb.listen.Service;

/** Sessions without a network, and with time as the test wants it. */
class SessionsTest {
    private final FakeDatagrams network = new FakeDatagrams();
    private final List<Server> servers = new ArrayList<>();
    private Selection selection = Selection.DEFAULT;
    private DatagramOptions options = DatagramOptions.DEFAULT;
    private int places = 100;
    private @Nullable Sessions sessions;
    private @Nullable Service service;

    /** What a server got. */
    private record Got(int server, FakeDatagrams.Port port, String text) {}

    private void start(int count) throws IOException {
        var arguments = new ServerArguments(_ -> -1);
        var builder = new ServiceBuilder("test", arguments.listener("127.0.0.1:0"), places);
        for (int i = 0; i < count; i++) {
            builder.servers().add(arguments.server("10.0.0." + i + ":53", builder.listen()));
        }
        builder.protocol = Protocol.UDP;
        builder.selection = selection;
        builder.datagrams = options;
        ServiceConfig config = builder.build();
        for (int i = 0; i < count; i++) {
            servers.add(new Server(
                    i,
                    Server.Role.REGULAR,
                    config.servers().get(i),
                    new InetSocketAddress(InetAddress.ofLiteral("10.0.0." + i), 53),
                    AccessList.EMPTY));
        }
        var table = new ServerTable(servers, null, null, AccessList.EMPTY, selection);
        service = new Service(config, table, CountryLookup.NONE);
        sessions = new Sessions(service, network);
        sessions.listen(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 53), false);
        sessions.serve();
    }

    private Sessions sessions() {
        return Objects.requireNonNull(sessions);
    }

    private int open() {
        return Objects.requireNonNull(service).openConnections();
    }

    private long dropped() {
        return Objects.requireNonNull(service).datagrams().totals().dropped();
    }

    private void send(int clientPort, String text) {
        network.listening().comesIn(text.getBytes(StandardCharsets.US_ASCII), clientPort);
    }

    private List<Got> got() {
        List<Got> got = new ArrayList<>();
        for (FakeDatagrams.Port port : List.copyOf(network.upstreams)) {
            int server = port.address().getAddress().getAddress()[3];
            for (byte[] message = port.sent.poll(); message != null; message = port.sent.poll()) {
                got.add(new Got(server, port, new String(message, StandardCharsets.US_ASCII)));
            }
        }
        return got;
    }

    private Got gotOne() {
        List<Got> got = got();
        assertThat(got).hasSize(1);
        return got.getFirst();
    }

    private void answer(Got got, String text) {
        got.port().comesIn(text.getBytes(StandardCharsets.US_ASCII), 0);
    }

    private void expectAnswer(int clientPort, String text) {
        assertThat(network.listening().sentTo).containsExactly(clientPort);
        assertThat(network.listening().sent).containsExactly(text.getBytes(StandardCharsets.US_ASCII));
        network.listening().sentTo.clear();
        network.listening().sent.clear();
    }

    private void later(long millis) {
        sessions().tick(System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis), false);
    }

    private void expectNothingLeft() {
        later(60_000);
        assertThat(network.upstreams).isEmpty();
        assertThat(open()).isZero();
        assertThat(servers).allMatch(server -> server.connections() == 0);
    }

    @Test
    void a_client_stays_with_its_server_by_one_socket_for_each_port() throws IOException {
        start(3);
        for (int i = 0; i < 5; i++) {
            send(1000, "a" + i);
            Got got = gotOne();
            assertThat(got.server()).isZero();
            assertThat(got.text()).isEqualTo("a" + i);
            answer(got, "b" + i);
            expectAnswer(1000, "b" + i);
        }
        send(2000, "c");
        assertThat(gotOne().server()).isZero();
        assertThat(network.upstreams).hasSize(2);
        assertThat(servers.get(0).connections()).isEqualTo(2);
        expectNothingLeft();
    }

    @Test
    void by_turns_each_datagram_goes_to_another_server_and_each_answer_comes_back() throws IOException {
        selection = new Selection(Set.of(Selection.Flag.ROUNDROBIN));
        start(3);
        for (int i = 0; i < 9; i++) {
            send(1000, "a" + i);
            Got got = gotOne();
            assertThat(got.server()).isEqualTo(i % 3);
            answer(got, "b" + i);
            expectAnswer(1000, "b" + i);
        }
        assertThat(network.upstreams).hasSize(3);
        assertThat(open()).isEqualTo(3);
        expectNothingLeft();
    }

    @Test
    void a_session_lasts_with_the_server_that_had_the_fewest() throws IOException {
        selection = new Selection(Set.of(Selection.Flag.LEAST));
        start(2);
        send(1000, "a");
        send(2000, "b");
        assertThat(got()).extracting(Got::server).containsExactlyInAnyOrder(0, 1);
        for (int i = 0; i < 4; i++) {
            send(1000, "c");
        }
        assertThat(got()).hasSize(4).extracting(Got::server).containsOnly(0);
        assertThat(network.upstreams).hasSize(2);
    }

    @Test
    void what_an_unreachable_server_owes_goes_to_the_next_and_so_do_other_sessions() throws IOException {
        start(3);
        send(1000, "a");
        send(2000, "b");
        List<Got> first = got();
        assertThat(first).extracting(Got::server).containsExactly(0, 0);
        first.getFirst().port().isUnreachable();
        Got second = gotOne();
        assertThat(second.server()).isEqualTo(1);
        assertThat(second.text()).isEqualTo("a");
        second.port().isUnreachable();
        Got third = gotOne();
        assertThat(third.server()).isEqualTo(2);
        answer(third, "A");
        expectAnswer(1000, "A");
        send(2000, "c");
        assertThat(gotOne().server()).isEqualTo(2);
        expectNothingLeft();
    }

    @Test
    void when_all_are_gone_there_is_silence_and_nothing_left() throws IOException {
        start(2);
        send(1000, "a");
        gotOne().port().isUnreachable();
        gotOne().port().isUnreachable();
        assertThat(got()).isEmpty();
        assertThat(network.upstreams).isEmpty();
        send(1000, "b");
        assertThat(got()).isEmpty();
        assertThat(network.listening().sent).isEmpty();
        expectNothingLeft();
    }

    @Test
    void what_was_answered_is_not_sent_again() throws IOException {
        start(2);
        send(1000, "a");
        Got got = gotOne();
        answer(got, "b");
        got.port().isUnreachable();
        assertThat(got()).isEmpty();
        expectNothingLeft();
    }

    @Test
    void a_server_that_owes_answers_for_too_long_has_failed() throws IOException {
        options = new DatagramOptions(Duration.ofSeconds(30), 2, Duration.ofMillis(500));
        start(2);
        send(1000, "a");
        Got first = gotOne();
        answer(first, "one");
        expectAnswer(1000, "one");
        later(300);
        assertThat(open()).isEqualTo(1);
        later(600);
        assertThat(servers.get(0).isWell(System.nanoTime())).isFalse();
        send(1000, "b");
        Got second = gotOne();
        assertThat(second.server()).isEqualTo(1);
        answer(second, "one");
        answer(second, "two");
        later(600);
        assertThat(servers.get(1).isWell(System.nanoTime())).isTrue();
    }

    @Test
    void silence_sends_the_last_datagram_to_another_server() throws IOException {
        options = new DatagramOptions(Duration.ofSeconds(30), 1, Duration.ofMillis(500));
        start(2);
        send(1000, "a");
        send(1000, "b");
        assertThat(got()).hasSize(2);
        later(600);
        Got rescued = gotOne();
        assertThat(rescued.server()).isEqualTo(1);
        assertThat(rescued.text()).isEqualTo("b");
    }

    @Test
    void a_machine_that_stood_still_blames_nobody() throws IOException {
        options = new DatagramOptions(Duration.ofSeconds(30), 1, Duration.ofMillis(500));
        start(2);
        send(1000, "a");
        gotOne();
        sessions().tick(System.nanoTime() + TimeUnit.SECONDS.toNanos(2), true);
        assertThat(servers.get(0).isWell(System.nanoTime())).isTrue();
    }

    @Test
    void the_session_that_was_idle_for_longest_gives_way() throws IOException {
        places = 3;
        start(1);
        send(1, "a");
        send(2, "b");
        send(3, "c");
        send(1, "d");
        got();
        send(4, "e");
        assertThat(gotOne().text()).isEqualTo("e");
        assertThat(open()).isEqualTo(3);
        send(1, "f");
        assertThat(open()).isEqualTo(3);
        assertThat(network.upstreams).hasSize(3);
        send(2, "g");
        assertThat(network.upstreams).hasSize(3);
        expectNothingLeft();
    }

    @Test
    void the_only_place_goes_from_a_server_that_failed_to_the_one_that_takes_over() throws IOException {
        places = 1;
        start(2);
        send(1, "a");
        gotOne().port().isUnreachable();
        Got second = gotOne();
        assertThat(second.server()).isEqualTo(1);
        assertThat(second.text()).isEqualTo("a");
        answer(second, "A");
        expectAnswer(1, "A");
        assertThat(open()).isEqualTo(1);
        expectNothingLeft();
    }

    @Test
    void a_tick_ends_so_many_sessions_at_most_and_the_next_one_goes_on() throws IOException {
        places = 5000;
        start(1);
        for (int client = 1; client <= 4500; client++) {
            send(client, "a");
        }
        later(60_000);
        assertThat(open()).isBetween(1, 4000);
        later(60_000);
        later(60_000);
        assertThat(open()).isZero();
    }

    @Test
    void what_the_system_does_not_take_is_counted_once_either_way() throws IOException {
        start(1);
        send(1, "a");
        gotOne().port().dropped = 2;
        network.listening().dropped = 3;
        later(1000);
        later(2000);
        assertThat(dropped()).isEqualTo(5);
        send(1, "b");
        gotOne().port().dropped = 1;
        sessions().close();
        assertThat(dropped()).isEqualTo(6);
    }

    @Test
    void a_server_to_which_there_is_no_way_has_failed_and_another_gets_the_datagram() throws IOException {
        start(2);
        network.unroutable.add((InetSocketAddress) servers.get(0).address());
        send(1, "a");
        Got got = gotOne();
        assertThat(got.server()).isEqualTo(1);
        assertThat(servers.get(0).isWell(System.nanoTime())).isFalse();
        network.unroutable.add((InetSocketAddress) servers.get(1).address());
        send(2, "b");
        assertThat(open()).isEqualTo(1); // the first client's: it was not thrown out in vain
        answer(got, "A");
        expectAnswer(1, "A");
        expectNothingLeft();
    }

    @Test
    void idle_sessions_end_and_busy_ones_do_not() throws IOException {
        options = new DatagramOptions(Duration.ofSeconds(1), 0, Duration.ofSeconds(1));
        start(1);
        send(1, "a");
        later(900);
        assertThat(open()).isEqualTo(1);
        later(1100);
        assertThat(open()).isZero();
    }

    @Test
    void waits_for_an_answer_that_is_owed_when_it_ends() throws IOException {
        start(1);
        assertThat(sessions().isWaiting()).isFalse();
        send(1, "a");
        Got got = gotOne();
        sessions().stopTaking();
        assertThat(sessions().isWaiting()).isTrue();
        send(1, "b");
        assertThat(got()).isEmpty();
        answer(got, "A");
        expectAnswer(1, "A");
        assertThat(sessions().isWaiting()).isFalse();
        sessions().close();
        assertThat(network.upstreams).isEmpty();
        assertThat(open()).isZero();
    }

    @Test
    void empty_and_large_datagrams_are_rescued_like_others() throws IOException {
        start(2);
        send(1, "");
        gotOne().port().isUnreachable();
        assertThat(gotOne().text()).isEmpty();
        servers.forEach(server -> assertThat(server.connections()).isBetween(0, 1));
        String large = "x".repeat(65_507);
        send(2, large);
        gotOne().port().isUnreachable();
        assertThat(got()).isEmpty(); // both have failed by now
    }

    private List<String> events() {
        return Objects.requireNonNull(service).events().after(0, 100).stream()
                .map(event -> event.kind().word() + " " + event.server())
                .toList();
    }

    @Test
    void a_server_that_fails_is_told_of_and_so_are_its_clients_that_go_on_with_another() throws IOException {
        start(2);
        send(1000, "a");
        send(2000, "b");
        got().forEach(got -> got.port().isUnreachable());
        assertThat(events()).containsExactly("server-failed 10.0.0.0:53", "failover 10.0.0.0:53");
        assertThat(servers.get(0).failures()).as("two clients'").isEqualTo(2);
        assertThat(servers.get(0).lastFailure())
                .extracting(failure -> failure.reason())
                .isEqualTo("connection refused");
        got().forEach(got -> answer(got, "A"));
        assertThat(servers.get(1).served()).isEqualTo(2);
        assertThat(servers.get(0).served()).isZero();
        later(11_000);
        assertThat(events()).hasSize(3).last().isEqualTo("failover 10.0.0.0:53");
    }

    @Test
    void no_way_to_a_server_is_a_failure() throws IOException {
        start(2);
        network.unroutable.add((InetSocketAddress) servers.get(0).address());
        send(1, "a");
        assertThat(servers.get(0).failures()).isEqualTo(1);
        assertThat(events()).containsExactly("server-failed 10.0.0.0:53");
    }

    @Test
    void a_server_that_answers_after_it_was_left_alone_is_told_of() throws IOException {
        start(1);
        Objects.requireNonNull(service).balancer().blacklist(servers.get(0), Duration.ofNanos(1));
        send(1000, "a");
        answer(gotOne(), "A");
        send(1000, "b");
        answer(gotOne(), "B");
        assertThat(events()).containsExactly("server-back 10.0.0.0:53");
    }
}
