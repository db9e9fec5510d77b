package org.penlb.dnsfront;

import java.lang.foreign.MemorySegment;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.penlb.relay.IntrusiveList;

/**
 * Answers of a server in another letter case than the question's, which somebody may have guessed: each is kept for a moment, and
 * is good if the very same question does not come back meanwhile ("0x20", draft-vixie-dnsext-dns0x20). A server that has
 * done so a few times, and never the other way since, is one that changes the case: its answers are good at once.
 */
final class HeldAnswers {
    /** Longer than answers usually take, and shorter than the silence for which a server is given up. */
    static final long HOLD_NANOS = TimeUnit.MILLISECONDS.toNanos(250);
    /** So many in a row, with no exact answer to a question in mixed case among them, are the server's habit. */
    private static final int FEW = 3;
    /** More is not kept, or whoever sends long ones could fill the heap. */
    private static final int MOST_BYTES = 1 << 20;

    private final IntrusiveList<Attempt> attempts = new IntrusiveList<>();
    private final MessageView view = new MessageView();
    private int bytes;
    private int inOtherCase;

    /** Whether the server is known to change the case of letters. */
    boolean areUsual() {
        return inOtherCase >= FEW;
    }

    /**
     * Keeps an answer.
     *
     * @return false if there is no room, or one for this attempt already: it is to be thrown away
     */
    boolean hold(Attempt attempt, MessageView answer, long now) {
        if (attempt.held != null || bytes + answer.length() > MOST_BYTES) {
            return false;
        }
        var copy = new byte[answer.length()];
        answer.copyTo(copy);
        attempt.held = copy;
        attempt.heldAt = now;
        bytes += copy.length;
        attempts.putLast(attempt.heldOrder);
        return true;
    }

    /** The attempt whose answer has been kept for long enough, and is to be taken; or null. */
    @Nullable
    Attempt due(long now) {
        Attempt first = attempts.first();
        return first != null && now - first.heldAt >= HOLD_NANOS ? first : null;
    }

    /** Takes the answer that is kept for an attempt, until the next one is asked for; null if there is none. */
    @Nullable
    MessageView take(Attempt attempt) {
        byte[] held = attempt.held;
        if (held == null) {
            return null;
        }
        forget(attempt);
        inOtherCase = Math.min(FEW, inOtherCase + 1);
        return view.at(MemorySegment.ofArray(held), 0, held.length);
    }

    /** An exact answer came: the server keeps the case of letters. */
    void exact(Query query) {
        if (inOtherCase > 0 && query.hasCapitals()) {
            inOtherCase = 0;
        }
    }

    /** The attempt is over, and what is kept for it is not wanted. */
    void forget(Attempt attempt) {
        if (attempt.held != null) {
            bytes -= attempt.held.length;
            attempt.held = null;
            attempts.remove(attempt.heldOrder);
        }
    }
}
