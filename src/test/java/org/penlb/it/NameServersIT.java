package org.penlb.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.penlb.testing.Await;
import org.penlb.testing.Drops;

/** The name servers, the resolver and the clients of the DNS tests among themselves, without Pen between them. */
@Timeout(120)
class NameServersIT {
    private static final String WWW = "www." + Zone.EXAMPLE;

    @TempDir
    Path folder;

    @Test
    void each_says_its_name_over_udp_and_tcp() throws IOException, InterruptedException {
        try (var servers = new NameServers(2, folder)) {
            for (int i = 0; i < 2; i++) {
                InetSocketAddress server = servers.get(i).socketAddress();
                assertThat(Dig.whoami(server)).isEqualTo("s" + i);
                assertThat(Dig.whoami(server, "+tcp")).isEqualTo("s" + i);
                Dig.Answer answer = Dig.ask(server, WWW, "A");
                assertThat(answer.status()).isEqualTo("NOERROR");
                assertThat(answer.flags()).contains("qr", "aa").doesNotContain("tc");
                assertThat(answer.answers()).containsExactly("192.0.2.1");
                assertThat(answer.transport()).isEqualTo("UDP");
            }
            assertThat(Dig.ask(servers.get(0).socketAddress(), "no." + Zone.EXAMPLE)
                            .status())
                    .isEqualTo("NXDOMAIN");
            assertThat(Dig.askAll(servers.get(0).socketAddress(), "+tcp", "+keepopen", "-q", WWW, "-q", "no." + WWW))
                    .extracting(Dig.Answer::status, Dig.Answer::transport)
                    .containsExactly(tuple("NOERROR", "TCP"), tuple("NXDOMAIN", "TCP"));
        }
    }

    @Test
    void large_answers_are_truncated_where_the_client_takes_less() throws IOException, InterruptedException {
        String big = "big." + Zone.EXAMPLE;
        String huge = "huge." + Zone.EXAMPLE;
        try (var servers = new NameServers(1, folder)) {
            InetSocketAddress server = servers.get(0).socketAddress();
            assertThat(Dig.ask(server, "+bufsize=4096", big, "TXT").size()).isBetween(1233, 4096);
            assertThat(Dig.ask(server, "+bufsize=4096", "+ignore", huge, "TXT").flags())
                    .contains("tc");
            Dig.Answer whole = Dig.ask(server, "+bufsize=1232", huge, "TXT");
            assertThat(whole.transport()).isEqualTo("TCP");
            assertThat(whole.size()).isGreaterThan(4096);
        }
    }

    @Test
    void one_can_pause_die_and_come_back() throws IOException, InterruptedException {
        try (var servers = new NameServers(1, folder)) {
            NsdServer server = servers.get(0);
            assertThat(Dig.whoami(server.socketAddress())).isEqualTo("s0");
            long before = server.queries();
            assertThat(Dig.whoami(server.socketAddress())).isEqualTo("s0");
            Await.until("it has counted a query", () -> server.queries() == before + 1);

            server.pause();
            assertThat(isUp(server)).isFalse();
            server.resume();
            assertThat(isUp(server)).isTrue();

            server.kill();
            assertThat(isUp(server)).isFalse();
            server.revive();
            assertThat(isUp(server)).isTrue();
        }
    }

    private static boolean isUp(NsdServer server) throws IOException, InterruptedException {
        return Dig.isAnswered(server.socketAddress(), "+tries=1", "+timeout=1", WWW);
    }

    @Test
    void dnsperf_loses_nothing_unless_the_server_is_gone() throws Exception {
        try (var servers = new NameServers(1, folder)) {
            NsdServer server = servers.get(0);
            long droppedBefore = Drops.exceptAt();
            try (var load = Dnsperf.start(folder, server.socketAddress(), 1000, 2000)) {
                Dnsperf.Result result = load.await();
                assertThat(result.sent()).isEqualTo(1000);
                assertThat(result.good()).isEqualTo(1000 - result.lost());
                assertThat(result.lost())
                        .as("lost, but for those that the kernel had no room for")
                        .isLessThanOrEqualTo(Drops.exceptAt() - droppedBefore);
                assertThat(result.latency()).isPositive();
            }
            try (var load = Dnsperf.start(folder, server.socketAddress(), 5000, 1000, "-t", "1")) {
                long before = server.queries();
                Await.until("queries come", () -> server.queries() > before + 100);
                server.kill();
                assertThat(load.await().lost()).isPositive();
            }
        }
    }

    @Test
    void unbound_validates_what_it_gets() throws IOException, InterruptedException {
        Zone.Signed signed = Zone.signed(folder);
        try (var servers = new NameServers(1, folder, signed.zone());
                var resolver = new Unbound(folder, servers.get(0).socketAddress(), signed.trustAnchor())) {
            Dig.Answer answer = Dig.ask(resolver.address(), "+dnssec", "www." + Zone.SIGNED, "A");
            assertThat(answer.flags()).contains("ad");
            assertThat(answer.answers()).contains("192.0.2.1").hasSize(2);
            assertThat(Dig.whoami(resolver.address())).isEqualTo("s0");
        }
        Zone.Signed forged = Zone.signed(Files.createDirectory(folder.resolve("other key")));
        try (var servers = new NameServers(1, folder, forged.zone());
                var resolver = new Unbound(folder, servers.get(0).socketAddress(), signed.trustAnchor())) {
            assertThat(Dig.ask(resolver.address(), "www." + Zone.SIGNED).status())
                    .isEqualTo("SERVFAIL");
        }
    }
}
