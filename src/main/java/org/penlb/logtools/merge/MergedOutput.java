package org.penlb.logtools.merge;

import java.io.IOException;
import java.io.OutputStream;

/** What is written: through a buffer, each log's last line ended before another's begins. */
final class MergedOutput {
    private static final int BUFFER = 1 << 16;

    private final OutputStream out;
    private final byte[] buffer = new byte[BUFFER];
    private int used;
    private boolean endMissing;

    MergedOutput(OutputStream out) {
        this.out = out;
    }

    /** Writes bytes of a line. */
    void write(byte[] bytes, int from, int to) throws IOException {
        int length = to - from;
        if (length > BUFFER - used) {
            flush();
            if (length > BUFFER) {
                out.write(bytes, from, length);
                return;
            }
        }
        System.arraycopy(bytes, from, buffer, used, length);
        used += length;
    }

    /** Begins a line. If the one before it had no line feed it gets one now: the two must not become one. */
    void beginLine() throws IOException {
        if (endMissing) {
            endLine(true);
        }
    }

    /** Ends a line as it was ended in its log: with a line feed, or at the end of the file without. */
    void endLine(boolean withFeed) throws IOException {
        endMissing = !withFeed;
        if (withFeed) {
            if (used == BUFFER) {
                flush();
            }
            buffer[used++] = '\n';
        }
    }

    /** Writes what waits in the buffer. */
    void flush() throws IOException {
        out.write(buffer, 0, used);
        used = 0;
    }
}
