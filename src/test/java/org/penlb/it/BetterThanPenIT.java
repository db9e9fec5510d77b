package org.penlb.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.penlb.cli.command.PenHere;
import org.penlb.testing.EchoServer;
import org.penlb.testing.Visitor;

/** Where ours differs from pen on purpose: each thing is shown to fail with Debian's pen. */
@Tag("alone")
@Timeout(120)
class BetterThanPenIT {
    /** How long one of a burst is waited for at pen, which lets some wait for ever. */
    private static final int TOO_LONG_MILLIS = 4_000;
    /** Ours has all the time that a busy machine takes, as long as it is far less than one stall after the other. */
    private static final int LONG_MILLIS = 15_000;

    @BeforeEach
    void start() {
        OraclePen.assumeInstalled();
    }

    private static PenHere ours(List<String> options, String... servers) {
        return PenHere.start(options, List.of(servers));
    }

    @Test
    void turns_begin_with_the_first_server() throws IOException {
        try (var s0 = new EchoServer("s0");
                var s1 = new EchoServer("s1");
                var pen = OraclePen.start(List.of("-r"), List.of(s0.address(), s1.address()));
                PenHere ours = ours(List.of("-r"), s0.address(), s1.address())) {
            assertThat(Visitor.visit("127.0.0.1", ours.address())).isEqualTo("s0");
            assertThat(Visitor.visit("127.0.0.1", pen.address())).isEqualTo("s1");
        }
    }

    @Test
    void the_hash_spreads_neighbours_and_stays_the_same() throws IOException {
        try (var s0 = new EchoServer("s0");
                var s1 = new EchoServer("s1");
                var s2 = new EchoServer("s2");
                var s3 = new EchoServer("s3")) {
            List<String> servers = List.of(s0.address(), s1.address(), s2.address(), s3.address());
            try (var pen = OraclePen.start(List.of("-h"), servers);
                    PenHere ours = PenHere.start(List.of("-h"), servers);
                    PenHere restarted = PenHere.start(List.of("-h"), servers)) {
                assertThat(serversOfNeighbours(ours.address())).hasSize(4);
                assertThat(serversOfNeighbours(pen.address())).hasSize(1);
                for (int i = 1; i <= 32; i++) {
                    String client = "127.0.0." + i;
                    assertThat(Visitor.visit(client, restarted.address()))
                            .isEqualTo(Visitor.visit(client, ours.address()));
                }
            }
        }
    }

    private static Set<String> serversOfNeighbours(InetSocketAddress balancer) throws IOException {
        Set<String> names = new HashSet<>();
        for (int i = 1; i <= 32; i++) {
            names.add(Visitor.visit("127.0.0." + i, balancer));
        }
        return names;
    }

    @Test
    void a_client_whose_server_refuses_is_served_by_the_next_one_and_then_by_the_emergency_server() throws IOException {
        try (var dead = new EchoServer("dead");
                var alive = new EchoServer("alive");
                var emergency = new EchoServer("emergency")) {
            dead.kill();
            List<String> options = List.of("-r", "-e", emergency.address());
            List<String> servers = List.of(dead.address(), dead.address(), alive.address());
            try (var pen = OraclePen.startWithDefaults(options, servers);
                    PenHere ours = PenHere.start(options, servers)) {
                assertThat(Visitor.visit("127.0.0.1", ours.address())).isEqualTo("alive");
                assertThat(Visitor.visit("127.0.0.1", pen.address())).isEmpty();
                alive.kill();
                assertThat(Visitor.visit("127.0.0.1", ours.address())).isEqualTo("emergency");
            }
        }
    }

    @Test
    void the_abuse_server_works_with_the_default_access_list() throws IOException {
        List<String> denied = List.of("-O", "acl 0 deny 127.0.0.2");
        try (var server = new EchoServer("server");
                var abuse = new EchoServer("abuse");
                PenHere ours = ours(List.of("-B", abuse.address(), denied.get(0), denied.get(1)), server.address());
                var pen = OraclePen.start(
                        List.of("-B", abuse.address(), denied.get(0), denied.get(1)), List.of(server.address()))) {
            assertThat(Visitor.visit("127.0.0.2", ours.address())).isEqualTo("abuse");
            assertThat(Visitor.visit("127.0.0.2", pen.address())).isEmpty();
            assertThat(Visitor.visit("127.0.0.3", ours.address())).isEqualTo("server");
        }
    }

