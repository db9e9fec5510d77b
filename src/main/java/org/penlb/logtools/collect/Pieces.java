package org.penlb.logtools.collect;

import java.net.SocketAddress;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Puts together what comes in pieces: pen's own penlog sends a line of more than {@value #PIECE} bytes as several
 * datagrams, of which all but the last have just so many and no line feed. For one thread.
 */
final class Pieces {
    /** What all pieces of a line but the last one measure, in bytes. */
    static final int PIECE = 1023;

    /** Of so many senders a line may be under way. Of more, the oldest is passed on as it is. */
    static final int MOST_SENDERS = 256;

    private static final byte[] NOTHING = {};

    /** What is passed on. */
    @FunctionalInterface
    interface Receiver {
        void take(SocketAddress from, byte[] bytes, int length);
    }

    /** What has come of a line. */
    private static final class Begun {
        private final byte[] bytes;
        private final long nanoTime;

        Begun(byte[] bytes, long nanoTime) {
            this.bytes = bytes;
            this.nanoTime = nanoTime;
        }
    }

    private final int longest;
    private final long patience;
    private final Receiver to;
    /** The one whose last piece came first is the first. */
    private final Map<SocketAddress, Begun> begun = new LinkedHashMap<>();

    /**
     * @param longest a line that has so many bytes is passed on, whether more comes or not
     * @param patience how many nanoseconds the next piece may take
     */
    Pieces(int longest, long patience, Receiver to) {
        this.longest = longest;
        this.patience = patience;
        this.to = to;
    }

    /** Takes a datagram. Its bytes may be used again afterwards. */
    void take(SocketAddress from, byte[] bytes, int length, long nanoTime) {
        boolean more = length == PIECE && bytes[length - 1] != '\n';
        @Nullable Begun before = begun.isEmpty() ? null : begun.remove(from);
        if (before == null && !more) {
            to.take(from, bytes, length);
            return;
        }
        byte[] start = before == null ? NOTHING : before.bytes;
        byte[] whole = Arrays.copyOf(start, start.length + length);
        System.arraycopy(bytes, 0, whole, start.length, length);
        if (more && whole.length < longest) {
            begun.put(from, new Begun(whole, nanoTime));
            if (begun.size() > MOST_SENDERS) {
                passFirst();
            }
        } else {
            to.take(from, whole, whole.length);
        }
    }

    /** Whether something waits for the rest of it. */
    boolean isWaiting() {
        return !begun.isEmpty();
    }

    /** Passes on as they are those lines whose next piece has not come in time. */
    void passLate(long nanoTime) {
        while (!begun.isEmpty() && nanoTime - begun.values().iterator().next().nanoTime >= patience) {
            passFirst();
        }
    }

    /** Passes on all of them. */
    void passAll() {
        while (!begun.isEmpty()) {
            passFirst();
        }
    }

    private void passFirst() {
        SocketAddress from = begun.keySet().iterator().next();
        Begun first = begun.remove(from);
        if (first != null) {
            to.take(from, first.bytes, first.bytes.length);
        }
    }
}
