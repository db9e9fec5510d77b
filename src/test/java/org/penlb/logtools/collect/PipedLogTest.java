package org.penlb.logtools.collect;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.penlb.accesslog.LineLog;
import org.penlb.testing.Await;

class PipedLogTest {
    private static final String LONG = "x".repeat(PipedLog.LONGEST);

    @TempDir
    Path folder;

    private long cut;

    private List<String> logged(String input) throws IOException {
        Path in = Files.writeString(folder.resolve("in"), input, US_ASCII);
        Path out = folder.resolve("out");
        try (var stream = new FileInputStream(in.toFile());
                LineLog log = LineLog.toFile(out.toString())) {
            var pipe = new PipedLog(stream, log);
            pipe.run();
            cut = pipe.cut();
        }
        return Files.readAllLines(out);
    }

    @Test
    void each_line_goes_on_and_the_last_needs_no_end() throws IOException {
        assertThat(logged("one\n\ntwo\r\nlast")).containsExactly("one", "", "two", "last");
        assertThat(cut).isZero();
    }

    @Test
    void many_lines_keep_their_order() throws IOException {
        List<String> lines =
                IntStream.range(0, 20_000).mapToObj(i -> i + "-".repeat(i % 50)).toList();
        assertThat(logged(String.join("\n", lines))).isEqualTo(lines);
    }

    @Test
    void of_a_line_that_fits_into_no_datagram_the_beginning_goes_on() throws IOException {
        assertThat(logged(LONG + "\n" + LONG + "y\n" + "z".repeat(300_000) + "\nend\n" + LONG + LONG + LONG))
                .containsExactly(LONG, LONG, "z".repeat(PipedLog.LONGEST), "end", LONG);
        assertThat(cut).isEqualTo(3);
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void what_is_in_the_pipe_when_it_is_to_end_goes_on() throws Exception {
        Path fifo = folder.resolve("pipe");
        assertThat(new ProcessBuilder("mkfifo", fifo.toString()).start().waitFor())
                .isZero();
        Path out = folder.resolve("out");
        var made = new CompletableFuture<PipedLog>();
        var run = CompletableFuture.runAsync(
                () -> {
                    try (var in = new FileInputStream(fifo.toFile());
                            LineLog log = LineLog.toFile(out.toString())) {
                        var pipe = new PipedLog(in, log);
                        made.complete(pipe);
                        pipe.run();
                    } catch (IOException e) {
                        throw new AssertionError(e);
                    }
                },
                task -> Thread.ofPlatform().start(task));
        try (var writer = new FileOutputStream(fifo.toFile())) {
            PipedLog pipe = made.get();
            writer.write("one\n".getBytes(US_ASCII));
            Await.until("one is logged", () -> lines(out).equals(List.of("one")));
            writer.write("two\nthree".getBytes(US_ASCII));
            pipe.end();
            run.join();
        }
        assertThat(lines(out)).containsExactly("one", "two", "three");
    }

    private static List<String> lines(Path file) {
        try {
            return Files.exists(file) ? Files.readAllLines(file) : List.of();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
