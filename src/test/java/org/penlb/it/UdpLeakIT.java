package org.penlb.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.penlb.testing.Await;
import org.penlb.testing.PenProcess;
import org.penlb.testing.UdpEchoServer;
import org.penlb.testing.UdpVisitor;

/** Datagrams that nobody answers, from many clients: nothing stays of them. */
@Timeout(300)
class UdpLeakIT {
    private static final int CLIENTS = 10_000;
    private static final int DATAGRAMS_EACH = 10;
    /** As many as fit into the socket buffers on the way, so that none is dropped for want of room. */
    private static final int AHEAD = 100;
    /** What a JVM that has seen more of its own code may hold on to, far less than a session of each client would. */
    private static final long SLACK_HEAP_KIB = 1024;

    private static final long SLACK_RESIDENT_KIB = 16 * 1024;
    /** More than Debian's pen has room for, 500 by default. */
    private static final int ENOUGH_FOR_PEN = 1200;

    /** Sends from this many ports, of addresses from 127.0.1.1 on, as fast as the server takes it. */
    private static void send(int clients, InetSocketAddress balancer, UdpEchoServer server) throws IOException {
        long sent = server.count();
        for (int i = 0; i < clients; i++) {
            try (var client = new UdpVisitor("127.0." + (1 + i / 200) + "." + (1 + i % 200), balancer)) {
                for (int j = 0; j < DATAGRAMS_EACH; j++) {
                    client.send("one way");
                }
            }
            sent += DATAGRAMS_EACH;
            long enough = sent - AHEAD;
            Await.until("the server gets " + enough, () -> server.count() >= enough);
        }
        long all = sent;
        Await.until("the server gets all " + all, () -> server.count() >= all);
        assertThat(server.count()).isEqualTo(all);
    }

    @Test
    void descriptors_and_memory_return_to_their_start() throws IOException {
        try (var server = new UdpEchoServer("s0");
                PenProcess pen = PenProcess.start(
                        List.of(), List.of("-U", "-O", "session_timeout 1"), List.of(server.address()))) {
            server.silence();
            send(100, pen.address(), server); // what is opened and loaded once
            int descriptors = awaitRest(pen, Integer.MAX_VALUE);
            long heap = pen.liveHeapKib();

            send(CLIENTS, pen.address(), server);
            awaitRest(pen, descriptors);
            assertThat(pen.liveHeapKib()).isLessThan(heap + SLACK_HEAP_KIB);
            long resident = pen.residentKib();

            send(CLIENTS, pen.address(), server);
            awaitRest(pen, descriptors);
            assertThat(pen.liveHeapKib()).isLessThan(heap + SLACK_HEAP_KIB);
            assertThat(pen.residentKib()).isLessThan(resident + SLACK_RESIDENT_KIB);
            assertThat(pen.said()).isEmpty();

            server.revive();
            try (var client = new UdpVisitor("127.0.0.1", pen.address())) {
                assertThat(client.ask()).isEqualTo("s0");
            }
        }
    }

    /** Returns when it has but the sockets of a Pen without sessions; how many descriptors it has then. */
    private static int awaitRest(PenProcess pen, int most) {
        if (most == Integer.MAX_VALUE) {
            int busy = pen.descriptors();
            Await.until("the sessions of the first clients have ended", () -> pen.descriptors() <= busy - 100);
        }
        Await.until("as many descriptors as before", () -> pen.descriptors() <= most);
        return pen.descriptors();
    }

    @Test
    void debians_pen_fills_its_table_and_stops() throws IOException {
        OraclePen.assumeInstalled();
        try (var server = new UdpEchoServer("s0");
                var pen = OraclePen.start(List.of("-U"), List.of(server.address()))) {
            server.silence();
            for (int i = 0; i < ENOUGH_FOR_PEN; i++) {
                try (var client = new UdpVisitor("127.0." + (1 + i / 200) + "." + (1 + i % 200), pen.address())) {
                    client.send("one way");
                }
            }
            Await.until("its table is full", () -> descriptors(pen) >= 1000);
            server.revive();
            long got = server.count();
            try (var client = new UdpVisitor("127.0.0.1", pen.address())) {
                for (int i = 0; i < 5; i++) {
                    client.send("is anybody there?");
                }
            }
            assertThat(descriptors(pen)).as("nothing is given back").isGreaterThanOrEqualTo(1000);
            assertThat(server.count()).as("nothing gets through").isEqualTo(got);
        }
    }

    private static int descriptors(OraclePen pen) {
        try {
            return pen.descriptors();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
