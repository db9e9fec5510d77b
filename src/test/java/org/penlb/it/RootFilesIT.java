package org.penlb.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.penlb.system.Privileges;
import org.penlb.testing.Await;
import org.penlb.testing.EchoServer;
import org.penlb.testing.Kill;
import org.penlb.testing.PenProcess;
import org.penlb.testing.Ports;
import org.penlb.testing.Visitor;

/** Files that root alone may read or write, and a Pen that becomes another user. */
@Timeout(120)
class RootFilesIT {
    private static final String TOKEN = "the-token-that-operators-know";
    private static final String NEXT_TOKEN = "a-second-token-that-they-know";
    private static final Pattern LISTENING = Pattern.compile("clients come in at \\S+:(\\d+),");

    @TempDir
    Path folder;

    private final EchoServer server = new EchoServer("server");
    private final int web = Ports.free();
    private final List<Process> processes = new ArrayList<>();
    private Path said = Path.of("");
    private Path roots = Path.of("");

    @BeforeEach
    void be_root() throws IOException {
        assumeThat(Privileges.isRoot()).as("only root can change the user").isTrue();
        permit(folder, "rwxr-xr-x");
        said = folder.resolve("said");
        roots = permit(Files.createDirectory(folder.resolve("roots")), "rwxr-xr-x");
    }

    @AfterEach
    void end() {
        processes.forEach(Process::destroyForcibly);
        processes.forEach(process -> process.onExit().join()); // they write into the folder
        server.close();
    }

