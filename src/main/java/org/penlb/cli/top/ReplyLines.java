package org.penlb.cli.top;

import java.io.IOException;
import java.io.OutputStream;
import java.io.Serial;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.function.Consumer;

/** Takes a reply piece by piece and passes its lines on as they end, so that no reply has to fit into the memory. */
final class ReplyLines extends OutputStream {
    /** A longer line is none of pen's: its beginning is passed on. */
    static final int LONGEST_LINE = 1024;

    private final long limit;
    private final Consumer<String> to;
    private final byte[] line = new byte[LONGEST_LINE];
    private int length;
    private long seen;

    /** A reply that is too long to be read to its end. */
    static final class TooLong extends IOException {
        @Serial
        private static final long serialVersionUID = 1;

        TooLong(long limit) {
            super("the reply is longer than " + (limit >> 20) + " MiB");
        }
    }

    /**
     * Lines go there without their ends.
     *
     * @param limit the most bytes that are read; more are a {@link TooLong}
     */
    ReplyLines(long limit, Consumer<String> to) {
        this.limit = limit;
        this.to = to;
    }

    @Override
    public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int count) throws IOException {
        seen += count;
        if (seen > limit) {
            throw new TooLong(limit);
        }
        for (int i = offset; i < offset + count; i++) {
            if (bytes[i] == '\n') {
                end();
            } else if (length < LONGEST_LINE) {
                line[length++] = bytes[i];
            }
        }
    }

    /** Passes on the last line, if the reply ended within it. */
    void finish() {
        if (length > 0) {
            end();
        }
    }

    private void end() {
        boolean dos = length > 0 && line[length - 1] == '\r';
        to.accept(new String(Arrays.copyOf(line, dos ? length - 1 : length), StandardCharsets.UTF_8));
        length = 0;
    }
}
