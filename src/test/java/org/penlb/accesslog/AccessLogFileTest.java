package org.penlb.accesslog;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.penlb.config.ConfigException;
import org.penlb.config.IpAddress;
import org.penlb.testing.Await;

class AccessLogFileTest {
    @TempDir
    Path folder;

    private Path file() {
        return folder.resolve("pen.log");
    }

    private AccessLog open() {
        return AccessLog.open(file().toString());
    }

    @ParameterizedTest
    @CsvSource(textBlock = """
                    127.0.0.1, 127.0.0.1,     127.0.0.1 1795250683 127.0.0.1 GET / HTTP/1.1
                    ::1,       fe80::1,       ::1 1795250683 fe80::1 GET / HTTP/1.1
                    10.0.0.1,  /run/app.sock, 10.0.0.1 1795250683 /run/app.sock GET / HTTP/1.1
                    """)
    void the_lines_are_pens(String client, String server, String line) {
        try (AccessLog log = open()) {
            log.request(IpAddress.parse(client), server, 1_795_250_683, "GET / HTTP/1.1".getBytes(US_ASCII));
        }
        assertThat(file()).hasContent(line + "\n");
    }

    @Test
    void every_line_has_its_four_fields() {
        try (AccessLog log = open()) {
            log.request(IpAddress.UNIX, "10.0.0.1", 7, "".getBytes(US_ASCII));
        }
        assertThat(file()).hasContent(":: 7 10.0.0.1 \n");
    }

    @Test
    void lines_are_there_soon_without_closing() {
        try (AccessLog log = open()) {
            for (int i = 0; i < 3; i++) {
                NumberedLines.log(log, i);
                int lines = i + 1;
                Await.until("line " + i, () -> NumberedLines.in(file()).size() == lines);
            }
            assertThat(log.dropped()).isZero();
        }
    }

    @Test
    void a_file_is_appended_to() throws IOException {
        Files.writeString(file(), "before\n");
        try (AccessLog log = open()) {
            NumberedLines.log(log, 1);
        }
        assertThat(Files.readAllLines(file())).hasSize(2).first().isEqualTo("before");
    }

    @Test
    void closing_writes_what_waits() {
        try (AccessLog log = open()) {
            IntStream.range(0, 20_000).forEach(i -> NumberedLines.log(log, i));
        }
        assertThat(NumberedLines.in(file()))
                .isEqualTo(IntStream.range(0, 20_000).boxed().toList());
    }

    @Test
    void what_comes_after_closing_is_dropped() {
        AccessLog log = open();
        log.close();
        NumberedLines.log(log, 1);
        log.close();
        assertThat(log.dropped()).isEqualTo(1);
        assertThat(file()).isEmptyFile();
    }

    @Test
    void a_moved_file_is_replaced() throws IOException {
        try (AccessLog log = open()) {
            NumberedLines.log(log, 1);
            Path old = Files.move(file(), folder.resolve("pen.log.1"));
            Await.until("line 1", () -> NumberedLines.in(old).size() == 1);
            log.reopen();
            NumberedLines.log(log, 2);
            Await.until("line 2", () -> NumberedLines.in(file()).size() == 1);
            assertThat(NumberedLines.in(old)).containsExactly(1);
        }
    }

    @Test
    void rotation_loses_and_tears_no_line() throws Exception {
        int threads = 4;
        int rotations = 15;
        int between = 1000;
        assertThat(threads * rotations * between).isLessThan(AccessLog.MOST_WAITING); // so none need be dropped
        var rotated = new AtomicInteger();
        List<Path> files = new ArrayList<>();
        try (AccessLog log = open()) {
            List<Thread> loops = IntStream.range(0, threads)
                    .mapToObj(i -> Thread.ofPlatform().start(() -> {
                        for (int line = 0; line < rotations * between; line++) {
                            int begun = line / between;
                            Await.until("rotation " + begun, () -> rotated.get() >= begun);
                            NumberedLines.log(log, i * rotations * between + line);
                        }
                    }))
                    .toList();
            for (int i = 1; i < rotations; i++) {
                Await.until("file " + i + " has lines", () -> file().toFile().length() > 0);
                files.add(Files.move(file(), folder.resolve("pen.log." + i)));
                log.reopen();
                rotated.incrementAndGet();
            }
            for (Thread loop : loops) {
                loop.join();
            }
            log.close();
            assertThat(log.dropped()).isZero();
        }
        files.add(file());
        assertThat(files.stream()
                        .flatMap(file -> NumberedLines.in(file).stream())
                        .sorted()
                        .toList())
                .isEqualTo(IntStream.range(0, threads * rotations * between)
                        .boxed()
                        .toList());
    }

    @Test
    void a_file_that_cannot_be_reopened_leaves_the_old_one() throws IOException {
        Path inner = Files.createDirectory(folder.resolve("inner"));
        Path moved = folder.resolve("moved");
        String name = inner.resolve("pen.log").toString();
        try (AccessLog log = AccessLog.open(name)) {
            Files.move(inner, moved);
            assertThatExceptionOfType(ConfigException.class)
                    .isThrownBy(log::reopen)
                    .withMessage("log \"" + name + "\": no such directory");
            NumberedLines.log(log, 1);
        }
        assertThat(NumberedLines.in(moved.resolve("pen.log"))).containsExactly(1);
    }

    @Test
    void what_cannot_be_opened_is_said() throws IOException {
        Path closed = Files.createDirectory(folder.resolve("closed"));
        assertThatExceptionOfType(ConfigException.class)
                .isThrownBy(() -> AccessLog.open(closed.toString()))
                .withMessage("log \"" + closed + "\": is a directory");
        assertThatExceptionOfType(ConfigException.class)
                .isThrownBy(() -> AccessLog.open("/nowhere/pen.log"))
                .withMessage("log \"/nowhere/pen.log\": no such directory");
        assertThatExceptionOfType(ConfigException.class)
                .isThrownBy(() -> AccessLog.open("a\0b"))
                .withMessageContaining("not the name of a file");
        assertThatExceptionOfType(ConfigException.class)
                .isThrownBy(() -> AccessLog.open(""))
                .withMessageStartingWith("log \"\": ");
    }

    @Test
    void a_name_with_a_colon_is_a_files_if_it_starts_with_a_slash() {
        Path odd = folder.resolve("a:1");
        try (AccessLog log = AccessLog.open(odd.toString())) {
            NumberedLines.log(log, 1);
        }
        assertThat(NumberedLines.in(odd)).containsExactly(1);
    }

    @Test
    void what_is_too_long_is_refused() {
        try (AccessLog log = open()) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> log.request(IpAddress.UNIX, "a", 0, new byte[101]))
                    .withMessage("line: 101 bytes (expected: at most 100)");
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> log.request(IpAddress.UNIX, "a".repeat(256), 0, new byte[1]))
                    .withMessage("server: 256 characters (expected: at most 255)");
        }
    }
}
