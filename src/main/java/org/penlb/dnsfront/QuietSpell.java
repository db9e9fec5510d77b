package org.penlb.dnsfront;

import java.util.concurrent.TimeUnit;

/**
 * For how long a server has said nothing at all, and to how many questions. It may be the questions; but after a while nobody can
 * say any more that he has seen it to be well.
 */
final class QuietSpell {
    /** A name whose servers are slow is given up by those who look it up, or answered, sooner. */
    private static final long LONG_NANOS = TimeUnit.SECONDS.toNanos(5);

    private final Outdone unanswered = new Outdone();
    private boolean begun;
    private long since;

    /**
     * A query was not answered in time.
     *
     * @param name a number that stands for its question
     * @param heardAt when the server said something last
     */
    void missed(int name, long sentAt, long heardAt) {
        if (!begun || heardAt - since > 0) {
            begun = true;
            since = sentAt;
            unanswered.clear();
        }
        unanswered.add(name);
    }

    /** Whether it is long enough, and about more than one question. */
    boolean isLong(long now) {
        return begun && now - since >= LONG_NANOS && unanswered.isEnough();
    }
}
