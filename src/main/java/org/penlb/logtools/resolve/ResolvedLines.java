package org.penlb.logtools.resolve;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Writes lines in their order, with names where there are any. What can be written waits for more for a moment only, so that
 * a line of a slow log comes out at once, and a whole file in large writes. A write ends where a line ends.
 */
final class ResolvedLines {
    private static final int BUFFER = 1 << 16;
    /** How long a line that can be written may wait for others. */
    private static final long MOMENT_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

    private static final long LONG_NANOS = TimeUnit.HOURS.toNanos(1);

    private final HeldLines held;
    private final OutputStream out;
    private final byte[] buffer = new byte[BUFFER];
    private int buffered;
    private boolean hurrying;

    ResolvedLines(HeldLines held, OutputStream out) {
        this.held = held;
        this.out = out;
    }

    /**
     * Writes all lines. From an interrupt on it waits for nothing: it writes what is there, with those names that are known.
     *
     * @throws IOException if they cannot be written
     */
    void run() throws IOException {
        while (!held.isOver()) {
            for (HeldLine line : take()) {
                write(line, name(line));
                held.written(line.cost());
            }
        }
        flush();
    }

    private List<HeldLine> take() throws IOException {
        try {
            if (!hurrying) {
                if (buffered > 0) {
                    List<HeldLine> soon = held.take(MOMENT_NANOS);
                    if (!soon.isEmpty()) {
                        return soon;
                    }
                    flush();
                }
                return held.take(LONG_NANOS);
            }
        } catch (InterruptedException _) {
            hurrying = true;
        }
        return held.takeNow();
    }

    /** The name that the client gets; null if the address stays. */
    private @Nullable String name(HeldLine line) throws IOException {
        CompletableFuture<LookupResult> lookup = line.lookup();
        if (lookup == null) {
            return null;
        }
        if (!lookup.isDone()) {
            await(lookup);
        }
        return lookup.isDone() ? lookup.join().name() : null;
    }

    /** Returns when it is done, or there is no time to wait. */
    private void await(CompletableFuture<LookupResult> lookup) throws IOException {
        try {
            if (!hurrying && buffered > 0) {
                try {
                    var _ = lookup.get(MOMENT_NANOS, TimeUnit.NANOSECONDS);
                } catch (TimeoutException _) {
                    flush();
                }
            }
            if (!hurrying) {
                var _ = lookup.get();
            }
        } catch (InterruptedException _) {
            hurrying = true;
        } catch (ExecutionException e) {
            throw new AssertionError("look-ups do not fail", e);
        }
    }

    private void write(HeldLine line, @Nullable String name) throws IOException {
        if (buffered + line.to() - line.from() + LoggedName.LONGEST > BUFFER) {
            flush();
        }
        if (name == null) {
            write(line.bytes(), line.from(), line.to());
        } else {
            ClientSpan client = line.client();
            write(line.bytes(), line.from(), client.from());
            byte[] written = name.getBytes(StandardCharsets.US_ASCII);
            write(written, 0, written.length);
            write(line.bytes(), client.to(), line.to());
        }
    }

    private void write(byte[] bytes, int from, int to) throws IOException {
        int length = to - from;
        if (buffered + length > BUFFER) {
            flush();
        }
        if (length > BUFFER) {
            out.write(bytes, from, length);
        } else {
            System.arraycopy(bytes, from, buffer, buffered, length);
            buffered += length;
        }
    }

    private void flush() throws IOException {
        if (buffered > 0) {
            int length = buffered;
            buffered = 0;
            out.write(buffer, 0, length);
        }
    }
}
