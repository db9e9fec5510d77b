package org.penlb.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.penlb.testing.Await;
import org.penlb.testing.PenProcess;
import org.penlb.testing.Ports;

/** The main job as a new user would try it: nginx behind, curl, nc and iperf3 in front. */
@Timeout(120)
class RealProgramsIT {
    private static final String HOST = "127.0.0.1";

    private final List<Process> background = new ArrayList<>();

    @AfterEach
    void end() throws InterruptedException {
        for (Process process : background) {
            process.destroy(); // in order, so that nginx's worker goes with it
            if (!process.waitFor(Await.LONG.toSeconds(), TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        }
    }

    private static void assumeInstalled(String program, String debianPackage) {
        boolean found = List.of("/usr/bin", "/usr/sbin", "/bin", "/usr/local/bin").stream()
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
        Assumptions.assumeTrue(found, "needs " + program + " (Debian's package " + debianPackage + ")");
    }

    private void start(String... command) throws IOException {
        background.add(new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start());
    }

    private String output(ProcessBuilder command) throws IOException, InterruptedException {
        Process process = command.redirectErrorStream(true).start();
        background.add(process);
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(output).isZero();
        return output;
    }

    /** An nginx that says its name, and serves what lies in its folder. */
    private int nginx(Path folder, String name) throws IOException {
        int port = Ports.free();
        Path configuration = Files.writeString(folder.resolve(name + ".conf"), """
                daemon off; worker_processes 1; pid %1$s/%2$s.pid; error_log %1$s/%2$s.log;
                events { }
                http {
                  access_log off; client_body_temp_path %1$s/%2$s-tmp; proxy_temp_path %1$s/%2$s-tmp;
                  fastcgi_temp_path %1$s/%2$s-tmp; uwsgi_temp_path %1$s/%2$s-tmp; scgi_temp_path %1$s/%2$s-tmp;
                  server {
                    listen %3$s:%4$d;
                    location = /name { return 200 "%2$s"; }
                    location / { root %1$s; }
                  }
                }
                """.formatted(folder, name, HOST, port));
        start("nginx", "-c", configuration.toString());
        Ports.awaitListening(port);
        return port;
    }

    @ParameterizedTest
    @ValueSource(strings = {"socket", "channel"})
    void curl_meets_nginx(String relay, @TempDir Path folder) throws IOException, InterruptedException {
        assumeInstalled("nginx", "nginx");
        assumeInstalled("curl", "curl");
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        var page = new byte[3_000_000];
        new Random(1).nextBytes(page);
        Files.write(folder.resolve("page"), page);
        List<String> servers = List.of(HOST + ":" + nginx(folder, "one"), HOST + ":" + nginx(folder, "two"));
        try (PenProcess pen = PenProcess.start(List.of(), List.of("-r", "--relay", relay), servers)) {
            String url = "http://" + HOST + ":" + pen.address().getPort() + "/";
            List<String> names = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                names.add(output(new ProcessBuilder("curl", "-sS", url + "name")));
            }
            assertThat(names).containsExactly("one", "two", "one", "two");
            assertThat(output(new ProcessBuilder("curl", "-sS", url + "name", url + "name")))
                    .as("two requests on one connection")
                    .isEqualTo("oneone");
            Path fetched = folder.resolve("fetched");
            output(new ProcessBuilder("curl", "-sS", "-o", fetched.toString(), url + "page"));
            assertThat(fetched).hasBinaryContent(page);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"socket", "channel"})
    void nc_half_closes_and_still_gets_its_answer(String relay, @TempDir Path folder)
            throws IOException, InterruptedException {
        assumeInstalled("nc", "netcat-openbsd");
        Path question = Files.writeString(folder.resolve("question"), "what is the answer?".repeat(10_000));
        try (var listening = new ServerSocket(0, 50, InetAddress.ofLiteral(HOST));
                PenProcess pen = PenProcess.start(
                        List.of(), List.of("--relay", relay), List.of(HOST + ":" + listening.getLocalPort()))) {
            Thread.ofVirtual().start(() -> {
                try (Socket client = listening.accept()) {
                    byte[] asked = client.getInputStream().readAllBytes(); // to the half-close
                    client.getOutputStream().write(("42 to " + asked.length).getBytes(StandardCharsets.US_ASCII));
                } catch (IOException _) {
                    // then nc gets no answer
                }
            });
            String answer = output(new ProcessBuilder(
                            "nc", "-N", HOST, String.valueOf(pen.address().getPort()))
                    .redirectInput(question.toFile()));
            assertThat(answer).isEqualTo("42 to " + Files.size(question));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"socket", "channel"})
    void iperf3_measures_both_directions(String relay) throws IOException, InterruptedException {
        assumeInstalled("iperf3", "iperf3");
        int port = Ports.free();
        start("iperf3", "-s", "-B", HOST, "-p", String.valueOf(port));
        Ports.awaitListening(port);
        // One event loop: iperf3 tells its streams apart by the order in which they reach the server.
        List<String> options = List.of("--relay", relay, "--event-loops", "1");
        try (PenProcess pen = PenProcess.start(List.of(), options, List.of(HOST + ":" + port))) {
            String to = String.valueOf(pen.address().getPort());
            for (String direction : List.of("--bidir", "-R")) {
                assertThat(measured(to, direction)).contains("\"sum_received\"").doesNotContain("\"error\"");
            }
        }
    }

    /** Its server ends a test a moment after the client has, and takes no other one before. */
    private String measured(String port, String direction) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + Await.LONG.toNanos();
        while (true) {
            String report = output(new ProcessBuilder("iperf3", "-c", HOST, "-p", port, "-n", "200M", "-J", direction));
            if (!report.contains("the server is busy") || System.nanoTime() > deadline) {
                return report;
            }
        }
    }
}