    @Test
    void a_server_that_does_not_answer_stalls_nobody() throws IOException {
        try (var hole = new EchoServer("hole");
                var good = new EchoServer("good")) {
            hole.blackHole();
            List<String> options = List.of("-r", "-t", "1", "-b", "1");
            try (PenHere ours = ours(options, hole.address(), good.address());
                    var pen = OraclePen.start(options, List.of(hole.address(), good.address()))) {
                int servedByOurs = 0;
                int servedByPen = 0;
                for (int burst = 0; burst < 2; burst++) {
                    servedByOurs += Burst.into(ours.address(), 200, LONG_MILLIS);
                    servedByPen += Burst.into(pen.address(), 200, TOO_LONG_MILLIS);
                }
                assertThat(servedByOurs).isEqualTo(400);
                assertThat(servedByPen).isLessThan(400);
            }
        }
    }

    @Test
    void more_clients_than_pens_500_are_served_at_once() throws IOException {
        try (var server = new EchoServer("server");
                PenHere ours = ours(List.of(), server.address());
                var pen = OraclePen.start(List.of(), List.of(server.address()))) {
            assertThat(Burst.into(ours.address(), 600, LONG_MILLIS)).isEqualTo(600);
            assertThat(Burst.into(pen.address(), 600, TOO_LONG_MILLIS)).isEqualTo(500);
        }
    }

    @Test
    void who_is_turned_away_frees_nobody_elses_place() throws IOException {
        List<String> seen = new ArrayList<>();
        try (var server = new EchoServer("server");
                PenHere ours = ours(List.of(), server.address() + ":1");
                var pen = OraclePen.start(List.of(), List.of(server.address() + ":1"))) {
            for (InetSocketAddress balancer : List.of(ours.address(), pen.address())) {
                try (Socket staying = Visitor.connect("127.0.0.1", balancer)) {
                    assertThat(Visitor.nameFrom(staying)).isEqualTo("server");
                    for (String late : List.of("127.0.0.1", "127.0.0.1")) {
                        seen.add(Visitor.visit(late, balancer));
                    }
                }
            }
        }
        assertThat(seen).as("two late ones at ours, two at pen").containsExactly("", "", "", "server");
    }

    @Test
    void a_transfer_that_broke_off_does_not_look_whole() throws IOException {
        try (var server = new ServerSocket(0, 5, InetAddress.ofLiteral("127.0.0.1"))) {
            String address = "127.0.0.1:" + server.getLocalPort();
            try (PenHere ours = ours(List.of(), address);
                    var pen = OraclePen.start(List.of(), List.of(address))) {
                assertThat(howHalfAnAnswerEnds(server, ours.address())).isEqualTo("reset");
                assertThat(howHalfAnAnswerEnds(server, pen.address())).isEqualTo("end of data");
            }
        }
    }

    private static String howHalfAnAnswerEnds(ServerSocket server, InetSocketAddress balancer) throws IOException {
        try (Socket client = Visitor.connect("127.0.0.1", balancer);
                Socket answering = server.accept()) {
            answering.getOutputStream().write("half".getBytes(StandardCharsets.US_ASCII));
            client.getInputStream().readNBytes("half".length());
            answering.setSoLinger(true, 0); // a reset
            answering.close();
            return client.getInputStream().read() < 0 ? "end of data" : "data";
        } catch (SocketException e) {
            return "reset";
        }
    }

    @Test
    void of_four_clients_in_the_same_second_a_table_of_three_forgets_the_one_that_came_least_recently()
            throws IOException {
        try (var s0 = new EchoServer("s0");
                var s1 = new EchoServer("s1");
                var s2 = new EchoServer("s2")) {
            List<String> options = List.of("-c", "3");
            List<String> right = List.of("s0", "s1", "s2", "s0", "s0", "s0");
            try (PenHere ours = ours(options, s0.address(), s1.address(), s2.address())) {
                assertThat(fourVisitATableOfThree(ours.address())).isEqualTo(right);
            }
            List<String> pens = List.of();
            long begun = 0;
            for (long ended = 1; ended != begun; ended = Instant.now().getEpochSecond()) { // pen tells seconds apart
                try (var pen = OraclePen.start(options, List.of(s2.address(), s0.address(), s1.address()))) {
                    begun = Instant.now().getEpochSecond();
                    pens = fourVisitATableOfThree(pen.address());
                }
            }
            assertThat(pens).isNotEqualTo(right);
        }
    }

    private static List<String> fourVisitATableOfThree(InetSocketAddress balancer) throws IOException {
        List<String> names = new ArrayList<>();
        for (int client : new int[] {1, 2, 3, 1, 4, 1}) {
            names.add(Visitor.visit("127.0.0." + client, balancer));
        }
        return names;
    }
}
