package org.penlb.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.pkitesting.X509Bundle;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.penlb.PenVerticle;
import org.penlb.config.PenConfig;
import org.penlb.config.ServerArguments;
import org.penlb.config.json.ConfigContext;
import org.penlb.config.json.JsonConfig;
import org.penlb.service.OpenFiles;
import org.penlb.testing.Await;
import org.penlb.testing.Certificates;
import org.penlb.testing.EchoServer;
import org.penlb.testing.PenProcess;
import org.penlb.testing.Ports;
import org.penlb.testing.Visitor;

/** HAProxy and nginx beside a Pen with their configuration, converted: clients cannot tell one from the other. */
@Timeout(180)
class ConvertIT {
    private static final Path EXAMPLES = Path.of("src/test/resources/convert");
    private static final String STREAM_MODULE = "/usr/lib/nginx/modules/ngx_stream_module.so";
    private static final String LOCAL = "127.0.0.1";

    /** Who runs the configuration. */
    enum Runs {
        THE_ORIGINAL,
        PEN
    }

    @TempDir
    Path folder;

    private final List<AutoCloseable> open = new ArrayList<>();
    private EchoServer a = new EchoServer("a");
    private EchoServer b = new EchoServer("b");
    private EchoServer c = new EchoServer("c");
    private int port;
    private SocketAddress address = new InetSocketAddress(0);

