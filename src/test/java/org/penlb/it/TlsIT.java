package org.penlb.it;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.pkitesting.CertificateBuilder.Algorithm;
import io.netty.pkitesting.X509Bundle;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.penlb.testing.Await;
import org.penlb.testing.Certificates;
import org.penlb.testing.PenProcess;
import org.penlb.testing.Ports;

/** TLS with those who speak it, too: OpenSSL's client, curl, GnuTLS's client, and nginx behind. */
@Timeout(180)
class TlsIT {
    private static final String HOST = "127.0.0.1";
    private static final String NAME = "www.example";

    private static final List<AutoCloseable> OPEN = new ArrayList<>();

    @TempDir
    static Path folder;

    /** Where clients come in, and where only those with a certificate do; 0 before the first test that needs it. */
    private static int port;

    private static int guarded;

    /** A server of HTTP/1.1. */
    private static int server;

    /** Not before all tests: who is skipped there is not told why. */
    @BeforeEach
    void start() throws IOException {
        if (port != 0) {
            return;
        }
        X509Bundle authority = Certificates.authority("Test CA");
        Certificates.write(folder.resolve("ca.crt"), authority.getCertificatePEM());
        X509Bundle ec = Certificates.server(authority, NAME, "*.www.example");
        Certificates.write(folder, "ec", ec);
        Certificates.write(folder, "rsa", Certificates.server(Algorithm.rsa2048, authority, NAME));
        Certificates.write(folder, "other", Certificates.server(authority, "other.example"));
        Certificates.write(folder, "client", Certificates.client(authority, "visitor"));
        Instant now = Instant.now();
        Certificates.write(
                folder.resolve("ec.der"),
                Certificates.ocsp(ec, 0x80, now.minusSeconds(60), now.plus(Duration.ofDays(1))));
        int[] web = webServers();
        server = web[0];
        int second = Ports.free();
        PenProcess pen = PenProcess.configuredBy(new ConfigFile(folder)
                .write(
                        service("web", 0, web).put("tls", tls()),
                        service("guarded", second, web)
                                .put("tls", tls().put("clientCa", "ca.crt").put("clientAuth", "require")))
                .path);
        OPEN.add(pen);
        port = pen.address().getPort();
        guarded = second;
        Ports.awaitListening(guarded);
    }

    @AfterAll
    static void close() throws Exception {
        port = 0;
        for (AutoCloseable each : OPEN.reversed()) {
            each.close();
        }
        OPEN.clear();
    }

    /** HTTP/1.1 at the first port, HTTP/2 at the second. */
    private static int[] webServers() throws IOException {
        int[] ports = {Ports.free(), Ports.free()};
        Path configuration = Files.writeString(
                folder.resolve("nginx.conf"), """
                daemon off;
                pid %s/nginx.pid;
                error_log %s/nginx.log;
                events {}
                http {
                  access_log off;
                  server { listen %s:%d; location / { return 200 "one"; } }
                  server { listen %s:%d http2; location / { return 200 "two"; } }
                }
                """.formatted(folder, folder, HOST, ports[0], HOST, ports[1]));
        OPEN.add(new Daemon(
                List.of(Program.find("nginx", "nginx"), "-e", folder + "/nginx.log", "-c", configuration.toString()),
                folder.resolve("nginx.out")));
        Ports.awaitListening(ports[0]);
        Ports.awaitListening(ports[1]);
        return ports;
    }

    /** HTTP/2 goes to a server of its own. */
    private static JsonObject service(String name, int listen, int[] web) {
        return ConfigFile.service(name, "tcp://" + HOST + ":" + listen, List.of(HOST + ":" + web[0]))
                .put(
                        "routes",
                        new JsonArray()
                                .add(new JsonObject()
                                        .put("name", "two")
                                        .put("alpn", new JsonArray().add("h2"))
                                        .put("servers", new JsonArray().add(HOST + ":" + web[1]))));
    }

    private static JsonObject certificate(String name) {
        return new JsonObject().put("certificate", name + ".crt").put("key", name + ".key");
    }

    private static JsonObject tls() {
        return new JsonObject()
                .put(
                        "certificates",
                        new JsonArray()
                                .add(certificate("ec").put("ocsp", "ec.der"))
                                .add(certificate("rsa"))
                                .add(certificate("other")))
                .put("alpn", new JsonArray().add("h2").add("http/1.1"));
    }

    private static String run(String input, String... command) throws IOException, InterruptedException {
        Path out = Files.createTempFile(folder, "out", "");
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(out.toFile())
                .start();
        OPEN.add(process::destroyForcibly);
        process.getOutputStream().write(input.getBytes(US_ASCII));
        process.getOutputStream().close();
        assertThat(process.waitFor(Await.LONG.toSeconds(), TimeUnit.SECONDS)).isTrue();
        return Files.readString(out, StandardCharsets.ISO_8859_1);
    }

    private static String sClient(String input, String... options) throws IOException, InterruptedException {
        return sClient(port, input, options);
    }

