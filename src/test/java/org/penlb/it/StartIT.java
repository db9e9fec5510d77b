package org.penlb.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.penlb.cli.command.PenHere;
import org.penlb.testing.Await;
import org.penlb.testing.EchoServer;
import org.penlb.testing.PenProcess;
import org.penlb.testing.Ports;

/** Starting where somebody else is already, and ending. */
@Timeout(120)
class StartIT {
    private final List<Process> started = new ArrayList<>();

    @AfterEach
    void end() {
        started.forEach(Process::destroyForcibly);
    }

    private Process start(String... arguments) throws IOException {
        Process process = new ProcessBuilder(PenProcess.command(List.of(), List.of(arguments)))
                .redirectErrorStream(true)
                .start();
        started.add(process);
        return process;
    }

    /** What a Pen that could not start has said. */
    private static String failure(Process pen) throws IOException, InterruptedException {
        String said = new String(pen.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(pen.waitFor(Await.LONG.toSeconds(), TimeUnit.SECONDS)).isTrue();
        assertThat(pen.exitValue()).as(said).isEqualTo(1);
        return said;
    }

    @Test
    void a_port_of_another_program_is_an_error() throws IOException, InterruptedException {
        try (var other = new EchoServer("other")) {
            assertThat(failure(start("-f", other.address(), "127.0.0.1:1")))
                    .isEqualTo("pen: listener \"" + other.address() + "\": the port is in use by another program\n");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "0.0.0.0"})
    void a_second_pen_on_the_same_port_is_an_error(String host) throws IOException, InterruptedException {
        try (PenHere first = PenHere.start(List.of(), List.of("127.0.0.1:1"))) {
            String listener = host + ":" + first.address().getPort();
            assertThat(failure(start("-f", listener, "127.0.0.1:1")))
                    .isEqualTo("pen: listener \"" + listener + "\": the port is in use by another program\n");
        }
    }

    @Test
    void of_pens_that_start_at_the_same_moment_one_wins() throws IOException, InterruptedException {
        String listener = "127.0.0.1:" + Ports.free();
        List<Process> pens = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            pens.add(start("-f", listener, "127.0.0.1:1"));
        }
        Await.until(
                "all but one have given up",
                () -> pens.stream().filter(Process::isAlive).count() == 1);
        for (Process pen : pens) {
            if (!pen.isAlive()) {
                assertThat(failure(pen)).contains("the port is in use by another program");
            }
        }
    }

    @Test
    void every_event_loop_listens_on_the_same_port() {
        for (int loops = 1; loops <= 3; loops++) {
            List<String> options = List.of("--event-loops", String.valueOf(loops));
            try (PenHere pen = PenHere.start(options, List.of("127.0.0.1:1"))) {
                assertThat(Ports.listeners(pen.address().getPort())).isEqualTo(loops);
            }
        }
    }

    @Test
    void nothing_half_started_stays_behind() throws IOException, InterruptedException {
        String listener = "127.0.0.1:" + Ports.free();
        failure(start("-f", listener, "127.0.0.1:1", "no-such-host.invalid:1"));
        Process pen = start("-f", listener, "127.0.0.1:1");
        assertThat(pen.inputReader().readLine()).contains("clients come in at " + listener);
    }

    @ParameterizedTest
    @ValueSource(strings = {"TERM", "INT"})
    void ends_in_order_on_a_signal(String signal) throws IOException, InterruptedException {
        Process pen = start("-f", "127.0.0.1:0", "127.0.0.1:1");
        assertThat(pen.inputReader().readLine()).contains("clients come in at");
        assertThat(new ProcessBuilder("kill", "-" + signal, String.valueOf(pen.pid()))
                        .start()
                        .waitFor())
                .isZero();
        assertThat(pen.waitFor(Await.LONG.toSeconds(), TimeUnit.SECONDS)).isTrue();
        assertThat(pen.exitValue()).isZero();
        assertThat(pen.inputReader().readLine()).as("nothing more to say").isNull();
    }

    @Test
    void a_unix_socket_is_made_replaced_and_removed(@TempDir Path folder) throws IOException, InterruptedException {
        Path path = folder.resolve("pen.sock");
        var address = UnixDomainSocketAddress.of(path);
        ServerSocketChannel.open(StandardProtocolFamily.UNIX).bind(address).close(); // left behind by an earlier run
        assertThat(path).exists();

        Process pen = start("-f", path.toString(), "127.0.0.1:1");
        assertThat(pen.inputReader().readLine()).contains("clients come in at " + path);
        SocketChannel.open(address).close();

        assertThat(failure(start("-f", path.toString(), "127.0.0.1:1")))
                .isEqualTo("pen: listener \"" + path + "\": another program listens on this socket\n");

        pen.destroy();
        assertThat(pen.waitFor(Await.LONG.toSeconds(), TimeUnit.SECONDS)).isTrue();
        assertThat(path).doesNotExist();
    }

    @Test
    void a_file_that_is_no_socket_is_left_alone(@TempDir Path folder) throws IOException, InterruptedException {
        Path path = Files.writeString(folder.resolve("precious"), "data");
        assertThat(failure(start("-f", path.toString(), "127.0.0.1:1")))
                .isEqualTo("pen: listener \"" + path + "\": the file exists and is not a socket\n");
        assertThat(path).hasContent("data");
    }
}
