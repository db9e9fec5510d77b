package org.penlb.logtools.collect;

import java.io.FileInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.util.Arrays;
import org.penlb.accesslog.LineLog;

/**
 * penlog: what a web server writes into a pipe, line by line to a log. It reads as fast as it can, so that the web server
 * never waits: what cannot be sent as fast is dropped and counted.
 */
public final class PipedLog {
    /** A datagram has no more than 65,507 bytes. Of a longer line the rest is dropped. */
    static final int LONGEST = 65_000;

    /** As much as a pipe of Linux holds. */
    private static final int PIPE = 1 << 16;

    private final FileInputStream in;
    private final LineLog log;
    private final ByteBuffer buffer = ByteBuffer.allocate(PIPE + LONGEST);
    private final Thread thread = Thread.currentThread();
    /** Of a line that was too long the beginning has been sent; the rest of it is skipped. */
    private boolean skipping;

    private long cut;
    private volatile boolean ending;
    private volatile boolean ended;

    /**
     * To be made by the thread that runs it.
     *
     * @param in the pipe
     * @param log gets each line; not closed
     */
    public PipedLog(FileInputStream in, LineLog log) {
        this.in = in;
        this.log = log;
    }

    /**
     * Reads until the pipe ends, or {@link #end()} was called and what was in it is read.
     *
     * @throws IOException if it cannot be read
     */
    public void run() throws IOException {
        int left = PIPE;
        while (left > 0 && !(ending && in.available() == 0)) {
            int read = read();
            if (read < 0) {
                break;
            }
            passLines();
            left -= ending ? read : 0;
        }
        finish();
        if (buffer.position() > 0) {
            pass(0, buffer.position());
        }
    }

    /** From now on nobody interrupts what this thread does next. */
    private synchronized void finish() {
        ended = true;
        var _ = Thread.interrupted();
    }

    private int read() throws IOException {
        try {
            return in.getChannel().read(buffer);
        } catch (ClosedByInterruptException _) {
            return -1; // there was nothing to read any more
        }
    }

    /** Ends {@link #run()} when all that is in the pipe now is read, even if the web server goes on. For another thread. */
    public void end() {
        ending = true;
        while (!ended) {
            try {
                if (in.available() == 0) {
                    interrupt();
                    return;
                }
            } catch (IOException _) {
                return; // it has ended by itself
            }
            Thread.onSpinWait();
        }
    }

    private synchronized void interrupt() {
        if (!ended) {
            thread.interrupt();
        }
    }

    /** How many lines were longer than a datagram: only their beginning was sent. */
    public long cut() {
        return cut;
    }

    private void passLines() {
        byte[] bytes = buffer.array();
        int start = 0;
        for (int at = 0; at < buffer.position(); at++) {
            if (bytes[at] == '\n') {
                pass(start, at);
                start = at + 1;
            }
        }
        if (buffer.position() - start > LONGEST) {
            pass(start, buffer.position());
            skipping = true;
            start = buffer.position();
        }
        buffer.flip().position(start);
        buffer.compact();
    }

    private void pass(int start, int end) {
        if (!skipping) {
            cut += end - start > LONGEST ? 1 : 0;
            byte[] line = Arrays.copyOfRange(buffer.array(), start, Math.min(end, start + LONGEST) + 1);
            line[line.length - 1] = '\n';
            log.write(line);
        }
        skipping = false;
    }
}
