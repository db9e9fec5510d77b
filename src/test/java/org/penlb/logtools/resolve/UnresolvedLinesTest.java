package org.penlb.logtools.resolve;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** A stream in lines. */
class UnresolvedLinesTest {
    private record Part(int from, int length, boolean isStart) {}

    private final ByteArrayOutputStream whole = new ByteArrayOutputStream();
    private final List<Part> parts = new ArrayList<>();
    private int reads;

    private boolean take(byte[] bytes, int from, int to, boolean isStart) {
        parts.add(new Part(whole.size(), to - from, isStart));
        whole.write(bytes, from, to - from);
        return true;
    }

    private List<String> lines(String text) throws IOException, InterruptedException {
        new UnresolvedLines(new ByteArrayInputStream(text.getBytes(StandardCharsets.ISO_8859_1)), this::take).run();
        assertThat(whole.toString(StandardCharsets.ISO_8859_1)).isEqualTo(text);
        return parts.stream()
                .map(part -> text.substring(part.from, part.from + part.length))
                .toList();
    }

    /** Gives a few bytes at a time. */
    private InputStream inPieces(byte[] bytes, Random random) {
        return new ByteArrayInputStream(bytes) {
            @Override
            public synchronized int read(byte[] to, int offset, int length) {
                reads++;
                return super.read(to, offset, Math.min(length, 1 + random.nextInt(100_000)));
            }
        };
    }

    @Test
    void lines_keep_their_ends() throws IOException, InterruptedException {
        assertThat(lines("a\n\n\r\nb\0\u00ff\r\n\nc")).containsExactly("a\n", "\n", "\r\n", "b\0\u00ff\r\n", "\n", "c");
        assertThat(parts).allMatch(Part::isStart);
    }

    @Test
    void nothing_is_no_line() throws IOException, InterruptedException {
        assertThat(lines("")).isEmpty();
    }

    @Test
    void of_a_line_beyond_all_measure_the_rest_follows() throws IOException, InterruptedException {
        String line = "1.2.3.4 " + "x".repeat(5 * UnresolvedLines.LONGEST) + "\n";
        lines("a\n" + line + "b\n");
        assertThat(parts.get(1).isStart()).isTrue();
        assertThat(parts.get(1).length()).isBetween(UnresolvedLines.LONGEST, 2 * UnresolvedLines.LONGEST + (1 << 16));
        assertThat(parts.subList(2, parts.size() - 1)).isNotEmpty().noneMatch(Part::isStart);
        assertThat(parts.getLast()).isEqualTo(new Part(2 + line.length(), 2, true));
    }

    @Test
    void whatever_the_pieces_the_bytes_are_the_same() throws IOException, InterruptedException {
        var random = new Random(1);
        var bytes = new byte[8 << 20];
        random.nextBytes(bytes);
        // Lines of all lengths, some of them of megabytes.
        for (int i = 0; i < bytes.length; i++) {
            if (bytes[i] == '\n' && i > bytes.length / 4) {
                bytes[i] = 0;
            }
        }
        bytes[bytes.length / 2] = '\n';
        new UnresolvedLines(inPieces(bytes, random), this::take).run();
        assertThat(whole.toByteArray()).isEqualTo(bytes);
        long newlines = 0;
        for (byte each : bytes) {
            newlines += each == '\n' ? 1 : 0;
        }
        assertThat(parts.stream().filter(Part::isStart)).hasSize((int) newlines + 1);
        assertThat(reads).isPositive();
    }

    @Test
    void reads_no_more_when_no_more_is_wanted() throws IOException, InterruptedException {
        byte[] bytes = "a\nb\n".repeat(1_000_000).getBytes(StandardCharsets.US_ASCII);
        int[] taken = {0};
        InputStream in = inPieces(bytes, new Random(2));
        new UnresolvedLines(in, (_, _, _, _) -> ++taken[0] < 3).run();
        assertThat(taken[0]).isEqualTo(3);
        assertThat(reads).isEqualTo(1);
    }
}
