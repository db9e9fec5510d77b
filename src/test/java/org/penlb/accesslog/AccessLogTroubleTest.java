package org.penlb.accesslog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.penlb.config.ConfigException;
import org.penlb.testing.Await;
import org.penlb.testing.Told;

/** Files that cannot be written, or not as fast as lines come. */
class AccessLogTroubleTest {
    private static final Duration SHORT = Duration.ofMillis(50);
    private static final int PIPE_SIZE = 64 * 1024;

    @TempDir
    Path folder;

    private final Told told = new Told(Trouble.class);

    @AfterEach
    void listenNoMore() {
        told.close();
    }

    /** A file on a disk that has so much room. */
    private static final class SmallDisk implements WritableByteChannel {
        private final StringBuilder content = new StringBuilder();
        private int room;
        private int failures;
        private boolean open = true;

        SmallDisk(int room) {
            this.room = room;
        }

        @Override
        public synchronized int write(ByteBuffer bytes) throws IOException {
            if (!open) {
                throw new ClosedChannelException();
            }
            if (room == 0) {
                failures++;
                throw new IOException("No space left on device");
            }
            byte[] written = new byte[Math.min(room, bytes.remaining())];
            bytes.get(written);
            content.append(new String(written, StandardCharsets.US_ASCII));
            room -= written.length;
            return written.length;
        }

        synchronized void clear(int bytes) {
            room += bytes;
        }

        synchronized int failures() {
            return failures;
        }

        synchronized List<String> lines() {
            return content.toString().lines().toList();
        }

        @Override
        public synchronized boolean isOpen() {
            return open;
        }

        @Override
        public synchronized void close() {
            open = false;
        }
    }

    private static AccessLog open(LogFile.Opening opening) {
        var trouble = new Trouble("log \"test\"");
        return AccessLog.toFile(new LogFile<>(trouble, opening, LoggedRequest::toFileLine), trouble, Await.LONG);
    }

    @Test
    void a_full_disk_is_told_once_and_the_log_goes_on_when_there_is_room() {
        var disk = new SmallDisk(100);
        try (AccessLog log = open(() -> disk)) {
            for (int i = 0; i < 5; i++) {
                NumberedLines.log(log, i);
            }
            Await.until("it is tried more than once", () -> disk.failures() > 1);
            disk.clear(1 << 20);
            Await.until("all is written", () -> disk.lines().size() == 5);
            assertThat(NumberedLines.of(disk.lines().stream())).containsExactly(0, 1, 2, 3, 4);
            assertThat(told.messages()).containsExactly("WARNING log \"test\": no space left on device");
            assertThat(log.dropped()).isZero();
        }
    }

    @Test
    void a_line_that_was_torn_by_a_full_disk_is_whole_in_the_new_file() {
        var full = new SmallDisk(80); // a line and a half
        var roomy = new SmallDisk(1 << 20);
        var disks = new ArrayList<>(List.of(full, roomy));
        try (AccessLog log = open(disks::removeFirst)) {
            NumberedLines.log(log, 1);
            NumberedLines.log(log, 2);
            Await.until("the disk is full", () -> full.failures() > 0);
            NumberedLines.log(log, 3);
            log.reopen();
            Await.until("the rest is written", () -> roomy.lines().size() == 2);
            assertThat(NumberedLines.of(roomy.lines().stream())).containsExactly(2, 3);
            assertThat(NumberedLines.of(full.lines().stream().limit(1))).containsExactly(1);
            assertThat(full.isOpen()).isFalse();
            assertThat(log.dropped()).isZero();
        }
        assertThat(roomy.isOpen()).isFalse();
    }

    @Test
    void closing_does_not_wait_for_a_full_disk_and_counts_what_is_lost() {
        var full = new SmallDisk(80);
        AccessLog log = open(() -> full);
        for (int i = 0; i < 100; i++) {
            NumberedLines.log(log, i);
        }
        log.close();
        assertThat(full.isOpen()).isFalse();
        assertThat(log.dropped()).isEqualTo(99);
    }

