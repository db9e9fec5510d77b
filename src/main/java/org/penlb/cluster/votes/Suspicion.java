package org.penlb.cluster.votes;

import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** That a server failed here, and what has become of asking the others about it. Times are nanoseconds. */
final class Suspicion {
    /** Between the beginnings of two ballots about the same server. */
    static final long PAUSE_NANOS = TimeUnit.SECONDS.toNanos(1);

    /** Longer than any look. */
    private static final long VERIFYING_NANOS = TimeUnit.SECONDS.toNanos(10);

    private static final long FIRST_RETRY_NANOS = TimeUnit.SECONDS.toNanos(2);
    private static final int MOST_DOUBLINGS = 1;

    private final Suspect suspect;
    private String reason;
    private long since;
    private long until;
    private boolean settled;
    /** Whether it was seen to fail lately. */
    private boolean fresh = true;

    private long dueAt;
    private int retries;
    private @Nullable Ballot ballot;

    /**
     * @param until when its time is over, and with it what was seen
     */
    Suspicion(Suspect suspect, String reason, long since, long until) {
        this.suspect = suspect;
        this.reason = reason;
        this.since = since;
        this.until = until;
        this.dueAt = since;
    }

    Suspect suspect() {
        return suspect;
    }

    String reason() {
        return reason;
    }

    long since() {
        return since;
    }

    long until() {
        return until;
    }

    @Nullable
    Ballot ballot() {
        return ballot;
    }

    /** It failed once more, after it had been well or its time was over: that is what is asked about from now on. */
    void renew(String newReason, long newSince, long newUntil) {
        reason = newReason;
        since = newSince;
        until = newUntil;
        settled = false;
        fresh = true;
        retries = 0;
    }

    /** Whether what was seen of it is as good as new; else it is to be looked at again before the others are asked. */
    boolean isFresh() {
        return fresh;
    }

    /** It is being looked at, which takes a while. */
    void verify(long now) {
        dueAt = now + VERIFYING_NANOS;
    }

    /** It cannot be reached still, as far as can be told. */
    void verified(long now) {
        fresh = true;
        dueAt = now;
    }

    /** Whether the others are to be asked now. */
    boolean isDue(long now) {
        return !settled && ballot == null && now - dueAt >= 0;
    }

    boolean isOpen() {
        return ballot != null;
    }

    void begin(Ballot begun, long now) {
        ballot = begun;
        dueAt = now + PAUSE_NANOS;
    }

    /** There is nothing more to ask, unless it fails once more. */
    void settle() {
        ballot = null;
        settled = true;
    }

    /** Nobody could tell: asked again after 2 s, then every 4 s. */
    void retry(long now) {
        ballot = null;
        fresh = false;
        dueAt = now + (FIRST_RETRY_NANOS << Math.min(retries, MOST_DOUBLINGS));
        retries++;
    }

    /** Whether it can be forgotten without being asked about too soon again. */
    boolean isOver(long now) {
        return ballot == null && (settled ? now - dueAt >= 0 : now - until >= 0);
    }
}
