package org.penlb.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.penlb.testing.Await;
import org.penlb.testing.PenProcess;
import org.penlb.testing.UdpEchoServer;
import org.penlb.testing.UdpVisitor;

/** Datagrams that nobody answers, from many clients: nothing stays of them. */
@Tag("alone")
@Timeout(300)
class UdpLeakIT {
    private static final int CLIENTS = 10_000;
    private static final int DATAGRAMS_EACH = 10;
    /** As many as fit into the socket buffers on the way, so that none is dropped for want of room. */
    private static final int AHEAD = 100;
    /** What a JVM that has seen more of its own code may hold on to, far less than a session of each client would. */
    private static final long SLACK_HEAP_KIB = 1024;

    private static final long SLACK_RESIDENT_KIB = 16 * 1024;
    /** Two sockets for each of the 500 connections that Debian's pen has room for by default. */
    private static final int PENS_TABLE = 1000;
    /** Of which it closes a few when it opens others in their place. */
    private static final int PENS_REPLACED = 10;

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
            pen.liveHeapKib(); // the first time, the JVM opens a door for who asks, and leaves it open
            int descriptors = pen.descriptors();
            send(100, pen.address(), server); // loads the code
            awaitRest(pen, descriptors);
            long heap = pen.liveHeapKib();

            send(CLIENTS, pen.address(), server);
            awaitRest(pen, descriptors);
            assertThat(pen.liveHeapKib()).isLessThan(heap + SLACK_HEAP_KIB);
            long resident = pen.residentKib();

            send(CLIENTS, pen.address(), server);
            awaitRest(pen, descriptors);
            assertThat(pen.liveHeapKib()).isLessThan(heap + SLACK_HEAP_KIB);
            assertThat(pen.residentKib()).isLessThan(resident + SLACK_RESIDENT_KIB);
            assertThat(pen.said()).allMatch(line -> line.contains("clients come in at"));

            server.revive();
            try (var client = new UdpVisitor("127.0.0.1", pen.address())) {
                assertThat(client.ask()).isEqualTo("s0");
            }
        }
    }

    private static void awaitRest(PenProcess pen, int descriptors) {
        Await.until("as many descriptors as before", () -> pen.descriptors() <= descriptors);
    }

    @Test
    void debians_pen_fills_its_table_and_gives_nothing_back() throws IOException {
        OraclePen.assumeInstalled();
        try (var server = new UdpEchoServer("s0");
                var pen = OraclePen.start(List.of("-U"), List.of(server.address()))) {
            server.silence();
            int full = pen.descriptors() + PENS_TABLE;
            Await.until("its table is full", () -> {
                for (int i = 0; i < 10; i++) {
                    sendOne(pen.address());
                }
                return descriptors(pen) >= full;
            });
            server.revive();
            try (var client = new UdpVisitor("127.0.0.1", pen.address())) {
                Await.until(
                        "it goes on, with the sockets of others",
                        () -> tryAsk(client).equals("s0"));
            }
            assertThat(descriptors(pen)).as("nothing is given back").isGreaterThan(full - PENS_REPLACED);
        }
    }

    /** Sends one datagram from a port that nobody had before. */
    private static void sendOne(InetSocketAddress balancer) {
        try (var client = new UdpVisitor("127.0.0.1", balancer)) {
            client.send("one way");
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static String tryAsk(UdpVisitor client) {
        try {
            return client.tryAsk();
        } catch (IOException e) {
            throw new AssertionError(e);
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