    private static Path permit(Path file, String mode) throws IOException {
        return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));
    }

    private Path secret(String name, String text) throws IOException {
        return permit(Files.writeString(roots.resolve(name), text), "rw-------");
    }

    private Process start(String... arguments) throws IOException {
        Process pen = new ProcessBuilder(PenProcess.command(List.of(), List.of(arguments)))
                .redirectErrorStream(true)
                .redirectOutput(said.toFile())
                .start();
        processes.add(pen);
        return pen;
    }

    /** HUP is heard once clients are served. */
    private void hangUp(Process pen) throws IOException, InterruptedException {
        ask("before HUP");
        Kill.send("HUP", pen.pid());
    }

    private void awaitSaid(String part) {
        Await.until("it says " + part, () -> content(said).contains(part));
    }

    private static String content(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException _) {
            return "";
        }
    }

    private InetSocketAddress address() {
        Await.until("clients come in", () -> LISTENING.matcher(content(said)).find());
        Matcher matcher = LISTENING.matcher(content(said));
        assertThat(matcher.find()).isTrue();
        return new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), Integer.parseInt(matcher.group(1)));
    }

    private void ask(String request) throws IOException {
        try (Socket client = Visitor.connect("127.0.0.1", address())) {
            Visitor.nameFrom(client);
            client.getOutputStream().write((request + "\n").getBytes(StandardCharsets.US_ASCII));
            client.getInputStream().readNBytes(request.length() + 1);
        }
    }

    private int command(String token) {
        try (HttpClient client = HttpClient.newHttpClient()) {
            var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + web + "/api/v1/commands"))
                    .header("Authorization", "Bearer " + token)
                    .header("Content-Type", "application/json")
                    .POST(HttpRequest.BodyPublishers.ofString("{\"command\":\"servers\"}"))
                    .build();
            return client.send(request, BodyHandlers.ofString()).statusCode();
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private String reloadSuccess() {
        try (HttpClient client = HttpClient.newHttpClient()) {
            var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + web + "/metrics"))
                    .build();
            return client.send(request, BodyHandlers.ofString())
                    .body()
                    .lines()
                    .filter(line -> line.startsWith("pen_reload_success"))
                    .findFirst()
                    .orElse("");
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private Path configuration() throws IOException {
        secret("token", TOKEN + "\n");
        secret("commands", "include more\n");
        secret("more", "blacklist 7\n");
        return secret("pen.json", """
                {"services": [{"name": "web", "listen": "127.0.0.1:0", "servers": ["%s"]}],
                 "control": {"commandFile": "commands"},
                 "web": {"listen": "127.0.0.1:%d", "tokenFile": "token"}}
                """.formatted(server.address(), web));
    }

    @Test
    void what_root_alone_may_read_fails_no_reload() throws Exception {
        Path file = configuration();
        Process pen = start("-f", "-u", "nobody", "--config", file.toString());
        awaitSaid("works as the user nobody");
        assertThat(content(said).lines().filter(line -> line.contains("WARNING cannot be read again by name")))
                .singleElement()
                .asString()
                .contains(
                        file + " (user nobody may not read it, it is root:root rw-------)",
                        roots + "/token",
                        roots + "/commands",
                        roots + "/more",
                        "(expected: files that nobody may read)");
        hangUp(pen);
        awaitSaid("HUP: everything is read again");
        assertThat(command(TOKEN)).isEqualTo(200);
        assertThat(reloadSuccess()).endsWith(" 1.0");

        // In one go, as long as before: a file that is truncated first may be read when it is empty.
        Files.writeString(roots.resolve("token"), NEXT_TOKEN + "\n", StandardOpenOption.WRITE);
        awaitSaid("another configuration is applied");
        assertThat(command(NEXT_TOKEN)).isEqualTo(200);
        assertThat(command(TOKEN)).isEqualTo(401);
        assertThat(reloadSuccess()).endsWith(" 1.0");

        Files.move(
                secret("draft", "the-third-token-of-operators\n"),
                roots.resolve("token"),
                StandardCopyOption.ATOMIC_MOVE);
        awaitSaid(roots + "/token: there is another file now, which this user may not read");
        Kill.send("HUP", pen.pid());
        Await.until("it is read again", () -> content(said).split("HUP: everything is read again", -1).length > 2);
        assertThat(command(NEXT_TOKEN)).isEqualTo(200);
        assertThat(content(said))
                .doesNotContain("nothing is applied", "ERROR")
                .containsOnlyOnce("there is another file");
    }

    @Test
    void a_configuration_out_of_reach_of_a_jail_fails_no_reload() throws Exception {
        Path jail = permit(Files.createDirectory(folder.resolve("jail")), "rwxr-xr-x");
        Path file = configuration();
        Process pen = start("-f", "-u", "nobody", "-j", jail.toString(), "--config", file.toString());
        awaitSaid("works as the user nobody");
        hangUp(pen);
        awaitSaid("HUP: everything is read again");
        assertThat(reloadSuccess()).endsWith(" 1.0");
        assertThat(content(said)).doesNotContain("nothing is applied", "ERROR");
    }

    @Test
    void a_log_and_a_pid_file_in_a_folder_of_roots_are_opened_before() throws Exception {
        Path log = roots.resolve("pen.log");
        Path pidFile = roots.resolve("pen.pid");
        Process pen = start(
                "-f", "-u", "nobody", "-l", log.toString(), "-p", pidFile.toString(), "127.0.0.1:0", server.address());
        awaitSaid("works as the user nobody");
        ask("one");
        Await.until("it is logged", () -> content(log).endsWith(" one\n"));
        assertThat(pidFile).hasContent(pen.pid() + "\n");
        assertThat(content(said))
                .contains("WARNING cannot be opened again later, as by HUP: " + log
                        + " (user nobody may not write to it");

        hangUp(pen);
        awaitSaid("HUP: everything is read again");
        assertThat(content(said)).as("it was not renamed").doesNotContain("ERROR");
        ask("two");
        Await.until("it is logged", () -> content(log).endsWith(" two\n"));

        Kill.send("TERM", pen.pid());
        assertThat(pen.waitFor(Await.LONG.toSeconds(), TimeUnit.SECONDS)).isTrue();
        assertThat(pen.exitValue()).isZero();
        assertThat(pidFile).as("it names nobody any more").isEmptyFile();
    }

    /** Root that opens what the user may put a link in place of would write to any file for that user. */
    @Test
    void root_opens_nothing_in_a_folder_of_the_users() throws Exception {
        Path users = permit(Files.createDirectory(folder.resolve("users")), "rwxrwxrwx");
        Path precious = secret("precious", "data\n");
        for (String option : List.of("-l", "-p")) {
            Path link = Files.createSymbolicLink(users.resolve("pen" + option), precious);
            Process pen = start("-f", "-u", "nobody", option, link.toString(), "127.0.0.1:0", server.address());
            assertThat(pen.waitFor(Await.LONG.toSeconds(), TimeUnit.SECONDS)).isTrue();
            assertThat(pen.exitValue()).isOne();
            assertThat(precious).hasContent("data\n");
        }
    }

    /** As under systemd: open() of a socket's name fails, and a pipe of root's is not another user's to open. */
    @ParameterizedTest
    @ValueSource(strings = {"/dev/stdout", "/proc/self/fd/1", "/dev/fd/1", "LINK"})
    void a_log_goes_to_a_socket(String name) throws Exception {
        Path link = Files.createSymbolicLink(folder.resolve("pen.log"), Path.of("/dev/stdout"));
        try (var listening = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
            String redirected = "exec \"$@\" >/dev/tcp/127.0.0.1/" + listening.getLocalPort() + " 2>" + said;
            assertThat(logged(redirected, name.equals("LINK") ? "/" + link.getFileName() : name, listening))
                    .endsWith(" one");
        }
    }

    private String logged(String redirected, String log, ServerSocket listening) throws Exception {
        List<String> command = new ArrayList<>(List.of("bash", "-c", redirected, "bash"));
        command.addAll(PenProcess.command(
                List.of(),
                List.of("-f", "-u", "nobody", "-j", folder.toString(), "-l", log, "127.0.0.1:0", server.address())));
        Process pen = new ProcessBuilder(command).start();
        processes.add(pen);
        try (Socket output = listening.accept()) {
            awaitSaid("works as the user nobody");
            hangUp(pen);
            awaitSaid("HUP: everything is read again");
            assertThat(content(said)).doesNotContain("ERROR");
            ask("one");
            var lines = new BufferedReader(new InputStreamReader(output.getInputStream(), StandardCharsets.US_ASCII));
            assertThat(lines.readLine()).endsWith(" before HUP");
            return lines.readLine();
        }
    }

    @Test
    void a_log_goes_to_a_pipe_of_roots() throws Exception {
        Process pen = new ProcessBuilder(PenProcess.command(
                        List.of(), List.of("-f", "-u", "nobody", "-l", "/dev/stdout", "127.0.0.1:0", server.address())))
                .redirectError(said.toFile())
                .start();
        processes.add(pen);
        awaitSaid("works as the user nobody");
        ask("one");
        assertThat(pen.inputReader().readLine()).endsWith(" one");
    }

    @Test
    void certificates_that_root_alone_may_read_fail_no_reload() throws Exception {
        Path commands = secret("commands", "blacklist 7\n");
        Path keys = permit(Files.createDirectory(roots.resolve("keys")), "rwx------");
        var made = new ProcessBuilder(
                        "openssl",
                        "req",
                        "-x509",
                        "-newkey",
                        "ec",
                        "-pkeyopt",
                        "ec_paramgen_curve:P-256",
                        "-nodes",
                        "-subj",
                        "/CN=pen",
                        "-days",
                        "2",
                        "-keyout",
                        keys.resolve("pen.key").toString(),
                        "-out",
                        keys.resolve("pen.crt").toString())
                .redirectErrorStream(true)
                .start();
        assertThat(new String(made.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                .isNotNull();
        assertThat(made.waitFor()).isZero();
        Path file = secret("pen.json", """
                {"services": [{"name": "web", "listen": "127.0.0.1:0", "servers": ["%s"],
                               "tls": {"directory": "%s"}}],
                 "control": {"commandFile": "%s"},
                 "web": {"listen": "127.0.0.1:%d"}}
                """.formatted(server.address(), keys, commands, web));
        Process pen = start("-f", "-u", "nobody", "--config", file.toString());
        awaitSaid("works as the user nobody");
        Await.until("it is ready", () -> reloadSuccess().endsWith(" 1.0") && isReady());
        Kill.send("HUP", pen.pid());
        awaitSaid("HUP: everything is read again");
        assertThat(content(said)).contains(keys + " (user nobody may not").doesNotContain("ERROR", "stay as they were");
    }

    private boolean isReady() {
        try (HttpClient client = HttpClient.newHttpClient()) {
            var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + web + "/health/ready"))
                    .build();
            return client.send(request, BodyHandlers.ofString()).statusCode() == 200;
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void in_the_background_a_log_is_no_standard_output() throws Exception {
        Started started =
                Started.pen(folder, "-u", "nobody", "-l", "/dev/stdout", "127.0.0.1:" + Ports.free(), server.address());
        assertThat(started.exit()).isOne();
        assertThat(started.errors())
                .endsWith("pen: log: in the background there is no standard output (expected: a file, or -f)\n");
    }
}
