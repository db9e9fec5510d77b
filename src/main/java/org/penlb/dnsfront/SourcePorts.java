package org.penlb.dnsfront;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The sockets by which queries go to one server: a few at a time, each for a few seconds. One after the other is opened anew,
 * so that who guesses answers cannot learn the port numbers in the meantime, and so that what has become of the network since a
 * socket was connected harms nobody for long. The old ones stay until nothing is waited for there.
 */
final class SourcePorts {
    /** Whoever guesses answers has to guess one of so many port numbers, too. A power of two. */
    private static final int PORTS = 4;
    /** A port that nothing was sent from may stay for longer. */
    private static final long IDLE_NANOS = TimeUnit.SECONDS.toNanos(8);
    /** Old ones that answers are waited for at: with more, no port is opened anew but for a reason. */
    private static final int MOST_DRAINING = 8;

    /** Opens one more. */
    @FunctionalInterface
    interface Opener {
        /**
         * @throws IOException saying why there is no socket
         */
        SourcePort open(long now) throws IOException;
    }

    private final Opener opener;
    private final SourcePort[] ports = new SourcePort[PORTS];
    private final Deque<SourcePort> draining = new ArrayDeque<>();
    private int next;
    private long dropped;
    private long overflowed;

    private @Nullable SourcePort port;
    private long portOfBatch = -1;

    /**
     * @throws IOException saying why there are no sockets
     */
    SourcePorts(Opener opener, long now) throws IOException {
        this.opener = opener;
        for (int i = 0; i < PORTS; i++) {
            try {
                ports[i] = opener.open(now);
            } catch (IOException e) {
                for (int opened = 0; opened < i; opened++) {
                    ports[opened].close();
                }
                throw e;
            }
        }
    }

    /**
     * One socket for each batch of queries, so that one system call sends them all.
     *
     * @param random any number
     */
    SourcePort forBatch(long batchNumber, int random) {
        SourcePort chosen = port;
        if (chosen == null || portOfBatch != batchNumber) {
            chosen = any(random);
            port = chosen;
            portOfBatch = batchNumber;
        }
        return chosen;
    }

    SourcePort any(int random) {
        return ports[random & PORTS - 1];
    }

    /** The one by which these attempts went, if it is not an old one. */
    @Nullable
    SourcePort of(@Nullable AttemptTable attempts) {
        for (SourcePort each : ports) {
            if (each.attempts == attempts) {
                return each;
            }
        }
        return null;
    }

    boolean isInUse(SourcePort candidate) {
        return of(candidate.attempts) != null;
    }

    /** One of those that were used is opened anew, by turns; false if none was, or if there is no means. */
    boolean takeTurn(long now) {
        closeDrained();
        SourcePort old = nextUsed(now);
        if (old == null || draining.size() >= MOST_DRAINING) {
            return false;
        }
        try {
            replace(old, now);
            return true;
        } catch (IOException _) {
            return false; // the old one is better than none
        }
    }

    private @Nullable SourcePort nextUsed(long now) {
        for (int i = 0; i < PORTS; i++) {
            next = (next + 1) % PORTS;
            if (!ports[next].attempts.isUnused() || now - ports[next].openedAt >= IDLE_NANOS) {
                return ports[next];
            }
        }
        return null;
    }

    /**
     * Opens one anew.
     *
     * @param old one that is in use; it stays if this fails
     * @throws IOException saying why there is no socket
     */
    SourcePort replace(SourcePort old, long now) throws IOException {
        SourcePort opened = opener.open(now);
        for (int i = 0; i < PORTS; i++) {
            if (ports[i] == old) {
                ports[i] = opened;
            }
        }
        port = null;
        draining.add(old);
        closeDrained();
        if (draining.size() > MOST_DRAINING + PORTS) {
            close(draining.remove());
        }
        return opened;
    }

    /**
     * Opens those anew that are in use; returns one of the new ones.
     *
     * @throws IOException saying why there is no socket
     */
    SourcePort replaceAll(long now) throws IOException {
        for (SourcePort old : ports.clone()) {
            replace(old, now);
        }
        return ports[0];
    }

    /** Whether those in use all start at one address of ours. */
    boolean startTogether() {
        for (SourcePort each : ports) {
            if (!each.address().equals(ports[0].address())) {
                return false;
            }
        }
        return true;
    }

    /** Those in use, and the old ones. */
    List<SourcePort> all() {
        List<SourcePort> all = new ArrayList<>(draining);
        all.addAll(Arrays.asList(ports));
        return all;
    }

    private void closeDrained() {
        draining.removeIf(old -> {
            boolean over = old.attempts.isEmpty();
            if (over) {
                close(old);
            }
            return over;
        });
    }

    private void close(SourcePort old) {
        overflowed += old.port().takeOverflowed();
        old.close();
        dropped += old.port().takeDropped();
    }

    /** How many datagrams of the server their receive buffers had no room for since this was asked last. */
    long takeOverflowed() {
        long taken = overflowed;
        overflowed = 0;
        for (SourcePort each : ports) {
            taken += each.port().takeOverflowed();
        }
        for (SourcePort each : draining) {
            taken += each.port().takeOverflowed();
        }
        return taken;
    }

    /** How many datagrams the system did not take since this was asked last. */
    long takeDropped() {
        long taken = dropped;
        dropped = 0;
        for (SourcePort each : ports) {
            taken += each.port().takeDropped();
        }
        for (SourcePort each : draining) {
            taken += each.port().takeDropped();
        }
        return taken;
    }

    void close() {
        for (SourcePort each : ports) {
            each.close();
        }
        draining.forEach(SourcePort::close);
        draining.clear();
    }
}
