package org.penlb.config.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.penlb.config.ConfigException;

/** What may be in the place of a configuration file. */
@Timeout(value = 20, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ConfigSourceTest {
    private static final String SMALL = """
            {"services": [{"name": "web", "listen": "127.0.0.1:8080", "servers": ["127.0.0.1:8001"]}]}""";

    @TempDir
    Path folder;

    private static ConfigSource source(Path file) {
        return ConfigSource.file(file, Contexts.USUAL);
    }

    private static void refuses(Path file, String why) {
        assertThatExceptionOfType(ConfigException.class)
                .isThrownBy(() -> source(file).read())
                .withMessage(file + ": " + why);
    }

    private Path fifo() throws IOException, InterruptedException {
        Path fifo = folder.resolve("fifo.json");
        assertThat(new ProcessBuilder("mkfifo", fifo.toString()).start().waitFor(10, TimeUnit.SECONDS))
                .isTrue();
        return fifo;
    }

    @Test
    void a_file_without_an_end_is_too_long() {
        refuses(Path.of("/dev/zero"), "longer than 16 MiB");
    }

    @Test
    void a_huge_file_is_too_long() throws IOException {
        Path huge = folder.resolve("huge.json");
        try (var file = new RandomAccessFile(huge.toFile(), "rw")) {
            file.setLength(5L << 30);
        }
        refuses(huge, "longer than 16 MiB");
    }

    @Test
    void what_is_not_UTF_8_is_not_text() throws IOException {
        refuses(Files.write(folder.resolve("binary.json"), new byte[] {'{', '}', (byte) 0xff}), "is not text in UTF-8");
    }

    @Test
    void a_folder_is_no_file() {
        refuses(folder, "cannot be read: Is a directory");
    }

    @Test
    void a_pipe_is_read_once() throws Exception {
        Path fifo = fifo();
        Thread writer = Thread.ofVirtual().start(() -> {
            try {
                Files.writeString(fifo, SMALL);
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        });
        ConfigSource source = source(fifo);
        assertThat(source.read().services()).hasSize(1);
        writer.join();
        assertThat(source.file()).as("what is to be watched").isNull();
    }

    @Test
    void nobody_waits_for_a_pipe_while_Pen_runs() throws Exception {
        Path fifo = fifo();
        assertThatExceptionOfType(ConfigException.class)
                .isThrownBy(() -> source(fifo).readAgain())
                .withMessage(fifo + ": is not a regular file, which alone can be read while Pen runs");
    }
}
