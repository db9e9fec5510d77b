package org.penlb.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.pkitesting.X509Bundle;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.penlb.testing.Certificates;

/** {@code pen check} of configurations that speak TLS: what it says of certificates. */
class CheckCertificatesTest {
    private static final X509Bundle ROOT = Certificates.authority("Test Root");
    private static final X509Bundle CA = Certificates.between(ROOT, "Test CA");

    @TempDir
    Path folder;

    private final TypedCommand command = new TypedCommand(new CheckCommand());

    private String file(String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), text).toString();
    }

    private String tls(String... certificates) throws IOException {
        return file("tls.json", """
                {"services": [{"name": "web", "listen": "tcp://127.0.0.1:443", "servers": ["10.0.0.2:80"],
                  "tls": {"certificates": [%s]}}]}
                """.formatted(Stream.of(certificates)
                .map("{\"certificate\": \"%s.crt\", \"key\": \"%<s.key\"}"::formatted)
                .collect(Collectors.joining(", "))));
    }

    @Test
    void of_a_good_certificate_nothing_is_said() throws IOException {
        Instant now = Instant.now();
        X509Bundle good = Certificates.server(now.minusSeconds(9), now.plus(Duration.ofDays(30)), CA, "www.example");
        Certificates.write(folder, "www", good);
        String file = tls("www");
        assertThat(command.execute("--offline", file)).isZero();
        assertThat(command.out).hasToString(file + ": ok: 1 service, 1 server\n");
        assertThat(command.err.toString()).isEmpty();
    }

    @Test
    void certificates_that_end_soon_or_have_ended_are_told_and_no_error() throws IOException {
        Instant now = Instant.now().truncatedTo(ChronoUnit.SECONDS);
        Instant soon = now.plus(Duration.ofDays(13));
        Instant ended = now.minus(Duration.ofDays(2));
        Certificates.write(
                folder, "soon", Certificates.server(now.minus(Duration.ofDays(9)), soon, CA, "soon.example"));
        Certificates.write(
                folder, "ended", Certificates.server(now.minus(Duration.ofDays(9)), ended, CA, "ended.example"));
        String file = tls("soon", "ended");
        assertThat(command.execute("--offline", file)).isZero();
        assertThat(command.out).hasToString(file + ": ok: 1 service, 1 server\n");
        assertThat(command.err.toString().lines())
                .containsExactly(
                        "warning: " + file + ": service \"web\": tls: " + folder + "/soon.crt: it expires at " + soon
                                + ": 12 days are left",
                        "warning: " + file + ": service \"web\": tls: " + folder + "/ended.crt: it expired at "
                                + ended);
    }

    @Test
    void all_certificates_that_cannot_be_used_are_wrong() throws IOException {
        Certificates.write(folder, "www", Certificates.server(CA, "www.example"));
        Certificates.write(folder, "other", Certificates.server(CA, "other.example"));
        Files.copy(folder.resolve("other.key"), folder.resolve("www.key"), StandardCopyOption.REPLACE_EXISTING);
        String file = tls("www", "missing");
        assertThat(command.execute("--offline", file)).isEqualTo(1);
        assertThat(command.out.toString()).isEmpty();
        assertThat(command.err.toString().lines())
                .containsExactly(
                        file + ": service \"web\": tls: " + folder
                                + "/www.key: the key is not that of the certificate of \"CN=www.example\""
                                + " (expected: its key; of several certificates in a file the first is meant)",
                        file + ": service \"web\": tls: " + folder + "/missing.crt: no such file");
    }

    @Test
    void an_answer_of_an_authority_that_cannot_be_read_is_wrong() throws IOException {
        Certificates.write(folder, "www", Certificates.server(CA, "www.example"));
        Files.writeString(folder.resolve("www.ocsp"), "yes");
        String file = file("ocsp.yaml", """
                services:
                  - {name: web, listen: "tcp://127.0.0.1:443", servers: ["10.0.0.2:80"], tls: {directory: .}}
                """);
        assertThat(command.execute("--offline", file)).isEqualTo(1);
        assertThat(command.err.toString())
                .startsWith(file + ": service \"web\": tls: " + folder + "/./www.ocsp: ")
                .hasLineCount(1);
    }

    @Test
    void what_servers_and_the_page_need_for_tls_is_looked_at_too() throws IOException {
        String file = file("servers.yaml", """
                services:
                  - name: web
                    listen: "tcp://127.0.0.1:443"
                    servers:
                      - {address: "10.0.0.2:443", tls: {ca: ca.pem}}
                      - {address: "10.0.0.3:443", tls: {name: www.example}}
                web: {listen: "127.0.0.1:8880", tls: {certificates: [{certificate: page.pem}]}}
                """);
        assertThat(command.execute("--offline", file)).isEqualTo(1);
        assertThat(command.err.toString().lines())
                .containsExactly(
                        file + ": service \"web\": tls of server \"10.0.0.2:443\": " + folder + "/ca.pem: no such file",
                        file + ": web.tls: " + folder + "/page.pem: no such file");
    }

    @Test
    void what_servers_are_shown_is_told_of_when_it_ends_soon() throws IOException {
        Instant now = Instant.now().truncatedTo(ChronoUnit.SECONDS);
        Instant soon = now.plus(Duration.ofDays(3));
        Certificates.write(folder, "pen", Certificates.server(now.minus(Duration.ofDays(9)), soon, CA, "pen.example"));
        String file = file("servers.yaml", """
                services:
                  - name: web
                    listen: "tcp://127.0.0.1:80"
                    servers:
                      - {address: "10.0.0.2:443", tls: {certificate: pen.crt, key: pen.key}}
                """);
        assertThat(command.execute("--offline", file)).isZero();
        assertThat(command.err)
                .hasToString("warning: " + file + ": service \"web\": tls of server \"10.0.0.2:443\": " + folder
                        + "/pen.crt: it expires at " + soon + ": 2 days are left\n");
    }
}