    @BeforeEach
    void choosePort() throws IOException {
        port = Ports.free(InetAddress.ofLiteral(LOCAL));
        address = new InetSocketAddress(InetAddress.ofLiteral(LOCAL), port);
        open.addAll(List.of(a, b, c));
    }

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable one : open.reversed()) {
            one.close();
        }
    }

    private static List<Path> examples(String ending) throws IOException {
        try (Stream<Path> all = Files.walk(EXAMPLES)) {
            return all.filter(file -> file.toString().endsWith(ending)).sorted().toList();
        }
    }

    static List<Path> ofHaProxy() throws IOException {
        return examples(".cfg");
    }

    static List<Path> ofNginx() throws IOException {
        return examples(".conf");
    }

    private static void assumeStreamModule() {
        Assumptions.assumeTrue(
                Files.exists(Path.of(STREAM_MODULE)), "needs " + STREAM_MODULE + " (Debian's libnginx-mod-stream)");
    }

    private static void succeeds(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(said).isZero();
    }

    /** Files that it would read or write are in the test's folder. */
    private String copy(Path example) throws IOException {
        X509Bundle authority = Certificates.authority("Test CA");
        for (String name : List.of("one", "two")) {
            X509Bundle bundle = Certificates.server(authority, name + ".example");
            Certificates.write(
                    folder.resolve(name + ".pem"), bundle.getCertificatePathPEM() + bundle.getPrivateKeyPEM());
        }
        Certificates.write(folder.resolve("ca.pem"), authority.getCertificatePEM());
        Files.writeString(folder.resolve("networks.lst"), "192.0.2.128/25\n");
        Files.writeString(folder.resolve("names.lst"), "listed.example\n");
        String whole = Files.readString(example).replace("/tmp/", folder + "/");
        boolean isFragment = example.endsWith("fragment.conf");
        String text = isFragment ? "events { } stream {\n" + whole + "}\n" : whole;
        return Files.writeString(folder.resolve(example.getFileName()), text).toString();
    }

    @ParameterizedTest
    @MethodSource("ofHaProxy")
    void haproxy_takes_what_is_converted(Path example) throws IOException, InterruptedException {
        succeeds(Program.find("haproxy", "haproxy"), "-c", "-f", copy(example));
    }

    @ParameterizedTest
    @MethodSource("ofNginx")
    void nginx_takes_what_is_converted(Path example) throws IOException, InterruptedException {
        assumeStreamModule();
        Assumptions.assumeTrue(
                Files.isWritable(Path.of("/var/log/nginx")), "nginx may not open the log that Debian built it with");
        // It opens the ports, whoever else has them: so it gets all for itself.
        Assumptions.assumeTrue(
                new ProcessBuilder("unshare", "-n", "true").start().waitFor() == 0,
                "no namespace of the network can be made here");
        succeeds(
                "unshare",
                "-n",
                "sh",
                "-c",
                "ip link set lo up && exec \"$@\"",
                "sh",
                Program.find("nginx", "nginx"),
                "-t",
                "-c",
                copy(example),
                "-g",
                "load_module " + STREAM_MODULE + ";");
    }

    static Stream<Path> ofBoth() throws IOException {
        return Stream.concat(ofHaProxy().stream(), ofNginx().stream());
    }

    /** Whatever it says of what it leaves out, what it prints can be used. */
    @ParameterizedTest
    @MethodSource("ofBoth")
    void check_takes_what_is_printed(Path example) throws IOException, InterruptedException {
        String program = example.toString().endsWith(".cfg") ? "haproxy" : "nginx";
        List<String> convert =
                PenProcess.command(List.of(), List.of("convert", "--from", program, "--lenient", copy(example)));
        Path json = folder.resolve("printed.json");
        Process process = new ProcessBuilder(convert)
                .redirectError(folder.resolve("list").toFile())
                .redirectOutput(json.toFile())
                .start();
        assertThat(process.waitFor())
                .as(Files.readString(folder.resolve("list")))
                .isZero();
        succeeds(PenProcess.command(List.of(), List.of("check", "--offline", json.toString()))
                .toArray(String[]::new));
    }

    private void haproxy(Runs runs, String text) throws Exception {
        String program = Program.find("haproxy", "haproxy");
        Path file = Files.writeString(folder.resolve("haproxy.cfg"), text.replace("PORT", String.valueOf(port)));
        if (runs == Runs.PEN) {
            pen("haproxy", file);
        } else {
            start(program, "-db", "-f", file.toString());
        }
    }

    private void nginx(Runs runs, String text) throws Exception {
        assumeStreamModule();
        String program = Program.find("nginx", "nginx");
        Path file = Files.writeString(
                folder.resolve("nginx.conf"),
                "pid %s/pid; error_log %s/log; events { } stream { %s }\n"
                        .formatted(folder, folder, text.replace("PORT", String.valueOf(port))));
        if (runs == Runs.PEN) {
            pen("nginx", file);
        } else {
            start(
                    program,
                    "-c",
                    file.toString(),
                    "-g",
                    "daemon off; worker_processes 1; load_module " + STREAM_MODULE + ";");
        }
    }

    private void start(String... command) throws IOException {
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("output").toFile())
                .start();
        open.add(() -> {
            process.destroy();
            if (!process.waitFor(Await.LONG.toSeconds(), TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        });
        Ports.awaitListening(port);
    }

    /** What bin/pen prints for the file is what Pen runs. */
    private void pen(String program, Path file) throws Exception {
        List<String> command = PenProcess.command(List.of(), List.of("convert", "--from", program, file.toString()));
        Process process = new ProcessBuilder(command)
                .redirectError(folder.resolve("list").toFile())
                .start();
        String json = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor())
                .as(Files.readString(folder.resolve("list")))
                .isZero();
        var context = new ConfigContext(
                new ServerArguments(_ -> -1), new OpenFiles(), 1, folder, ConfigContext.SecretReader.NONE);
        PenConfig config = JsonConfig.read(JsonConfig.parse(json, "converted.json"), context);
        Vertx vertx = Vertx.vertx();
        open.add(() -> vertx.close().toCompletionStage().toCompletableFuture().get(30, TimeUnit.SECONDS));
        vertx.deployVerticle(new PenVerticle(config))
                .toCompletionStage()
                .toCompletableFuture()
                .get(30, TimeUnit.SECONDS);
    }

    private Socket connect() throws IOException {
        Socket client = Visitor.connect(LOCAL, address);
        open.add(client);
        return client;
    }

    /** Who serves a new client; nobody if the connection breaks off. */
    private String visit(String source) {
        try {
            return Visitor.visit(source, address);
        } catch (IOException _) {
            return "";
        }
    }

    /** How many of this many connections, all open at a time, each server has. */
    private Map<String, Integer> shares(int connections) throws IOException {
        Map<String, Integer> shares = new TreeMap<>();
        for (int i = 0; i < connections; i++) {
            shares.merge(Visitor.nameFrom(connect()), 1, Integer::sum);
        }
        return shares;
    }

    private void awaitServer(String name) {
        Await.until("clients get " + name, () -> visit(LOCAL).equals(name));
    }

    @ParameterizedTest
    @EnumSource
    void weights_are_shares(Runs runs) throws Exception {
        haproxy(runs, """
                listen web
                    bind 127.0.0.1:PORT
                    timeout connect 2s
                    timeout client 1m
                    timeout server 1m
                    balance leastconn
                    server a %s weight 10
                    server b %s weight 20
                    server c %s weight 30
                """.formatted(a.address(), b.address(), c.address()));
        assertThat(shares(30)).isEqualTo(Map.of("a", 5, "b", 10, "c", 15));
    }

    @ParameterizedTest
    @EnumSource
    void a_backup_serves_while_the_others_are_down(Runs runs) throws Exception {
        haproxy(runs, """
                defaults
                    mode tcp
                    timeout connect 2s
                    timeout client 1m
                    timeout server 1m
                frontend web
                    bind 127.0.0.1:PORT
                    default_backend servers
                backend servers
                    option redispatch 1
                    default-server check inter 1s fall 1 rise 1
                    server a %s
                    server b %s
                    server c %s backup
                """.formatted(a.address(), b.address(), c.address()));
        assertThat(shares(10)).isEqualTo(Map.of("a", 5, "b", 5));
        a.kill();
        awaitServer("b");
        b.kill();
        awaitServer("c");
        b.revive();
        awaitServer("b");
        a.revive();
        awaitServer("a");
    }

    @ParameterizedTest
    @EnumSource
    void clients_that_are_rejected(Runs runs) throws Exception {
        haproxy(runs, """
                listen web
                    bind 127.0.0.1:PORT
                    timeout connect 2s
                    timeout client 1m
                    timeout server 1m
                    acl friends src 127.0.0.0/24
                    acl foes src 127.0.0.2 127.0.0.3
                    tcp-request connection accept if { src 127.0.0.3 }
                    tcp-request connection reject if foes or !friends
                    server a %s
                """.formatted(a.address()));
        Function<String, String> served = this::visit;
        assertThat(Stream.of(LOCAL, "127.0.0.2", "127.0.0.3", "127.0.1.1", "127.0.0.4")
                        .map(served))
                .containsExactly("a", "", "a", "", "a");
    }

    @ParameterizedTest
    @EnumSource
    void more_clients_than_the_limit_wait(Runs runs) throws Exception {
        haproxy(runs, """
                listen web
                    bind 127.0.0.1:PORT
                    maxconn 2
                    timeout connect 2s
                    timeout client 1m
                    timeout server 1m
                    server a %s
                """.formatted(a.address()));
        Socket first = connect();
        assertThat(Visitor.nameFrom(first)).isEqualTo("a");
        Socket second = connect();
        assertThat(Visitor.nameFrom(second)).isEqualTo("a");
        Socket third = connect();
        for (int i = 0; i < 10; i++) { // who carries these has seen the third, too
            assertThat(Visitor.echoes(first)).isTrue();
            assertThat(Visitor.echoes(second)).isTrue();
        }
        assertThat(third.getInputStream().available()).isZero();
        assertThat(a.accepted).hasSize(2);
        first.close();
        assertThat(Visitor.nameFrom(third)).isEqualTo("a");
    }

    @ParameterizedTest
    @EnumSource
    void a_stream_of_nginx_fails_over_and_keeps_strangers_out(Runs runs) throws Exception {
        nginx(runs, """
                upstream servers {
                    least_conn;
                    server %s;
                    server %s;
                    server %s backup;
                }
                server { listen 127.0.0.1:PORT; deny 127.0.0.2; proxy_pass servers; proxy_connect_timeout 2s; }
                """.formatted(a.address(), b.address(), c.address()));
        assertThat(shares(10)).isEqualTo(Map.of("a", 5, "b", 5));
        assertThat(visit("127.0.0.2")).isEmpty();
        a.kill();
        for (int i = 0; i < 4; i++) {
            assertThat(visit(LOCAL)).as("no client notices").isEqualTo("b");
        }
        b.kill();
        assertThat(visit(LOCAL)).isEqualTo("c");
    }

    @ParameterizedTest
    @EnumSource
    void a_stream_of_nginx_shares_by_weight(Runs runs) throws Exception {
        nginx(runs, """
                upstream servers { server %s weight=1; server %s weight=2; server %s weight=3 max_conns=12; zone z 64k; }
                server { listen 127.0.0.1:PORT; proxy_pass servers; }
                """.formatted(a.address(), b.address(), c.address()));
        assertThat(shares(24)).isEqualTo(Map.of("a", 4, "b", 8, "c", 12));
    }
}
