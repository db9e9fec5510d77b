package org.penlb.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.penlb.testing.EchoServer;
import org.penlb.testing.PenProcess;
import org.penlb.testing.Visitor;

/**
 * The same clients visit Debian's pen and ours: who serves them must be the same. pen begins its turns with server 1, ours
 * with server 0, so ours is given one visit more at the start where turns matter.
 */
@Timeout(60)
class DifferentialIT {
    private static final String EARLIER_CLIENT = "127.0.9.9";

    private final List<EchoServer> servers = new ArrayList<>();
    private final List<Socket> held = new ArrayList<>();

    @BeforeEach
    void start() {
        OraclePen.assumeInstalled();
        for (int i = 0; i < 4; i++) {
            servers.add(new EchoServer("s" + i));
        }
    }

    @AfterEach
    void end() throws IOException {
        for (Socket client : held) {
            client.close();
        }
        servers.forEach(EchoServer::close);
    }

    /** The first three servers, each with what follows its port in pen's notation. */
    private List<String> three(String... limits) {
        List<String> addresses = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            addresses.add(servers.get(i).address() + (limits.length == 0 ? "" : limits[i]));
        }
        return addresses;
    }

    private String fourth() {
        return servers.get(3).address();
    }

    /** Clients that come and go, by the last number of their address. */
    private static List<String> visits(InetSocketAddress balancer, int... clients) throws IOException {
        List<String> names = new ArrayList<>();
        for (int client : clients) {
            names.add(Visitor.visit("127.0.0." + client, balancer));
        }
        return names;
    }

    /** Clients that stay. */
    private List<String> stays(InetSocketAddress balancer, int... clients) throws IOException {
        List<String> names = new ArrayList<>();
        for (int client : clients) {
            Socket socket = Visitor.connect("127.0.0." + client, balancer);
            held.add(socket);
            names.add(Visitor.nameFrom(socket));
        }
        return names;
    }

    private static void align(PenProcess ours) throws IOException {
        assertThat(Visitor.visit(EARLIER_CLIENT, ours.address())).isEqualTo("s0");
    }

    private static PenProcess ours(List<String> options, List<String> servers) {
        return PenProcess.start(List.of(), options, servers);
    }

    @Test
    void tracking() throws IOException {
        int[] clients = {1, 2, 3, 1, 1, 4, 2, 3, 5, 1, 6};
        try (var pen = OraclePen.start(List.of(), three());
                PenProcess ours = ours(List.of(), three())) {
            align(ours);
            assertThat(visits(ours.address(), clients)).isEqualTo(visits(pen.address(), clients));
        }
    }

    @Test
    void round_robin_after_the_first() throws IOException {
        int[] clients = {1, 1, 1, 1, 2, 2, 3};
        try (var pen = OraclePen.start(List.of("-r"), three());
                PenProcess ours = ours(List.of("-r"), three())) {
            align(ours);
            assertThat(visits(ours.address(), clients)).isEqualTo(visits(pen.address(), clients));
        }
    }

    @Test
    void weight() throws IOException {
        int[] clients = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12};
        List<String> weighted = three(":0:0:1", ":0:0:2", ":0:0:3");
        try (var pen = OraclePen.start(List.of("-r", "-W"), weighted);
                PenProcess ours = ours(List.of("-r", "-W"), weighted)) {
            assertThat(stays(ours.address(), clients)).isEqualTo(stays(pen.address(), clients));
        }
    }

    @Test
    void nobody_is_served_when_all_weights_are_0() throws IOException {
        List<String> weightless = three(":0:0:0", ":0:0:0", ":0:0:0");
        try (var pen = OraclePen.start(List.of("-W"), weightless);
                PenProcess ours = ours(List.of("-W"), weightless)) {
            assertThat(visits(ours.address(), 1, 2)).isEqualTo(visits(pen.address(), 1, 2));
        }
    }

    @Test
    void prio() throws IOException {
        int[] clients = {1, 2, 3, 1};
        List<String> ranked = three(":0:0:0:3", ":0:0:0:1", ":0:0:0:1");
        try (var pen = OraclePen.start(List.of("-o", "prio"), ranked);
                PenProcess ours = ours(List.of("-o", "prio"), ranked)) {
            assertThat(visits(ours.address(), clients)).isEqualTo(visits(pen.address(), clients));
        }
    }

    @Test
    void soft_limits_of_clients_that_take_turns() throws IOException {
        int[] clients = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12};
        List<String> limited = three(":2:3", ":1:2", "");
        try (var pen = OraclePen.start(List.of("-r"), limited);
                PenProcess ours = ours(List.of("-r"), limited)) {
            align(ours);
            assertThat(stays(ours.address(), clients)).isEqualTo(stays(pen.address(), clients));
        }
    }

    @Test
    void hard_limits_of_a_client_that_comes_again() throws IOException {
        int[] clients = {1, 1, 1, 1, 1, 1};
        List<String> limited = three(":2:3", ":1:2", "");
        try (var pen = OraclePen.start(List.of(), limited);
                PenProcess ours = ours(List.of(), limited)) {
            align(ours);
            assertThat(stays(ours.address(), clients)).isEqualTo(stays(pen.address(), clients));
        }
    }

    @Test
    void clients_of_a_dead_server_move_on_and_stay() throws IOException {
        int[] clients = {1, 2, 3, 1, 2, 3};
        try (var pen = OraclePen.start(List.of(), three());
                PenProcess ours = ours(List.of(), three())) {
            align(ours);
            assertThat(visits(ours.address(), clients)).isEqualTo(visits(pen.address(), clients));
            servers.get(1).kill();
            assertThat(visits(ours.address(), clients)).isEqualTo(visits(pen.address(), clients));
            servers.get(1).revive();
            assertThat(visits(ours.address(), clients)).isEqualTo(visits(pen.address(), clients));
        }
    }

    @Test
    void turns_leave_a_blacklisted_server_out() throws IOException {
        int[] clients = {1, 2, 3, 4, 5, 6, 7, 8};
        try (var pen = OraclePen.start(List.of("-r"), three());
                PenProcess ours = ours(List.of("-r"), three())) {
            align(ours);
            servers.get(1).kill(); // whose turn it is: the first client finds it dead
            assertThat(visits(ours.address(), clients)).isEqualTo(visits(pen.address(), clients));
        }
    }

    @Test
    void a_stubborn_one_does_not_fail_over() throws IOException {
        servers.get(0).kill();
        int[] clients = {1, 2, 3, 4, 5, 6};
        try (var pen = OraclePen.start(List.of("-s", "-e", fourth()), three());
                PenProcess ours = ours(List.of("-s", "-e", fourth()), three())) {
            assertThat(Visitor.visit(EARLIER_CLIENT, ours.address())).isEmpty();
            List<String> inOrder = visits(ours.address(), clients);
            assertThat(inOrder)
                    .isEqualTo(Stream.of("s1", "s2", "s1", "s2", "s1", "s2").toList());
            assertThat(visits(pen.address(), 1, 2, 3)).isEqualTo(List.of("s1", "s2", ""));
        }
    }

    @Test
    void the_abuse_server_gets_who_is_denied() throws IOException {
        int[] clients = {1, 2, 3, 1, 2, 3, 2};
        List<String> options = List.of("-B", fourth(), "-o", "acl 1 deny 127.0.0.2", "-o", "client_acl 1");
        try (var pen = OraclePen.start(options, three());
                PenProcess ours = ours(options, three())) {
            align(ours);
            assertThat(visits(ours.address(), clients)).isEqualTo(visits(pen.address(), clients));
        }
    }

    @Test
    void who_is_denied_is_closed_without_an_abuse_server() throws IOException {
        int[] clients = {1, 2, 3, 1, 2, 3};
        List<String> options = List.of(
                "-o",
                "acl 1 permit 127.0.9.9",
                "-o",
                "acl 1 permit 127.0.0.0 255.255.255.254",
                "-o",
                "acl 1 permit 127.0.0.3",
                "-o",
                "client_acl 1");
        try (var pen = OraclePen.start(options, three());
                PenProcess ours = ours(options, three())) {
            align(ours);
            assertThat(visits(ours.address(), clients)).isEqualTo(visits(pen.address(), clients));
        }
    }

    @Test
    void a_servers_access_list_sends_clients_to_the_next() throws IOException, InterruptedException {
        int[] clients = {1, 2, 3, 2, 2, 2, 2, 1, 3};
        try (var pen = OraclePen.start(List.of("-r", "-o", "acl 1 deny 127.0.0.2"), three());
                PenProcess ours = ours(List.of("-r", "-O", "acl 1 deny 127.0.0.2", "-O", "server 1 acl 1"), three())) {
            pen.control("server", "1", "acl", "1"); // pen knows no servers yet when it reads -O
            align(ours);
            assertThat(visits(ours.address(), clients)).isEqualTo(visits(pen.address(), clients));
        }
    }

    @Test
    void the_emergency_server_serves_when_nobody_else_does() throws IOException, InterruptedException {
        try (var pen = OraclePen.start(List.of("-e", fourth()), three());
                PenProcess ours = ours(List.of("-e", fourth()), three())) {
            for (int i = 0; i < 3; i++) {
                pen.control("server", String.valueOf(i), "blacklist", "100");
                servers.get(i).kill();
            }
            assertThat(visits(ours.address(), 1, 2, 1)).isEqualTo(visits(pen.address(), 1, 2, 1));
        }
    }
}