    @Test
    void lines_that_find_no_room_are_dropped_and_that_is_told() {
        var disk = new SmallDisk(0);
        int lines = 2 * AccessLog.MOST_WAITING;
        try (AccessLog log = open(() -> disk)) {
            for (int i = 0; i < lines; i++) {
                NumberedLines.log(log, i);
            }
            assertThat(log.dropped()).isPositive();
            Await.until(
                    "it is told",
                    () -> told.messages().stream()
                            .anyMatch(message ->
                                    message.matches("WARNING log \"test\": [0-9]+ lines were dropped so far")));
            disk.clear(Integer.MAX_VALUE);
            Await.until("the rest is written", () -> disk.lines().size() + log.dropped() == lines);
            assertThat(disk.lines()).hasSizeGreaterThanOrEqualTo(AccessLog.MOST_WAITING);
        }
    }

    @Test
    void a_file_that_may_not_be_written_is_said() {
        assertThatExceptionOfType(ConfigException.class)
                .isThrownBy(() -> open(() -> {
                    throw new AccessDeniedException("pen.log");
                }))
                .withMessage("log \"test\": permission denied");
    }

    private Path pipe() throws IOException, InterruptedException {
        Path pipe = folder.resolve("pipe");
        Process made = new ProcessBuilder("mkfifo", pipe.toString()).inheritIO().start();
        assertThat(made.waitFor(Await.LONG.toSeconds(), TimeUnit.SECONDS)).isTrue();
        assertThat(pipe).exists();
        return pipe;
    }

    /** Logs until lines are dropped, which takes a pipe, a batch and a queue that are full. */
    private static int flood(AccessLog log) {
        int lines = 0;
        while (log.dropped() == 0) {
            NumberedLines.log(log, lines++);
        }
        return lines;
    }

    @Test
    @EnabledOnOs(value = OS.LINUX, disabledReason = "opening a pipe for both ends is Linux's")
    void a_pipe_without_a_reader_stalls_nobody_and_a_reader_gets_what_waited() throws Exception {
        Path pipe = pipe();
        CompletableFuture<List<Integer>> read;
        int lines;
        try (AccessLog log = AccessLog.open(pipe.toString())) {
            lines = flood(log);
            log.reopen();
            int expected = (int) (lines - log.dropped());
            read = CompletableFuture.supplyAsync(() -> firstLines(pipe, expected));
            assertThat(read.get(Await.LONG.toSeconds(), TimeUnit.SECONDS))
                    .isEqualTo(IntStream.range(0, expected).boxed().toList());
            assertThat(log.dropped()).isEqualTo(lines - expected);
        }
    }

    private static List<Integer> firstLines(Path pipe, int count) {
        try (var reader =
                new BufferedReader(new InputStreamReader(Files.newInputStream(pipe), StandardCharsets.US_ASCII))) {
            return NumberedLines.of(Stream.generate(() -> line(reader)).limit(count));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String line(BufferedReader reader) {
        try {
            return reader.readLine();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    @EnabledOnOs(value = OS.LINUX, disabledReason = "opening a pipe for both ends is Linux's")
    void closing_gives_up_a_pipe_that_nobody_reads() throws Exception {
        Path pipe = pipe();
        var trouble = new Trouble("log \"pipe\"");
        var file = new LogFile<>(trouble, LogFile.appendingTo(pipe.toString(), trouble), LoggedRequest::toFileLine);
        AccessLog log = AccessLog.toFile(file, trouble, SHORT);
        int lines = flood(log);
        log.close();
        Await.until(
                "its thread has ended",
                () -> Thread.getAllStackTraces().keySet().stream()
                        .noneMatch(thread -> thread.getName().equals("pen-log")));
        int inThePipe = lines - (int) log.dropped();
        assertThat(inThePipe).isBetween(1, PIPE_SIZE / NumberedLines.SHORTEST);
    }
}
