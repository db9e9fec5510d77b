package org.penlb.logtools.merge;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.zip.GZIPOutputStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LineInputTest {
    @TempDir
    Path folder;

    private static List<String> lines(LineInput in) {
        List<String> lines = new ArrayList<>();
        while (in.next()) {
            var line = new StringBuilder();
            line.append(text(in));
            while (!in.isComplete()) {
                in.nextPiece();
                line.append(text(in));
            }
            lines.add(line + (in.hasFeed() ? "\n" : ""));
        }
        return lines;
    }

    private static String text(LineInput in) {
        return new String(in.bytes(), in.from(), in.to() - in.from(), StandardCharsets.ISO_8859_1);
    }

    private static LineInput input(InputStream in, int size) throws IOException {
        return new LineInput(LogStream.open("-", in), size);
    }

    @Property(tries = 1000)
    void lines_are_the_text_however_it_comes(@ForAll @IntRange(min = 8, max = 40) int size, @ForAll long seed)
            throws IOException {
        var random = new Random(seed);
        var text = new StringBuilder();
        for (int i = random.nextInt(100); i > 0; i--) {
            text.append(random.nextInt(8) == 0 ? '\n' : (char) random.nextInt(256));
        }
        byte[] bytes = text.toString().getBytes(StandardCharsets.ISO_8859_1);
        var slow = new FilterInputStream(new ByteArrayInputStream(bytes)) {
            @Override
            public int read(byte[] into, int from, int length) throws IOException {
                return super.read(into, from, Math.min(length, 1 + random.nextInt(12)));
            }
        };
        List<String> expected = Arrays.stream(text.toString().split("(?<=\n)", -1))
                .filter(line -> !line.isEmpty())
                .toList();
        assertThat(lines(input(slow, size))).isEqualTo(expected);
    }

    @Test
    void what_is_left_of_a_line_is_skipped() throws IOException {
        LineInput in =
                input(new ByteArrayInputStream("0123456789abcdefghij\nx\n".getBytes(StandardCharsets.US_ASCII)), 8);
        assertThat(in.next()).isTrue();
        assertThat(text(in)).isEqualTo("01234567");
        assertThat(in.next()).isTrue();
        assertThat(text(in)).isEqualTo("x");
        assertThat(in.line()).isEqualTo(2);
        assertThat(in.next()).isFalse();
    }

    @Test
    void compressed_logs_are_read_whatever_their_name() throws IOException {
        var bytes = new ByteArrayOutputStream();
        for (String part : List.of("a\nb", "c\n")) {
            try (var gzip = new GZIPOutputStream(bytes)) {
                gzip.write(part.getBytes(StandardCharsets.US_ASCII));
            }
        }
        Path file = Files.write(folder.resolve("access.log.1"), bytes.toByteArray());
        try (LogStream log = LogStream.open(file.toString(), InputStream.nullInputStream())) {
            assertThat(log.isCompressed()).isTrue();
            assertThat(lines(new LineInput(log, 100))).containsExactly("a\n", "bc\n");
            assertThat(log.position()).isEqualTo(log.size());
        }
        assertThat(lines(input(new ByteArrayInputStream(bytes.toByteArray()), 100)))
                .containsExactly("a\n", "bc\n");
    }

    @Test
    void a_log_that_was_cut_ends_there_and_says_so() throws IOException {
        var bytes = new ByteArrayOutputStream();
        try (var gzip = new GZIPOutputStream(bytes)) {
            gzip.write("a\nb\n".getBytes(StandardCharsets.US_ASCII));
        }
        LineInput in = input(new ByteArrayInputStream(bytes.toByteArray(), 0, bytes.size() - 6), 100);
        assertThat(lines(in)).containsExactly("a\n", "b\n");
        assertThat(in.fault()).startsWith("stdin: cannot be read to its end: ");
    }
}
