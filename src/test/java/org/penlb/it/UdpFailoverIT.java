package org.penlb.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.penlb.cli.command.PenHere;
import org.penlb.testing.Await;
import org.penlb.testing.PenProcess;
import org.penlb.testing.UdpEchoServer;
import org.penlb.testing.UdpVisitor;

/** UDP servers die and fall silent, and clients, who send each datagram once, do not notice. */
@Timeout(120)
class UdpFailoverIT {
    /** So long that in these tests only a refusal tells that a server is gone. */
    private static final String[] REFUSALS = {"-O", "responses 1", "-O", "response_timeout 60000"};

    private final List<UdpEchoServer> servers =
            IntStream.range(0, 3).mapToObj(i -> new UdpEchoServer("s" + i)).toList();

    @AfterEach
    void close() {
        servers.forEach(UdpEchoServer::close);
    }

    private PenHere pen(int count, String[] expected, String... more) {
        return PenHere.start(options(expected, more), addresses(count));
    }

    private static List<String> options(String[] expected, String... more) {
        List<String> options = new ArrayList<>(List.of("-U", "--event-loops", "1"));
        options.addAll(List.of(expected));
        options.addAll(List.of(more));
        return options;
    }

    private List<String> addresses(int count) {
        return servers.stream().limit(count).map(UdpEchoServer::address).toList();
    }

    @ParameterizedTest
    @CsvSource({"2, 1", "3, 2"})
    void no_query_is_lost_when_servers_die(int count, int dead) throws IOException {
        try (PenHere pen = pen(count, REFUSALS, "-r");
                var client = new UdpVisitor("127.0.0.1", pen.address())) {
            for (int i = 0; i < count; i++) {
                assertThat(client.ask()).isEqualTo("s" + i);
            }
            servers.stream().limit(dead).forEach(UdpEchoServer::kill);
            for (int i = 0; i < 20; i++) {
                assertThat(client.ask()).isEqualTo("s" + dead);
            }
            try (var other = new UdpVisitor("127.0.0.2", pen.address())) {
                assertThat(other.ask()).isEqualTo("s" + dead);
            }
        }
    }

    @Test
    void who_stays_with_a_server_that_died_moves_on_and_stays_there() throws IOException {
        try (PenHere pen = pen(3, REFUSALS);
                var client = new UdpVisitor("127.0.0.1", pen.address())) {
            assertThat(client.ask()).isEqualTo("s0");
            servers.getFirst().kill();
            assertThat(client.ask()).isEqualTo("s1");
            servers.getFirst().revive();
            for (int i = 0; i < 5; i++) {
                assertThat(client.ask()).isEqualTo("s1");
            }
        }
    }

    @Test
    void what_a_silent_server_owes_comes_from_another_if_the_operator_says_so() throws IOException {
        String[] expected = {"-O", "responses 1", "-O", "response_timeout 2000", "-O", "resend"};
        try (PenHere pen = pen(2, expected, "-r");
                var client = new UdpVisitor("127.0.0.1", pen.address())) {
            servers.getFirst().silence();
            for (int i = 0; i < 10; i++) {
                assertThat(client.ask()).isEqualTo("s1");
            }
            assertThat(servers.getFirst().count())
                    .as("its client is spared it after the first")
                    .isEqualTo(1);
        }
    }

    @Test
    void a_client_of_a_silent_server_that_owes_replies_goes_on_with_another() throws IOException {
        String[] expected = {"-O", "responses 1", "-O", "response_timeout 200"};
        try (PenHere pen = pen(2, expected);
                var client = new UdpVisitor("127.0.0.1", pen.address())) {
            assertThat(client.ask()).isEqualTo("s0");
            servers.getFirst().silence();
            Await.until("the other one answers", () -> tryAsk(client).equals("s1"));
            long before = servers.getFirst().count();
            for (int i = 0; i < 10; i++) {
                assertThat(client.ask()).isEqualTo("s1");
            }
            assertThat(servers.getFirst().count()).isEqualTo(before);
            assertThat(servers.get(1).count()).as("nothing was sent twice").isEqualTo(11);
        }
    }

    @Test
    void a_silent_server_that_owes_nothing_keeps_its_clients() throws IOException {
        try (PenHere pen = pen(2, new String[] {"-O", "response_timeout 50"}, "-r");
                var client = new UdpVisitor("127.0.0.1", pen.address())) {
            servers.getFirst().silence();
            assertThat(client.tryAsk()).isEmpty();
            assertThat(client.ask()).isEqualTo("s1");
            assertThat(client.tryAsk()).isEmpty();
            Await.until("both came to the silent one", () -> servers.getFirst().count() == 2);
        }
    }

    @Test
    void all_dead_is_silence_and_one_that_is_back_is_found() throws IOException {
        try (PenProcess pen = PenProcess.start(List.of(), options(REFUSALS, "-r", "-b", "1"), addresses(2));
                var client = new UdpVisitor("127.0.0.1", pen.address())) {
            assertThat(client.ask()).isEqualTo("s0");
            assertThat(client.ask()).isEqualTo("s1");
            int before = pen.descriptors();
            servers.forEach(UdpEchoServer::kill);
            for (int i = 0; i < 5; i++) {
                assertThat(client.tryAsk()).isEmpty();
            }
            Await.until("no more descriptors than before", () -> pen.descriptors() <= before);
            servers.get(1).revive();
            Await.until("the one that is back serves", () -> tryAsk(client).equals("s1"));
        }
    }

    @Test
    void the_emergency_server_serves_while_no_other_does() throws IOException {
        try (PenHere pen =
                        pen(2, REFUSALS, "-r", "-b", "1", "-e", servers.get(2).address());
                var client = new UdpVisitor("127.0.0.1", pen.address())) {
            assertThat(client.ask()).isEqualTo("s0");
            servers.getFirst().kill();
            servers.get(1).kill();
            assertThat(client.ask()).isEqualTo("s2");
            servers.getFirst().revive();
            Await.until("the regular server serves again", () -> tryAsk(client).equals("s0"));
        }
    }

    private static String tryAsk(UdpVisitor client) {
        try {
            return client.tryAsk();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
