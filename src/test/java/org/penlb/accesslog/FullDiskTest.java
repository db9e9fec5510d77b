package org.penlb.accesslog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.penlb.testing.Await;

/** A log on a small disk that is full, and then is not. */
class FullDiskTest {
    private static final int LINES = 600;

    @TempDir
    Path folder;

    private boolean mounted;

    @BeforeEach
    void mount() throws Exception {
        mounted = "root".equals(System.getProperty("user.name"))
                && run("mount", "-t", "tmpfs", "-o", "size=16k", "pen-test", folder.toString()) == 0;
        assumeTrue(mounted, "a small file system cannot be mounted here");
    }

    @AfterEach
    void unmount() throws Exception {
        if (mounted) {
            assertThat(run("umount", folder.toString())).isZero();
        }
    }

    private static int run(String... words) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(words)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        assertThat(process.waitFor(Await.LONG.toSeconds(), TimeUnit.SECONDS)).isTrue();
        return process.exitValue();
    }

    private Path file() {
        return folder.resolve("pen.log");
    }

    private AccessLog filled() {
        AccessLog log = AccessLog.open(file().toString());
        IntStream.range(0, LINES).forEach(i -> NumberedLines.log(log, i));
        Await.until("the disk is full", () -> !log.isUp());
        return log;
    }

    private static void truncate(Path file) {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.truncate(0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void lines_wait_until_there_is_room() throws Exception {
        try (AccessLog log = filled()) {
            assertThat(run("mount", "-o", "remount,size=1m", folder.toString())).isZero();
            Await.until("they are written", log::isUp);
            assertThat(NumberedLines.in(file()))
                    .isEqualTo(IntStream.range(0, LINES).boxed().toList());
            assertThat(log.dropped()).isZero();
        }
    }

    /** What one does who needs room at once. */
    @Test
    void a_file_that_is_emptied_goes_on_with_a_whole_line() {
        try (AccessLog log = filled()) {
            int last = lastWhole();
            truncate(file());
            Await.until("the rest is written", log::isUp);
            assertThat(NumberedLines.in(file()))
                    .isEqualTo(IntStream.range(last + 1, LINES).boxed().toList());
            assertThat(log.dropped()).isZero();
        }
    }

    private int lastWhole() {
        try {
            String text = Files.readString(file());
            return Math.toIntExact(text.chars().filter(c -> c == '\n').count()) - 1;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