    private static String sClient(int to, String input, String... options) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                Program.find("openssl", "openssl"),
                "s_client",
                "-connect",
                HOST + ":" + to,
                "-CAfile",
                folder.resolve("ca.crt").toString()));
        command.addAll(List.of(options));
        return run(input, command.toArray(String[]::new));
    }

    private static String curl(String... options) throws IOException, InterruptedException {
        return curl(port, options);
    }

    private static String curl(int to, String... options) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                Program.find("curl", "curl"),
                "-sS",
                "--cacert",
                folder.resolve("ca.crt").toString(),
                "--resolve",
                NAME + ":" + to + ":" + HOST));
        command.addAll(List.of(options));
        command.add("https://" + NAME + ":" + to + "/");
        return run("", command.toArray(String[]::new));
    }

    /** From the jar alone: what it does not bring along it cannot use. */
    @Test
    void the_page_speaks_it_too() throws Exception {
        int page = Ports.free();
        Path own = Files.createTempDirectory(folder, "page");
        JsonObject web = new JsonObject()
                .put("listen", HOST + ":" + page)
                .put(
                        "tls",
                        new JsonObject()
                                .put(
                                        "certificates",
                                        new JsonArray()
                                                .add(new JsonObject()
                                                        .put("certificate", folder + "/ec.crt")
                                                        .put("key", folder + "/ec.key"))));
        PenProcess pen = PenProcess.configuredBy(new ConfigFile(own)
                .writeText(new JsonObject()
                        .put("web", web)
                        .put(
                                "services",
                                new JsonArray()
                                        .add(ConfigFile.service(
                                                "web", "tcp://" + HOST + ":0", List.of(HOST + ":" + server))))
                        .encode())
                .path);
        OPEN.add(pen);
        Ports.awaitListening(page);
        assertThat(curl(page, "-H", "Host: " + HOST + ":" + page, "-o", "/dev/null", "-w", "%{http_code}"))
                .isEqualTo("200");
    }

    @Test
    void a_command_line_is_enough() throws Exception {
        PenProcess pen = PenProcess.start(
                List.of(), List.of("-E", folder + "/ec.crt", "-K", folder + "/ec.key"), List.of(HOST + ":" + server));
        OPEN.add(pen);
        assertThat(curl(pen.port())).isEqualTo("one");
    }

    @Test
    void curl_speaks_both_versions_of_http() throws Exception {
        assertThat(curl("--http1.1", "-w", " %{http_version}")).isEqualTo("one 1.1");
        assertThat(curl("--http2", "-w", " %{http_version}")).isEqualTo("two 2");
        assertThat(curl("--http1.1", "--tls-max", "1.2", "-w", " %{ssl_verify_result}"))
                .isEqualTo("one 0");
    }

    @ParameterizedTest
    @CsvSource({
        "-tls1_2, ecdsa_secp256r1_sha256, ECDSA",
        "-tls1_2, rsa_pss_rsae_sha256, RSA-PSS",
        "-tls1_3, ecdsa_secp256r1_sha256, ECDSA",
        "-tls1_3, rsa_pss_rsae_sha256, RSA-PSS"
    })
    void openssl_gets_the_key_that_it_can_verify(String version, String signature, String kind) throws Exception {
        String said = sClient("", version, "-sigalgs", signature, "-servername", NAME, "-status", "-alpn", "http/1.1");
        assertThat(said).contains("Verification: OK", "Peer signature type: " + kind, "ALPN protocol: http/1.1");
        if (kind.equals("ECDSA")) {
            assertThat(said).contains("OCSP Response Status: successful");
        } else {
            assertThat(said).contains("OCSP response: no response sent");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "other.example, CN = other.example",
        "x.www.example, CN = www.example",
        "nobody.example, CN = www.example"
    })
    void openssl_is_shown_the_certificate_of_the_name(String name, String subject) throws Exception {
        assertThat(sClient("", "-servername", name)).contains("subject=" + subject);
    }

    @Test
    void openssl_resumes_its_sessions() throws Exception {
        String again = sClient("", "-tls1_2", "-reconnect");
        assertThat(again.split("\nReused, TLSv1.2", -1)).hasSize(6);
        String session = folder.resolve("session.pem").toString();
        assertThat(sClient(
                        "GET / HTTP/1.1\r\nHost: www.example\r\nConnection: close\r\n\r\n",
                        "-tls1_3",
                        "-ign_eof",
                        "-sess_out",
                        session))
                .contains("New, TLSv1.3");
        assertThat(sClient("", "-tls1_3", "-sess_in", session)).contains("Reused, TLSv1.3");
    }

    @ParameterizedTest
    @ValueSource(strings = {"-tls1_2", "-tls1_3"})
    void openssl_comes_in_with_a_certificate_alone_where_one_is_required(String version) throws Exception {
        String request = "GET / HTTP/1.1\r\nHost: www.example\r\nConnection: close\r\n\r\n";
        assertThat(sClient(guarded, request, version, "-ign_eof"))
                .contains("alert")
                .doesNotContain("200 OK");
        assertThat(sClient(
                        guarded,
                        request,
                        version,
                        "-ign_eof",
                        "-cert",
                        folder.resolve("client.crt").toString(),
                        "-key",
                        folder.resolve("client.key").toString()))
                .contains("200 OK");
    }

    @Test
    void old_versions_are_refused_by_an_alert_that_says_why() throws Exception {
        assertThat(sClient("", "-tls1_1", "-cipher", "DEFAULT:@SECLEVEL=0")).contains("alert protocol version");
    }

    @Test
    void gnutls_comes_in() throws Exception {
        String program = Program.find("gnutls-cli", "gnutls-bin");
        String said = run(
                "GET / HTTP/1.1\r\nHost: www.example\r\nConnection: close\r\n\r\n",
                program,
                "--x509cafile",
                folder.resolve("ca.crt").toString(),
                "--sni-hostname",
                "other.example", // the others' answer of their authority is not signed, which it looks at
                "--verify-hostname",
                "other.example",
                "-p",
                String.valueOf(port),
                HOST);
        assertThat(said).contains("The certificate is trusted", "Handshake was completed");
    }
}
