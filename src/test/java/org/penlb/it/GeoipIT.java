package org.penlb.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.penlb.testing.Await;
import org.penlb.testing.EchoServer;
import org.penlb.testing.Families;
import org.penlb.testing.MmdbWriter;
import org.penlb.testing.PenProcess;
import org.penlb.testing.Visitor;

/** Clients come in, or get a server, by country. */
@Timeout(120)
class GeoipIT {
    private static final String SWEDE = "127.0.0.2";
    private static final String GERMAN = "127.0.0.4";
    private static final String STRANGER = "127.0.0.6";

    @TempDir
    Path folder;

    private Path database;

    @BeforeEach
    void write() {
        database = MmdbWriter.countries()
                .country("127.0.0.2/31", "SE")
                .country("127.0.0.4/32", "DE")
                .country("2001:db8::/32", "FR")
                .write(folder.resolve("countries.mmdb"));
    }

    private PenProcess start(String listener, List<EchoServer> servers, String... commands) {
        var options = new ArrayList<>(List.of("-r", "--geoip", database.toString()));
        for (String command : commands) {
            options.addAll(List.of("-O", command));
        }
        return PenProcess.startAt(
                listener,
                List.of(),
                options,
                servers.stream().map(EchoServer::address).toList());
    }

    @Test
    void a_country_alone_is_let_in() throws IOException {
        try (var server = new EchoServer("server");
                PenProcess pen = start("127.0.0.1:0", List.of(server), "acl 1 permit country SE", "client_acl 1")) {
            assertThat(Visitor.visit(SWEDE, pen.address())).isEqualTo("server");
            assertThat(Visitor.visit(GERMAN, pen.address())).isEmpty();
            assertThat(Visitor.visit(STRANGER, pen.address())).isEmpty();
            assertThat(Visitor.visit("127.0.0.3", pen.address())).isEqualTo("server");
        }
    }

    @Test
    void a_country_is_kept_out_of_a_dual_stack_listener() throws IOException {
        Families.assumeIpv6();
        try (var server = new EchoServer("server");
                PenProcess pen = start("[::]:0", List.of(server), "acl 1 deny country de", "client_acl 1")) {
            assertThat(Visitor.visit(GERMAN, pen.address())).isEmpty();
            assertThat(Visitor.visit(SWEDE, pen.address())).isEqualTo("server");
            assertThat(Visitor.visit(STRANGER, pen.address())).isEqualTo("server");
        }
    }

    @Test
    void a_server_takes_the_clients_of_its_country() throws IOException {
        try (var stockholm = new EchoServer("stockholm");
                var anywhere = new EchoServer("anywhere");
                PenProcess pen = start(
                        "127.0.0.1:0",
                        List.of(stockholm, anywhere),
                        "acl 1 permit country SE",
                        "acl 2 deny country SE",
                        "server 0 acl 1",
                        "server 1 acl 2")) {
            Files.delete(database); // it is in use, not in the way
            for (int i = 0; i < 3; i++) {
                assertThat(Visitor.visit(SWEDE, pen.address())).isEqualTo("stockholm");
                assertThat(Visitor.visit(GERMAN, pen.address())).isEqualTo("anywhere");
            }
        }
    }

    @Test
    void a_database_that_cannot_be_used_is_told_in_a_line() throws IOException, InterruptedException {
        Path bad = Files.writeString(folder.resolve("bad.mmdb"), "not a database");
        Process pen = new ProcessBuilder(PenProcess.command(
                        List.of(),
                        List.of(
                                "-f",
                                "--geoip",
                                bad.toString(),
                                "-O",
                                "acl 1 permit country SE",
                                "127.0.0.1:0",
                                "[::1]:1")))
                .redirectErrorStream(true)
                .start();
        try {
            String said = new String(pen.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(said)
                    .isEqualTo("pen: GeoIP database \"" + bad + "\": it is not a MaxMind database, or is damaged\n");
            assertThat(pen.waitFor(Await.LONG.toSeconds(), TimeUnit.SECONDS)).isTrue();
            assertThat(pen.exitValue()).isOne();
        } finally {
            pen.destroyForcibly();
        }
    }
}
