package org.penlb.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A DNS service before real name servers: dig and kdig get the right answers, over UDP and TCP. */
@Timeout(120)
class DnsIT {
    private static final String WWW = "www." + Zone.EXAMPLE;
    private static final String BIG = "big." + Zone.EXAMPLE;
    private static final String HUGE = "huge." + Zone.EXAMPLE;

    @TempDir
    Path folder;

    @Test
    void answers_are_right_over_udp_and_tcp() throws IOException, InterruptedException {
        try (var servers = new NameServers(2, folder);
                var pen = servers.pen()) {
            for (String transport : List.of("+notcp", "+tcp")) {
                Dig.Answer answer = Dig.ask(pen.address(), transport, WWW, "A");
                assertThat(answer.status()).isEqualTo("NOERROR");
                assertThat(answer.flags()).contains("qr", "aa").doesNotContain("tc");
                assertThat(answer.answers()).containsExactly("192.0.2.1");
                assertThat(answer.transport()).isEqualTo(transport.equals("+tcp") ? "TCP" : "UDP");
                Dig.Answer none = Dig.ask(pen.address(), transport, "no." + Zone.EXAMPLE, "A");
                assertThat(none.status()).isEqualTo("NXDOMAIN");
                for (int i = 0; i < 20; i++) {
                    assertThat(Dig.ask(pen.address(), transport, "host" + i + "." + Zone.EXAMPLE)
                                    .answers())
                            .containsExactly("192.0.2." + i);
                }
            }
        }
    }

    @Test
    void kdig_asks_many_things_over_one_connection() throws IOException, InterruptedException {
        try (var servers = new NameServers(2, folder);
                var pen = servers.pen()) {
            List<String> arguments = new ArrayList<>(List.of("+tcp", "+keepopen"));
            for (int i = 0; i < 10; i++) {
                arguments.addAll(List.of("-q", "host" + i + "." + Zone.EXAMPLE));
            }
            List<Dig.Answer> answers = Dig.askAll(pen.address(), arguments.toArray(String[]::new));
            assertThat(answers).hasSize(10);
            for (int i = 0; i < 10; i++) {
                assertThat(answers.get(i).answers()).containsExactly("192.0.2." + i);
                assertThat(answers.get(i).transport()).isEqualTo("TCP");
            }
        }
    }

    @Test
    void queries_in_one_go_over_tcp_are_all_answered() throws IOException {
        int count = 100;
        try (var servers = new NameServers(3, folder);
                var pen = servers.pen("-r");
                var client = new DnsTcp(pen.address())) {
            var all = new ByteArrayOutputStream();
            for (int i = 0; i < count; i++) {
                all.writeBytes(DnsTcp.framed(query(i)));
            }
            client.write(all.toByteArray());
            Set<Integer> answered = new HashSet<>();
            for (int i = 0; i < count; i++) {
                byte[] answer = client.read(); // in any order (RFC 7766, section 6.2.1.1)
                int id = DnsMessage.id(answer);
                assertThat(answered.add(id)).as("query %d answered once", id).isTrue();
                assertThat(DnsMessage.question(answer)).isEqualTo(DnsMessage.question(query(id)));
                assertThat(DnsMessage.rcode(answer)).isEqualTo(DnsMessage.NOERROR);
            }
            assertThat(answered).hasSize(count);
        }
    }

    private static byte[] query(int i) {
        return DnsMessage.query(i, "host" + i + "." + Zone.EXAMPLE, DnsMessage.A);
    }

    @Test
    void a_query_that_comes_byte_by_byte_over_tcp_is_answered() throws IOException {
        try (var servers = new NameServers(1, folder);
                var pen = servers.pen();
                var client = new DnsTcp(pen.address())) {
            for (int i = 0; i < 2; i++) {
                for (byte each : DnsTcp.framed(query(i))) {
                    client.write(new byte[] {each});
                }
                assertThat(DnsMessage.id(client.read())).isEqualTo(i);
            }
        }
    }

    @Test
    void large_answers_come_whole_or_truncated_as_the_server_sent_them() throws IOException, InterruptedException {
        try (var servers = new NameServers(2, folder);
                var pen = servers.pen()) {
            Dig.Answer direct = Dig.ask(servers.get(0).socketAddress(), "+bufsize=4096", BIG, "TXT");
            Dig.Answer big = Dig.ask(pen.address(), "+bufsize=4096", BIG, "TXT");
            assertThat(big).isEqualTo(direct);
            assertThat(big.transport()).isEqualTo("UDP");
            assertThat(big.size()).isGreaterThan(1232);

            Dig.Answer cut = Dig.ask(pen.address(), "+bufsize=1232", "+ignore", HUGE, "TXT");
            assertThat(cut).isEqualTo(Dig.ask(servers.get(0).socketAddress(), "+bufsize=1232", "+ignore", HUGE, "TXT"));
            assertThat(cut.flags()).contains("tc");
            assertThat(cut.transport()).isEqualTo("UDP");

            Dig.Answer again = Dig.ask(pen.address(), "+bufsize=1232", HUGE, "TXT");
            assertThat(again.transport()).isEqualTo("TCP");
            assertThat(again.size()).isGreaterThan(4096);
            assertThat(again.flags()).doesNotContain("tc");
        }
    }

    @Test
    void turns_reach_every_server() throws IOException, InterruptedException {
        try (var servers = new NameServers(3, folder);
                var pen = servers.pen("-r", "-O", "no least")) {
            Set<String> reached = new HashSet<>();
            for (int i = 0; i < 3; i++) {
                reached.add(Dig.whoami(pen.address()));
            }
            assertThat(reached).containsExactlyInAnyOrder("s0", "s1", "s2");
        }
    }

    @Test
    void a_client_that_is_tracked_stays_with_its_server() throws IOException, InterruptedException {
        try (var servers = new NameServers(3, folder);
                var pen = servers.pen("-O", "no least")) {
            List<String> reached = new ArrayList<>();
            for (String source : List.of("127.0.0.1", "127.0.0.2", "127.0.0.3")) {
                String first = Dig.whoami(pen.address(), "-b", source);
                reached.add(first);
                for (int i = 0; i < 5; i++) {
                    assertThat(Dig.whoami(pen.address(), "-b", source)).isEqualTo(first);
                }
            }
            assertThat(reached).containsExactlyInAnyOrder("s0", "s1", "s2");
        }
    }

    @Test
    void the_first_that_is_well_gets_all() throws IOException, InterruptedException {
        try (var servers = new NameServers(3, folder);
                var pen = servers.pen("-O", "first")) {
            for (int i = 0; i < 5; i++) {
                assertThat(Dig.whoami(pen.address())).isEqualTo("s0");
            }
            servers.get(0).kill();
            for (int i = 0; i < 5; i++) {
                assertThat(Dig.whoami(pen.address(), "+tries=1")).isEqualTo("s1");
            }
        }
    }
}
