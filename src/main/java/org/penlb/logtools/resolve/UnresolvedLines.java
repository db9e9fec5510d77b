package org.penlb.logtools.resolve;

import java.io.IOException;
import java.io.InputStream;

/**
 * Takes a stream of bytes apart into lines. Of one that is longer than {@value #LONGEST} bytes the rest follows in parts. A line
 * is there as soon as its end is.
 */
final class UnresolvedLines {
    /** How much of a line is held together, in bytes, or a little more. */
    static final int LONGEST = 1 << 20;

    private static final int CHUNK = 1 << 16;
    /** With less room at its end, a chunk is not worth a call of the system. */
    private static final int LEAST_ROOM = CHUNK / 8;

    /** Where lines go. */
    @FunctionalInterface
    interface Sink {
        /**
         * Takes a line with its end, or a part of one. The bytes stay as they are from now on.
         *
         * @param isStart whether a line starts here
         * @return false if no more are wanted
         */
        boolean take(byte[] bytes, int from, int to, boolean isStart) throws InterruptedException;
    }

    private final InputStream in;
    private final Sink sink;
    private byte[] chunk = new byte[CHUNK];
    /** Where in the chunk the line starts that has not ended yet, or what is left of it. */
    private int begun;
    /** Behind what has been read. */
    private int read;

    private boolean atStart = true;

    UnresolvedLines(InputStream in, Sink sink) {
        this.in = in;
        this.sink = sink;
    }

    /** Reads to the end, or until no more is wanted. What is behind the last line's end is a line, too. */
    void run() throws IOException, InterruptedException {
        boolean wanted = true;
        while (wanted) {
            makeRoom();
            int count = in.read(chunk, read, chunk.length - read);
            if (count < 0) {
                if (read > begun) {
                    sink.take(chunk, begun, read, atStart);
                }
                return;
            }
            wanted = passLines(count) && passLongLine();
        }
    }

    private boolean passLines(int count) throws InterruptedException {
        int end = read + count;
        for (int i = read; i < end; i++) {
            if (chunk[i] == '\n') {
                if (!sink.take(chunk, begun, i + 1, atStart)) {
                    return false;
                }
                begun = i + 1;
                atStart = true;
            }
        }
        read = end;
        return true;
    }

    /** What has come of a line that is too long to be held. */
    private boolean passLongLine() throws InterruptedException {
        if (read == begun || (atStart && read - begun < LONGEST)) {
            return true;
        }
        boolean wanted = sink.take(chunk, begun, read, atStart);
        begun = read;
        atStart = false;
        return wanted;
    }

    private void makeRoom() {
        if (chunk.length - read >= LEAST_ROOM) {
            return;
        }
        // A new one: lines that wait are in the old one.
        int length = read - begun;
        byte[] next = new byte[Math.max(CHUNK, 2 * length)];
        System.arraycopy(chunk, begun, next, 0, length);
        chunk = next;
        begun = 0;
        read = length;
    }
}
