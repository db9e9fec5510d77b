package org.penlb.logtools.merge;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.LongFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Logs of any size, that nobody holds: made while they are read, and counted when they are written. */
class LogMergeMemoryTest {
    private static final long TIME = 1_796_050_800L;
    private static final long SMALL = 1 << 20;

    @TempDir
    Path folder;

    /** So many lines, each by its number. */
    private static final class Made extends InputStream {
        private final long lines;
        private final LongFunction<String> line;
        private long number;
        private byte[] bytes = {};
        private int at;

        Made(long lines, LongFunction<String> line) {
            this.lines = lines;
            this.line = line;
        }

        @Override
        public int read() {
            if (at == bytes.length) {
                if (number == lines) {
                    return -1;
                }
                bytes = line.apply(number++).getBytes(StandardCharsets.US_ASCII);
                at = 0;
            }
            return Byte.toUnsignedInt(bytes[at++]);
        }

        @Override
        public int read(byte[] into, int from, int length) {
            int read = 0;
            for (int value = 0; read < length && value >= 0; read++) {
                value = read();
                if (value >= 0) {
                    into[from + read] = (byte) value;
                } else {
                    return read == 0 ? -1 : read;
                }
            }
            return read;
        }
    }

    private static final class Counted extends OutputStream {
        private long bytes;

        @Override
        public void write(int one) {
            bytes++;
        }

        @Override
        public void write(byte[] all, int from, int length) {
            bytes += length;
        }
    }

    private MergeCounts merge(long memory, InputStream penLog, String webLines) throws IOException {
        Path web = Files.writeString(folder.resolve("web"), webLines);
        var options = new MergeOptions("-", 600, 0, 0, List.of(new ServerLog("s", web.toString())));
        try (LogMerge merge =
                LogMerge.open(options, penLog, new PrintStream(OutputStream.nullOutputStream()), memory)) {
            merge.run(OutputStream.nullOutputStream(), MergeProgress.NONE);
            return merge.counts();
        }
    }

    private static String web(int minute, String request) {
        return String.format("9 - - [30/Nov/2026:15:%02d:00 +0000] \"%s\" 200 5%n", minute, request);
    }

    @Test
    void entries_that_do_not_fit_are_given_up_and_counted_and_the_newest_are_kept() throws IOException {
        // A hundred a second, and room for about 13,000.
        var pen = new Made(180_000, i -> "c " + (TIME + i / 100) + " s GET /" + i % 1000 + "\n");
        MergeCounts counts = merge(SMALL, pen, web(0, "GET /1") + web(10, "GET /1") + web(20, "GET /1"));
        assertThat(counts.givenUp()).isGreaterThan(100_000);
        assertThat(counts.matched()).isEqualTo(3);
    }

    @Test
    void what_has_passed_makes_room_without_being_given_up() throws IOException {
        var pen = new Made(360_000, i -> "c " + (TIME + i / 3) + " s GET /" + i % 1000 + "\n");
        var lines = new StringBuilder();
        for (int i = 0; i < 60; i++) {
            lines.append(web(i, "GET /1"));
        }
        MergeCounts counts = merge(SMALL, pen, lines.toString());
        assertThat(counts).isEqualTo(new MergeCounts(60, 60, 0, 0, 0, 0));
    }

    @Test
    void however_short_memory_is_who_asked_just_now_is_found() throws IOException {
        // Half a minute fits.
        var pen = new Made(1_800_000, i -> "c " + (TIME + i / 500) + " s GET /" + i / 500 + "\n");
        var lines = new StringBuilder();
        for (int i = 0; i < 60; i++) {
            lines.append(web(i, "GET /" + i * 60)).append(web(i, "GET /" + Math.max(i * 60 - 5, 0)));
        }
        MergeCounts counts = merge(SMALL, pen, lines.toString());
        assertThat(counts.matched()).isEqualTo(120);
        assertThat(counts.givenUp()).isPositive();
    }

    @Test
    void more_in_a_second_than_fit_do_not_keep_the_next_away() throws IOException {
        var pen = new Made(100_000, i -> "c " + (TIME + (i < 50_000 ? 0 : 60)) + " s GET /" + i + "\n");
        MergeCounts counts = merge(SMALL, pen, web(0, "GET /1") + web(1, "GET /99999"));
        assertThat(counts.matched()).isEqualTo(1);
    }

    /** What may still be asked for goes before what lines might go back or forth to. */
    @Test
    void when_memory_is_short_the_jitter_itself_is_kept() throws IOException {
        var pen = new Made(36_000, i -> "c " + (TIME + i / 10) + " s GET /" + i / 10 + "\n");
        var lines = new StringBuilder();
        for (int i = 0; i < 60; i++) {
            lines.append(web(i, "GET /" + Math.max(i * 60 - 590, 0)))
                    .append(web(i, "GET /" + Math.min(i * 60 + 590, 3599)));
        }
        MergeCounts counts = merge(SMALL, pen, lines.toString());
        assertThat(counts.matched()).isEqualTo(120);
    }

    @Test
    void a_line_of_a_hundred_megabytes_passes_in_pieces() throws IOException {
        String start = web(0, "GET /").strip();
        var web = new Made(100_001, i -> i == 0 ? start : i == 100_000 ? "\n" : "x".repeat(1000));
        Path pen = Files.writeString(folder.resolve("pen"), "1.1.1.1 " + TIME + " s GET /\n");
        var options = new MergeOptions(pen.toString(), 600, 0, 0, List.of(new ServerLog("s", "-")));
        var out = new Counted();
        try (LogMerge merge = LogMerge.open(options, web, new PrintStream(OutputStream.nullOutputStream()), SMALL)) {
            merge.run(out, MergeProgress.NONE);
            assertThat(merge.counts().matched()).isEqualTo(1);
        }
        assertThat(out.bytes).isEqualTo(start.length() + "1.1.1.1".length() - 1 + 99_999_000L + 1);
    }
}
