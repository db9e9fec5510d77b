package org.penlb.dnsfront;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.penlb.config.RelayKind;
import org.penlb.testing.Await;

/** Servers that end connections by which they are asked, for whatever reason: nobody else's query is lost with it. */
@Timeout(60)
class EndedConnectionsTest {
    private static final int CULPRIT = 999;
    /** How many connections there are to a server at a time for what no connection has ended for. */
    private static final int MOST = 24;

    /** Ends the connection by which one query comes, and answers no other before that was there alone. */
    private static final class Dropping implements TcpNameServer.Behaviour {
        final AtomicInteger drops = new AtomicInteger();
        private final CountDownLatch foundOut;
        private final Map<Integer, Integer> queries = new ConcurrentHashMap<>();

        Dropping(CountDownLatch foundOut) {
            this.foundOut = foundOut;
        }

        @Override
        public void query(byte[] query, DataOutputStream out, Socket client, int connection) throws IOException {
            int number = queries.merge(connection, 1, Integer::sum);
            if (TcpVisit.asksFor(query, CULPRIT)) {
                drops.incrementAndGet();
                client.close();
                if (number == 1) {
                    foundOut.countDown();
                }
                return;
            }
            Thread.ofVirtual().start(() -> {
                try {
                    foundOut.await();
                    TcpNameServer.send(out, TcpNameServer.answer(query));
                } catch (IOException | InterruptedException _) {
                    // it is sent again by another connection
                }
            });
        }
    }

    @ParameterizedTest
    @CsvSource({"SOCKET, 1", "CHANNEL, 1", "SOCKET, 2"})
    void a_query_that_ends_connections_takes_no_others_with_it(RelayKind relay, int count) throws IOException {
        var foundOut = new CountDownLatch(count);
        var dropping = new Dropping(foundOut);
        try (var server = new TcpNameServer(dropping);
                var other = new TcpNameServer(dropping);
                var visit = new TcpVisit(
                        relay, List.of(server.address(), other.address()).subList(0, count))) {
            visit.askAll(0, 10);
            visit.ask(CULPRIT);
            visit.askAll(10, 40);
            assertThat(visit.answers(40)).hasSize(40).doesNotContain(CULPRIT);
            visit.ask(CULPRIT + 1);
            assertThat(visit.answer()).isEqualTo(CULPRIT + 1);
            assertThat(dropping.drops.get())
                    .as("it is not sent again and again")
                    .isLessThan(10);
        }
    }

    /** Each connection carries so many queries; one more, and it is closed. */
    @ParameterizedTest
    @CsvSource({"SOCKET, 1", "CHANNEL, 1", "SOCKET, 3", "SOCKET, 10"})
    void of_a_server_that_answers_few_queries_by_each_connection_no_more_is_asked_soon(RelayKind relay, int each)
            throws IOException {
        Map<Integer, Integer> answered = new ConcurrentHashMap<>();
        try (var server = new TcpNameServer((query, out, client, connection) -> {
                    if (answered.merge(connection, 1, Integer::sum) > each) {
                        client.close();
                    } else {
                        TcpNameServer.send(out, TcpNameServer.answer(query));
                    }
                });
                var visit = new TcpVisit(relay, server)) {
            visit.askAll(0, 120);
            assertThat(visit.answers(120)).hasSize(120);
            int before = server.queries();
            visit.askAll(200, 320);
            assertThat(visit.answers(120)).hasSize(120);
            assertThat(server.queries() - before).isEqualTo(120);
        }
    }

    /** As the kernel of a server does that has closed while queries were on their way: what is answered comes before the reset. */
    @ParameterizedTest
    @EnumSource(names = {"SOCKET", "CHANNEL"})
    void answers_before_a_reset_are_not_lost(RelayKind relay) throws IOException {
        var release = new CountDownLatch(1);
        try (var server = new TcpNameServer((query, out, client, connection) -> {
                    TcpNameServer.send(out, TcpNameServer.answer(query));
                    if (connection == 0) {
                        await(release);
                        client.close(); // with queries unread
                    }
                });
                var visit = new TcpVisit(relay, server)) {
            visit.askAll(0, 20);
            assertThat(visit.answer()).isZero();
            release.countDown();
            assertThat(visit.answers(19)).hasSize(19);
            assertThat(server.queries()).isEqualTo(20);
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"SOCKET", "CHANNEL"})
    void a_server_that_ends_each_connection_at_once_is_left_alone(RelayKind relay) throws IOException {
        try (var ending = new TcpNameServer((_, _, client, _) -> client.close());
                var server = TcpNameServer.good();
                var visit = new TcpVisit(relay, ending, server)) {
            for (int id = 0; id < 200; id++) {
                visit.ask(id);
                assertThat(visit.answer()).isEqualTo(id);
            }
            assertThat(ending.connections()).isLessThan(100);
            assertThat(visit.server(0).failures()).isPositive();
        }
    }

