package org.penlb.cluster.assignments;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Assignments on their way to one peer. A few batches at a time are on their way until they are acknowledged; what comes
 * meanwhile waits, of each client the latest only, up to a bound. What is lost, and what is more than that, is not sent
 * again: a number is left out, of which the peer is told by the next batch or beat, and he looks for himself. So a peer that
 * stands still costs little.
 */
final class Outgoing {
    /** How many batches are on their way at most. */
    static final int WINDOW = 8;

    /** How many clients wait at most. */
    static final int MOST_WAITING = 65_536;

    /** How many assignments are in a batch at most. */
    static final int BATCH = 1_000;

    /** A batch that was not acknowledged for so long is lost. */
    private static final long LOST_NANOS = TimeUnit.SECONDS.toNanos(2);

    private final Consumer<byte[]> post;
    private final Map<Assignment.Client, Assignment> waiting = new LinkedHashMap<>();
    private long sent;
    private long taken;
    private long takenAt;
    private boolean up;

    /**
     * @param post sends the body of a message to the peer
     */
    Outgoing(Consumer<byte[]> post) {
        this.post = post;
    }

    /** The number of the last batch, or of what was left out after it. */
    long sent() {
        return sent;
    }

    /** How many batches are on their way, and clients wait. */
    long lag() {
        return sent - taken + waiting.size();
    }

    /** The peer is heard from now on, or not. Who is not heard is sent nothing. */
    void up(boolean isUp, long now) {
        if (isUp != up) {
            up = isUp;
            takenAt = now;
            lose();
        }
    }

    /** Something is missing: what waits is of no use any more, since the peer has to look for all of it. */
    void lose() {
        waiting.clear();
        sent++;
        taken = sent;
    }

    /**
     * Sends a batch, or keeps it for later.
     *
     * @param batch what it is about
     * @param written the same, at most {@link #BATCH}, as {@link ClientsWriter} writes it
     */
    void offer(List<Assignment> batch, byte[] written, long now) {
        if (!up) {
            return; // he finds out when he is heard again
        }
        if (waiting.isEmpty() && sent - taken < WINDOW) {
            send(written, now);
        } else {
            batch.forEach(assignment -> waiting.put(assignment.of(), assignment));
            if (waiting.size() > MOST_WAITING) {
                lose();
            }
        }
    }

    /** The peer has taken all batches up to this one. */
    void taken(long number, long now) {
        if (number > taken && number <= sent) {
            taken = number;
            takenAt = now;
            tick(now);
        }
    }

    /** Sends what waits, as far as the peer takes it. */
    void tick(long now) {
        if (sent > taken && now - takenAt > LOST_NANOS) {
            lose();
        }
        while (up && !waiting.isEmpty() && sent - taken < WINDOW) {
            var writer = new ClientsWriter();
            for (Iterator<Assignment> next = waiting.values().iterator(); next.hasNext() && writer.size() < BATCH; ) {
                writer.add(next.next());
                next.remove();
            }
            send(writer.finish(), now);
        }
    }

    private void send(byte[] clients, long now) {
        if (sent == taken) {
            takenAt = now;
        }
        sent++;
        var body = new ByteArrayOutputStream(clients.length + Long.BYTES);
        var out = new DataOutputStream(body);
        try {
            out.writeLong(sent);
            out.write(clients);
        } catch (IOException e) {
            throw new UncheckedIOException("memory takes everything", e);
        }
        post.accept(body.toByteArray());
    }
}
