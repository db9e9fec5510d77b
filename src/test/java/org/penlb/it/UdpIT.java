package org.penlb.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.penlb.testing.Families;
import org.penlb.testing.PenProcess;
import org.penlb.testing.Ports;
import org.penlb.testing.UdpEchoServer;
import org.penlb.testing.UdpVisitor;

/** Datagrams and their replies: who gets which, by what address, of every size and family. */
@Timeout(120)
class UdpIT {
    private final List<AutoCloseable> open = new ArrayList<>();

    @AfterEach
    void closeAll() throws Exception {
        for (AutoCloseable each : open.reversed()) {
            each.close();
        }
    }

    private UdpEchoServer server(String name) {
        var server = new UdpEchoServer(name);
        open.add(server);
        return server;
    }

    private List<String> servers(int count) {
        List<String> addresses = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            addresses.add(server("s" + i).address());
        }
        return addresses;
    }

    private PenProcess pen(String listener, List<String> servers, String... options) {
        List<String> all = new ArrayList<>(List.of("-U", "--event-loops", "1"));
        all.addAll(List.of(options));
        PenProcess pen = PenProcess.startAt(listener, List.of(), all, servers);
        open.add(pen);
        return pen;
    }

    private UdpVisitor visitor(String source, InetSocketAddress to) throws IOException {
        var visitor = new UdpVisitor(source, to);
        open.add(visitor);
        return visitor;
    }

    @Test
    void one_socket_reaches_every_server_and_hears_them_all() throws IOException {
        PenProcess pen = pen("127.0.0.1:0", servers(3), "-r");
        UdpVisitor client = visitor("127.0.0.1", pen.address());
        var answers = new TreeMap<String, String>();
        for (int i = 0; i < 10; i++) {
            client.send("datagram " + i);
        }
        for (int i = 0; i < 10; i++) {
            String[] answer = client.receiveText().split(" ", 2);
            answers.put(answer[1], answer[0]);
        }
        assertThat(answers).hasSize(10);
        assertThat(answers.values()).startsWith("s0", "s1", "s2", "s0", "s1").endsWith("s0");
    }

    @Test
    void a_client_stays_with_its_server_whatever_its_port() throws IOException {
        PenProcess pen = pen("127.0.0.1:0", servers(3));
        for (String source : List.of("127.0.0.1", "127.0.0.2", "127.0.0.3")) {
            String first = visitor(source, pen.address()).ask();
            assertThat(first).isEqualTo("s" + (source.charAt(source.length() - 1) - '1'));
            UdpVisitor again = visitor(source, pen.address());
            for (int i = 0; i < 5; i++) {
                assertThat(again.ask()).isEqualTo(first);
            }
        }
    }

    @Test
    void a_client_is_sent_to_the_same_server_by_its_hash_alone() throws IOException {
        PenProcess pen = pen("127.0.0.1:0", servers(3), "-h", "-r");
        List<String> reached = new ArrayList<>();
        for (int i = 1; i <= 20; i++) {
            UdpVisitor client = visitor("127.0.1." + i, pen.address());
            String first = client.ask();
            assertThat(client.ask()).isEqualTo(first);
            reached.add(first);
        }
        assertThat(reached).contains("s0", "s1", "s2");
    }

    @Test
    void every_port_of_a_client_gets_its_own_replies() throws IOException {
        PenProcess pen = pen("127.0.0.1:0", servers(2), "-r");
        List<UdpVisitor> clients = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            clients.add(visitor("127.0.0.1", pen.address()));
        }
        for (int i = 0; i < 50; i++) {
            clients.get(i).send("mine " + i);
            clients.get(i).send("mine " + i);
        }
        for (int i = 0; i < 50; i++) {
            assertThat(List.of(clients.get(i).receiveText(), clients.get(i).receiveText()))
                    .containsExactlyInAnyOrder("s0 mine " + i, "s1 mine " + i);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "127.0.0.2"})
    void replies_leave_from_the_address_that_was_written_to(String address) throws IOException {
        PenProcess pen = pen("0.0.0.0:0", servers(1));
        var to = new InetSocketAddress(InetAddress.ofLiteral(address), pen.port());
        assertThat(visitor("127.0.0.1", to).ask()).isEqualTo("s0");
        assertThat(visitor("127.0.0.3", to).ask()).isEqualTo("s0");
    }

    @Test
    void datagrams_of_every_size_stay_whole() throws IOException {
        PenProcess pen = pen("127.0.0.1:0", List.of(server("").address()));
        UdpVisitor client = visitor("127.0.0.1", pen.address());
        var random = new Random(1);
        for (int size : new int[] {65_507, 0, 1, 1472, 1473, 9000, 0, 65_507}) {
            var datagram = new byte[size];
            random.nextBytes(datagram);
            client.send(datagram);
            assertThat(client.receive()).isEqualTo(datagram);
        }
    }

    @Test
    void clients_and_servers_of_both_families_meet() throws IOException {
        Families.assumeIpv6();
        InetAddress v6 = InetAddress.ofLiteral("::1");
        var six = new UdpEchoServer("six", new InetSocketAddress(v6, Ports.freeForBoth()));
        open.add(six);
        List<String> servers = List.of(six.address(), server("four").address());
        PenProcess pen = pen("[::]:0", servers, "-r");
        for (UdpVisitor client :
                List.of(visitor("::1", new InetSocketAddress(v6, pen.port())), visitor("127.0.0.1", pen.address()))) {
            assertThat(List.of(client.ask(), client.ask())).containsExactly("six", "four");
        }
    }

    @Test
    void who_is_denied_gets_nothing_or_the_abuse_server() throws IOException {
        String[] denied = {"-O", "acl 1 deny 127.0.0.2", "-O", "client_acl 1"};
        List<String> servers = servers(1);
        PenProcess closed = pen("127.0.0.1:0", servers, denied);
        assertThat(visitor("127.0.0.2", closed.address()).tryAsk()).isEmpty();
        assertThat(visitor("127.0.0.1", closed.address()).ask()).isEqualTo("s0");

        String abuse = server("abuse").address();
        PenProcess pen = pen("127.0.0.1:0", servers, "-B", abuse, denied[0], denied[1], denied[2], denied[3]);
        assertThat(visitor("127.0.0.2", pen.address()).ask()).isEqualTo("abuse");
        assertThat(visitor("127.0.0.1", pen.address()).ask()).isEqualTo("s0");
    }

    @Test
    void multicast_is_refused_in_a_line() throws IOException, InterruptedException {
        Process process = new ProcessBuilder(PenProcess.command(
                        List.of(),
                        List.of(
                                "-f",
                                "-U",
                                "239.1.2.3:" + Ports.freeForBoth(),
                                servers(1).getFirst())))
                .redirectErrorStream(true)
                .start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(said).isNotZero();
        assertThat(said).contains("239.1.2.3", "multicast").doesNotContain("\tat ");
    }
}
