package org.penlb.dnsfront;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.penlb.config.RelayKind;
import org.penlb.testing.Await;
import org.xbill.DNS.Type;

/** Queries over TCP through Pen, many on one connection. */
@Timeout(60)
class TcpFrontTest {
    private static final int SLOW = 999;
    private static final int LONG = 60_000;

    private static String unused() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return "127.0.0.1:" + socket.getLocalPort();
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"SOCKET", "CHANNEL"})
    void queries_are_answered_one_by_one_and_in_a_row(RelayKind relay) throws IOException {
        var random = new Random(1);
        try (var server = TcpNameServer.good();
                var visit = new TcpVisit(relay, server)) {
            for (int round = 0; round < 50; round++) {
                int queries = 1 + random.nextInt(20);
                for (int id = 0; id < queries; id++) {
                    visit.ask(id);
                }
                assertThat(visit.answers(queries)).hasSize(queries);
            }
            byte[] cut = TcpVisit.query(7, Type.A);
            visit.out.write(0);
            visit.out.write(cut.length);
            for (byte next : cut) {
                visit.out.write(next);
            }
            assertThat(visit.answer()).isEqualTo(7);
            visit.socket.shutdownOutput();
            assertThat(visit.in.read()).isNegative();
            visit.expectNothingLeft();
            assertThat(server.connections()).as("connections are kept").isEqualTo(1);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"SOCKET", "CHANNEL"})
    void more_than_may_be_under_way_in_one_go_and_the_end_behind_them(RelayKind relay) throws IOException {
        try (var one = TcpNameServer.good();
                var other = TcpNameServer.good();
                var visit = new TcpVisit(relay, one, other)) {
            visit.askAll(0, 3000);
            visit.socket.shutdownOutput();
            assertThat(visit.answers(3000)).hasSize(3000);
            assertThat(visit.in.read()).isNegative();
            visit.expectNothingLeft();
            assertThat(one.queries()).isPositive();
            assertThat(other.queries()).isPositive();
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"SOCKET", "CHANNEL"})
    void a_slow_answer_does_not_hold_back_a_fast_one(RelayKind relay) throws IOException {
        var release = new CountDownLatch(1);
        try (var server = new TcpNameServer((query, out, _, _) -> {
                    if (TcpVisit.asksFor(query, SLOW)) {
                        Thread.ofVirtual().start(() -> {
                            try {
                                release.await();
                                TcpNameServer.send(out, TcpNameServer.answer(query));
                            } catch (IOException | InterruptedException _) {
                                // the test ends
                            }
                        });
                    } else {
                        TcpNameServer.send(out, TcpNameServer.answer(query));
                    }
                });
                var visit = new TcpVisit(relay, server)) {
            visit.ask(SLOW);
            visit.askAll(0, 20);
            assertThat(visit.answers(20)).doesNotContain(SLOW);
            release.countDown();
            assertThat(visit.answer()).isEqualTo(SLOW);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"SOCKET", "CHANNEL"})
    void a_server_that_ends_connections_loses_no_query(RelayKind relay) throws IOException {
        var answered = new AtomicInteger();
        try (var server = new TcpNameServer((query, out, client, _) -> {
                    TcpNameServer.send(out, TcpNameServer.answer(query));
                    if (answered.incrementAndGet() % 7 == 0) {
                        client.close(); // with queries unread: a reset
                    }
                });
                var visit = new TcpVisit(relay, server)) {
            for (int id = 0; id < 100; id += 5) {
                visit.askAll(id, id + 5);
                assertThat(visit.answers(5)).hasSize(5);
            }
            assertThat(server.connections()).isGreaterThan(5);
            assertThat(visit.server(0).failures()).isZero();
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"SOCKET", "CHANNEL"})
    void a_server_without_tcp_is_passed_over_and_is_not_down(RelayKind relay) throws IOException {
        try (var server = TcpNameServer.good();
                var visit = new TcpVisit(relay, List.of(unused(), server.address()))) {
            for (int id = 0; id < 50; id++) {
                visit.ask(id);
                assertThat(visit.answer()).isEqualTo(id);
            }
            assertThat(visit.server(0).isBlacklisted(System.nanoTime())).isFalse();
            assertThat(visit.server(0).failures()).isPositive();
            assertThat(server.queries()).isEqualTo(50);
            visit.socket.close();
            visit.expectNothingLeft();
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"SOCKET", "CHANNEL"})
    void what_a_silent_server_does_not_answer_others_do(RelayKind relay) throws IOException {
        try (var silent = new TcpNameServer((_, _, _, _) -> {});
                var server = TcpNameServer.good();
                var visit = new TcpVisit(relay, silent, server)) {
            visit.askAll(0, 200);
            assertThat(visit.answers(200)).hasSize(200);
            assertThat(silent.queries()).isPositive();
        }
    }

    /** The first is late with it, the second is gone when it is sent there again: the third is asked. */
    @ParameterizedTest
    @EnumSource(names = {"SOCKET", "CHANNEL"})
    void a_query_that_one_server_does_not_answer_and_another_dies_of_goes_to_a_third(RelayKind relay)
            throws IOException {
        var dying = new AtomicReference<TcpNameServer>();
        try (var silent = new TcpNameServer((_, _, _, _) -> {});
                var second = new TcpNameServer((query, out, _, _) -> {
                    if (TcpVisit.asksFor(query, SLOW)) {
                        dying.get().close();
                    } else {
                        TcpNameServer.send(out, TcpNameServer.answer(query));
                    }
                });
                var third = TcpNameServer.good();
                var visit = new TcpVisit(
                        relay, List.of(silent.address(), second.address(), third.address()), "no least", "first")) {
            dying.set(second);
            visit.ask(1);
            assertThat(visit.answer()).isEqualTo(1);
            assertThat(second.queries()).isEqualTo(1);
            visit.ask(SLOW);
            assertThat(visit.answer()).isEqualTo(SLOW);
            assertThat(silent.queries()).isEqualTo(2);
            assertThat(third.queries()).isEqualTo(1);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"SOCKET", "CHANNEL"})
    void a_transfer_stays_with_one_server_while_queries_are_answered_between(RelayKind relay) throws IOException {
        int messages = 500;
        var begun = new CountDownLatch(1);
        try (var server = new TcpNameServer((query, out, _, _) -> {
                    boolean transfer = query[query.length - 3] == (byte) Type.AXFR;
                    byte[] answer = TcpNameServer.answer(query);
                    if (!transfer) {
                        TcpNameServer.send(out, answer);
                        begun.countDown();
                        return;
                    }
                    for (int i = 0; i < messages; i++) {
                        byte[] next = Arrays.copyOf(answer, 1000 + i);
                        next[999] = (byte) i;
                        TcpNameServer.send(out, next);
                        await(begun, i);
                    }
                });
                var visit = new TcpVisit(relay, server)) {
            TcpNameServer.send(visit.out, TcpVisit.query(1, Type.AXFR));
            assertThat(visit.read()).hasSize(1000);
            visit.ask(2);
            boolean answered = false;
            for (int i = 1; i < messages; ) {
                byte[] message = visit.read();
                if (message.length < 1000) {
                    answered = true;
                } else {
                    assertThat(message).hasSize(1000 + i);
                    assertThat(message[999]).isEqualTo((byte) i);
                    i++;
                }
            }
            assertThat(answered).isTrue();
            assertThat(server.connections()).isEqualTo(2);
            TcpNameServer.send(visit.out, TcpVisit.query(1, Type.AXFR));
            assertThat(visit.read()).hasSize(1000);
            assertThat(server.connections()).isEqualTo(2);
            visit.socket.close();
            visit.expectNothingLeft();
        }
    }

    /** In the middle of the transfer a query has to be answered before it goes on. */
    private static void await(CountDownLatch latch, int message) {
        try {
            if (message == 10 && !latch.await(30, TimeUnit.SECONDS)) {
                throw new AssertionError("no query came");
            }
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** The server that is asked is silent, and a question beside it goes to the other one. */
    @ParameterizedTest
    @EnumSource(names = {"SOCKET", "CHANNEL"})
    void what_must_not_be_carried_out_twice_goes_to_one_server_and_to_the_same_by_the_next_connection(RelayKind relay)
            throws IOException {
        Set<String> asked = ConcurrentHashMap.newKeySet();
        var requests = new AtomicInteger();
        TcpNameServer.Behaviour silentAboutKeys = (query, out, client, _) -> {
            if (query[query.length - 3] == (byte) Type.TKEY) {
                asked.add(client.getLocalPort() + "");
                requests.incrementAndGet();
            } else {
                TcpNameServer.send(out, TcpNameServer.answer(query));
            }
        };
        try (var one = new TcpNameServer(silentAboutKeys);
                var other = new TcpNameServer(silentAboutKeys);
                var third = new TcpNameServer(silentAboutKeys);
                var visit = new TcpVisit(relay, one, other, third)) {
            for (int i = 1; i <= 10; i++) {
                try (Socket next = visit.pen.client()) {
                    TcpNameServer.send(new DataOutputStream(next.getOutputStream()), TcpVisit.query(i, Type.TKEY));
                    int expected = i;
                    Await.until("a server has it", () -> requests.get() == expected);
                }
            }
            TcpNameServer.send(visit.out, TcpVisit.query(11, Type.TKEY));
            visit.askAll(20, 30); // with 1.2 s for a second server to be asked
            assertThat(visit.answers(10)).hasSize(10);
            long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(1200);
            for (int id = 30; System.nanoTime() < end; id++) {
                visit.ask(id);
                assertThat(visit.answer()).isEqualTo(id);
            }
            assertThat(asked).hasSize(1);
            assertThat(requests.get()).isEqualTo(11);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"SOCKET", "CHANNEL"})
    void a_transfer_that_breaks_off_in_the_middle_of_a_message_is_torn_off(RelayKind relay) throws IOException {
        try (var server = new TcpNameServer((query, out, client, _) -> {
                    TcpNameServer.send(out, TcpNameServer.answer(query));
                    out.write(new byte[] {1, 0, 7});
                    client.shutdownOutput();
                });
                var visit = new TcpVisit(relay, server)) {
            TcpNameServer.send(visit.out, TcpVisit.query(1, Type.AXFR));
            assertThatThrownBy(() -> {
                        while (visit.in.read() >= 0) {
                            // until it is torn off
                        }
                    })
                    .isInstanceOf(SocketException.class);
            visit.expectNothingLeft();
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"SOCKET", "CHANNEL"})
    void a_server_that_ends_a_transfer_ends_it_for_the_client(RelayKind relay) throws IOException {
        try (var server = new TcpNameServer((query, out, client, _) -> {
                    TcpNameServer.send(out, TcpNameServer.answer(query));
                    client.shutdownOutput();
                });
                var visit = new TcpVisit(relay, server)) {
            TcpNameServer.send(visit.out, TcpVisit.query(1, Type.AXFR));
            visit.read();
            assertThat(visit.in.read()).isNegative();
            visit.socket.close();
            visit.expectNothingLeft();
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"SOCKET", "CHANNEL"})
    void a_client_that_reads_late_gets_all_of_many_long_answers_and_of_a_transfer(RelayKind relay) throws Exception {
        try (var server = new TcpNameServer((query, out, _, _) -> {
                    int times = query[query.length - 3] == (byte) Type.AXFR ? 300 : 1;
                    for (int i = 0; i < times; i++) {
                        TcpNameServer.send(out, Arrays.copyOf(TcpNameServer.answer(query), LONG));
                    }
                });
                var visit = new TcpVisit(relay, server)) {
            // Together: nothing more is asked once the transfer has filled what there is between us.
            visit.askAll(2, 302, TcpVisit.query(1, Type.AXFR));
            // All of them where the system has so much room for what nobody reads: then nothing has to wait.
            Await.until("many have been asked", () -> visit.server(0).queries().queries() > 100);
            int ofTransfer = 0;
            int ofQueries = 0;
            while (ofTransfer + ofQueries < 600) {
                byte[] message = visit.read();
                assertThat(message).hasSize(LONG);
                if (message[1] == 1 && message[0] == 0) {
                    ofTransfer++;
                } else {
                    ofQueries++;
                }
            }
            assertThat(ofTransfer).isEqualTo(300);
        }
    }
}
