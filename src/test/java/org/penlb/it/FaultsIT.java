package org.penlb.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.penlb.testing.Await;
import org.penlb.testing.EchoServer;
import org.penlb.testing.Idle;
import org.penlb.testing.PenProcess;
import org.penlb.testing.Visitor;

/** A server dies, stops answering and comes back while clients go on without pause. */
@Tag("alone")
@Timeout(180)
class FaultsIT {
    private static final int CLIENTS = 64;
    private static final int VISITS = 1000;
    /** So many that some of them come later than the connect timeout of those who met the black hole. */
    private static final int VISITS_AT_BLACK_HOLE = 3000;

    private static final int SOAK_ROUNDS = 30;
    /** The connect timeout is a second. Who waits this long was forgotten. */
    private static final int TOO_LONG_MILLIS = 10_000;

    private final AtomicBoolean running = new AtomicBoolean(true);
    private final AtomicInteger visits = new AtomicInteger();
    /** Connections that began before this time may have been established to the server that changed. */
    private final AtomicLong changedAt = new AtomicLong(Long.MIN_VALUE);

    private final AtomicInteger brokenOff = new AtomicInteger();
    private final Queue<String> errors = new ConcurrentLinkedQueue<>();
    private final Queue<String> seen = new ConcurrentLinkedQueue<>();

    @ParameterizedTest
    @ValueSource(strings = {"socket", "channel"})
    void nobody_notices_but_who_was_connected_to_the_server_that_died(String relay)
            throws IOException, InterruptedException {
        killBlackHoleAndRevive(relay, 1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"socket", "channel"})
    @Timeout(value = 30, unit = TimeUnit.MINUTES)
    void nor_when_it_happens_again_and_again(String relay) throws IOException, InterruptedException {
        Assumptions.assumeTrue(Boolean.getBoolean("pen.long"), "long: a soak of several minutes");
        killBlackHoleAndRevive(relay, SOAK_ROUNDS);
    }

    private void killBlackHoleAndRevive(String relay, int rounds) throws IOException, InterruptedException {
        try (var s0 = new EchoServer("s0");
                var victim = new EchoServer("victim");
                var s2 = new EchoServer("s2");
                PenProcess pen = PenProcess.start(
                        List.of(),
                        List.of("-r", "-t", "1", "-b", "1", "--relay", relay),
                        List.of(s0.address(), victim.address(), s2.address()))) {
            Visitor.visit("127.0.0.1", pen.address());
            int before = pen.descriptors();
            List<Thread> clients = new ArrayList<>();
            for (int i = 0; i < CLIENTS; i++) {
                String source = "127.0.1." + (i + 1);
                clients.add(Thread.ofVirtual().start(() -> visitWithoutPause(source, pen)));
            }
            for (int round = 0; round < rounds; round++) {
                phase(VISITS);
                change(victim::kill);
                phase(VISITS);
                change(victim::blackHole);
                phase(VISITS_AT_BLACK_HOLE);
                change(victim::revive);
            }
            phase(VISITS);
            seen.clear();
            Await.until("the victim serves again", () -> {
                boolean served = seen.contains("victim");
                seen.clear();
                return served || !errors.isEmpty();
            });
            assertThat(errors).isEmpty();
            running.set(false);
            for (Thread client : clients) {
                client.join();
            }
            assertThat(errors).isEmpty();
            assertThat(brokenOff.get()).as("broken off with the server").isLessThanOrEqualTo(3 * CLIENTS * rounds);
            Await.until("as many descriptors as before", () -> pen.descriptors() <= before);
            Await.until("the CPU is idle", () -> Idle.is(pen));
        }
    }

    private void phase(int count) {
        int until = visits.get() + count;
        Await.until("clients are served", () -> visits.get() >= until || !errors.isEmpty());
    }

    private void change(Runnable change) {
        changedAt.set(Long.MAX_VALUE); // while it lasts
        change.run();
        changedAt.set(System.nanoTime());
    }

    private void visitWithoutPause(String source, PenProcess pen) {
        while (running.get() && errors.isEmpty()) {
            long began = System.nanoTime();
            String name = "";
            try (Socket client = Visitor.connect(source, pen.address())) {
                client.setSoTimeout(TOO_LONG_MILLIS);
                name = Visitor.nameFrom(client);
                client.getOutputStream().write(7);
                if (name.isEmpty() || client.getInputStream().read() != 7) {
                    throw new IOException("closed without an answer");
                }
                if (seen.size() < CLIENTS) {
                    seen.add(name);
                }
                visits.incrementAndGet();
            } catch (IOException e) {
                if (began < changedAt.get() && (name.isEmpty() || name.equals("victim"))) {
                    brokenOff.incrementAndGet();
                } else {
                    errors.add(name + ": " + e);
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"socket", "channel"})
    void bursts_into_a_black_hole_stall_nobody(String relay) throws IOException {
        try (var hole = new EchoServer("hole");
                var good = new EchoServer("good");
                PenProcess pen = PenProcess.start(
                        List.of(),
                        List.of("-r", "-t", "1", "-b", "1", "--relay", relay),
                        List.of(hole.address(), good.address()))) {
            hole.blackHole();
            Visitor.visit("127.0.0.1", pen.address());
            int before = pen.descriptors();
            for (int burst = 0; burst < 3; burst++) {
                assertThat(Burst.into(pen.address(), 200, TOO_LONG_MILLIS)).isEqualTo(200);
            }
            Await.until("as many descriptors as before", () -> pen.descriptors() <= before);
            Await.until("the CPU is idle", () -> Idle.is(pen));
        }
    }
}
