package org.penlb.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.penlb.testing.Await;
import org.penlb.testing.EchoServer;
import org.penlb.testing.Kill;
import org.penlb.testing.PenProcess;
import org.penlb.testing.Ports;
import org.penlb.testing.Visitor;

/** Who brings a new version copies it over the jar that runs, and then restarts Pen. */
@Timeout(120)
class ReplacedJarIT {
    @TempDir
    Path folder;

    @Test
    void a_pen_whose_jar_is_gone_ends_when_it_is_told_to() throws Exception {
        try (var server = new EchoServer("s0")) {
            itEnds(server.address());
        }
    }

    private void itEnds(String server) throws Exception {
        int port = Ports.free();
        String built = Objects.requireNonNull(System.getProperty("pen.jar"));
        Path jar = Files.copy(Path.of(built), folder.resolve("pen.jar"));
        List<String> command =
                new ArrayList<>(PenProcess.command(List.of(), List.of("-f", "127.0.0.1:" + port, server)));
        command.replaceAll(word -> word.equals(built) ? jar.toString() : word);
        Process pen = new ProcessBuilder(command).redirectErrorStream(true).start();
        try (BufferedReader said = pen.inputReader()) {
            assertThat(said.lines()
                            .filter(line -> line.contains("clients come in"))
                            .findFirst())
                    .isPresent();
            Thread rest = Thread.ofVirtual().start(() -> said.lines().forEach(_ -> {}));
            assertThat(Visitor.visit("127.0.0.1", new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), port)))
                    .isEqualTo("s0"); // it has started to the end
            try (FileChannel file = FileChannel.open(jar, StandardOpenOption.WRITE)) {
                file.truncate(0);
            }
            Kill.send("TERM", pen.pid()); // destroy() would close its output, too
            assertThat(pen.waitFor(Await.LONG.toSeconds(), TimeUnit.SECONDS)).isTrue();
            rest.join();
        } finally {
            pen.destroyForcibly();
        }
    }
}