    /** Of a server that is asked alone there is nobody to turn to while it rests. */
    @ParameterizedTest
    @EnumSource(names = {"SOCKET", "CHANNEL"})
    void the_only_server_is_asked_again_even_if_it_has_ended_everything_until_now(RelayKind relay) throws IOException {
        var ends = new AtomicInteger();
        try (var server = new TcpNameServer((query, out, client, _) -> {
                    if (ends.incrementAndGet() <= 8) {
                        client.close();
                    } else {
                        TcpNameServer.send(out, TcpNameServer.answer(query));
                    }
                });
                var visit = new TcpVisit(relay, server)) {
            visit.askAll(0, 4);
            assertThat(visit.answers(4)).hasSize(4);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"SOCKET", "CHANNEL"})
    void queries_wait_until_servers_that_take_few_at_a_time_take_more(RelayKind relay) throws IOException {
        try (var server = TcpNameServer.good();
                var other = TcpNameServer.good();
                var visit = new TcpVisit(
                        relay, List.of(server.address(), other.address()), "server 0 max 5", "server 1 max 5")) {
            visit.askAll(0, 400);
            visit.socket.shutdownOutput();
            assertThat(visit.answers(400)).hasSize(400);
            assertThat(visit.in.read()).isNegative();
            visit.expectNothingLeft();
            Await.until("all are told", () -> server.queries() + other.queries() == 400);
        }
    }

    /** As one does that has a limit of connections, or that ends while it serves on. */
    @Test
    void connections_that_are_refused_while_another_serves_are_not_made_again_and_again() throws IOException {
        try (var listening = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
                var visit = new TcpVisit(
                        RelayKind.SOCKET, List.of("127.0.0.1:" + listening.getLocalPort()), "query_timeout 2000")) {
            visit.askAll(0, 2);
            Socket first = listening.accept();
            TcpNameServer.read(first);
            TcpNameServer.read(first);
            first.close(); // what was on it goes with few others
            try (Socket few = listening.accept()) {
                TcpNameServer.read(few);
                TcpNameServer.read(few);
                visit.ask(2);
                Socket any = listening.accept();
                TcpNameServer.answer(any, TcpNameServer.read(any));
                assertThat(visit.answer()).isEqualTo(2);
                listening.close();
            } // and now alone
            visit.socket.shutdownOutput();
            assertThat(visit.in.read()).as("after query_timeout").isNegative();
            assertThat(visit.server(0).failures()).as("connections tried").isBetween(2L, 50L);
            visit.expectNothingLeft();
        }
    }

    /**
     * A server that answers one query by each connection, and each only when it is released. Of one query it ends the
     * connection the first time.
     */
    private static final class OneByOne implements TcpNameServer.Behaviour {
        final List<Integer> order = new CopyOnWriteArrayList<>();
        final Semaphore released = new Semaphore(0);
        private final Map<Integer, Integer> asked = new ConcurrentHashMap<>();
        private final AtomicBoolean ended = new AtomicBoolean();

        @Override
        public void query(byte[] query, DataOutputStream out, Socket client, int connection) throws IOException {
            if (asked.merge(connection, 1, Integer::sum) > 1) {
                return;
            }
            order.add(TcpVisit.id(query));
            if (!TcpVisit.asksFor(query, CULPRIT) || !ended.compareAndSet(false, true)) {
                released.acquireUninterruptibly();
                TcpNameServer.send(out, TcpNameServer.answer(query));
            }
            client.close();
        }

        /** Has them answer until Pen knows that they do one by each connection, and clears the order. */
        static void learn(TcpVisit visit, OneByOne... servers) throws IOException {
            for (OneByOne server : servers) {
                server.released.release(200);
            }
            visit.askAll(0, 120);
            visit.answers(120);
            for (OneByOne server : servers) {
                server.released.drainPermits();
                server.order.clear();
            }
        }
    }

    @Test
    void queries_wait_for_connections_in_their_order() throws IOException {
        var one = new OneByOne();
        try (var server = new TcpNameServer(one);
                var visit = new TcpVisit(RelayKind.SOCKET, server)) {
            OneByOne.learn(visit, one);
            visit.askAll(0, 120);
            Await.until("as many as may be at a time", () -> one.order.size() == MOST);
            for (int next = MOST + 1; next <= 120; next++) {
                int expected = next;
                one.released.release();
                Await.until("the next one comes", () -> one.order.size() == expected);
            }
            one.released.release(120);
            visit.answers(120);
            assertThat(one.order.subList(MOST, 120))
                    .isEqualTo(IntStream.range(MOST, 120).boxed().toList());
        }
    }

    @Test
    void queries_that_wait_for_connections_of_slow_servers_are_answered_all() throws IOException {
        var one = new OneByOne();
        var other = new OneByOne();
        try (var server = new TcpNameServer(one);
                var second = new TcpNameServer(other);
                var visit = new TcpVisit(RelayKind.SOCKET, server, second)) {
            OneByOne.learn(visit, one, other);
            visit.askAll(0, 120);
            Await.until("both are late", () -> lateAt(visit, 0) && lateAt(visit, 1));
            one.released.release(500);
            other.released.release(500);
            assertThat(visit.answers(120)).hasSize(120);
            visit.socket.close();
            visit.expectNothingLeft();
        }
    }

    private static boolean lateAt(TcpVisit visit, int server) {
        return visit.server(server).queries().timeouts() >= MOST;
    }

    @Test
    void a_query_whose_connection_ended_does_not_wait_for_all_others() throws IOException {
        var one = new OneByOne();
        try (var server = new TcpNameServer(one);
                var visit = new TcpVisit(RelayKind.SOCKET, server)) {
            OneByOne.learn(visit, one);
            visit.ask(CULPRIT);
            visit.askAll(0, 120);
            Await.until(
                    "it is sent again before any other is answered",
                    () -> one.order.stream().filter(id -> id == CULPRIT).count() == 2);
            assertThat(one.released.availablePermits()).isZero();
            one.released.release(500);
            assertThat(visit.answers(121)).contains(CULPRIT);
        }
    }
}
