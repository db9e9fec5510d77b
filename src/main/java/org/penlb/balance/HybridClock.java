package org.penlb.balance;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * Gives what several instances decide an order that is the same for all of them: a version is the time of day, a counter for
 * what falls into the same millisecond, and a tag of the instance, in one number. Of two versions the greater one wins. The
 * clock never gives a version that is not above all that it has given and seen (S. Kulkarni and others, "Logical Physical
 * Clocks", 2014), so what is decided after something was heard wins over it, though clocks differ.
 *
 * <p>Bits of a version, from the top: 0, 41 of milliseconds since 2020 (until 2089), 8 of the counter, 14 of the tag. More than
 * 256 versions in a millisecond borrow from the next. Safe for all threads; nobody waits.
 */
public final class HybridClock {
    /** Before all versions. */
    public static final long NEVER = 0;

    /** Tags are below this. */
    public static final int TAGS = 1 << 14;

    private static final int TAG_BITS = 14;
    private static final int COUNTER_BITS = 8;
    private static final long EPOCH = Instant.parse("2020-01-01T00:00:00Z").toEpochMilli();

    private final LongSupplier wall;
    private final long mostAhead;
    /** Milliseconds and counter of the last version that was given or seen. */
    private final AtomicLong last = new AtomicLong();

    private volatile int tag;

    /**
     * @param wall milliseconds since the Unix epoch; it may go back
     * @param maxAhead how far a version that was not given here may be in the future
     * @param tag 0 to {@link #TAGS} - 1, another one at each instance
     */
    public HybridClock(LongSupplier wall, Duration maxAhead, int tag) {
        this.wall = wall;
        this.mostAhead = maxAhead.toMillis();
        tag(tag);
    }

    /** The tag of what is given from now on. */
    public void tag(int newTag) {
        if (newTag < 0 || newTag >= TAGS) {
            throw new IllegalArgumentException("tag: " + newTag + " (expected: 0 to " + (TAGS - 1) + ")");
        }
        tag = newTag;
    }

    public int tag() {
        return tag;
    }

    /** The next version. If the clock was set back by more than others would take, it is the time of day again. */
    public long next() {
        long now = ticks(wall.getAsLong());
        long next = last.updateAndGet(
                before -> before < now || before - now > (mostAhead << COUNTER_BITS) ? now : before + 1);
        return (next << TAG_BITS) | tag;
    }

    /**
     * Sees what another instance decided: what is decided here later is later.
     *
     * @return false if it is too far in the future, and is to be ignored
     */
    public boolean see(long version) {
        if (!isPlausible(version)) {
            return false;
        }
        long seen = version >>> TAG_BITS;
        if (last.get() < seen) {
            last.accumulateAndGet(seen, Math::max);
        }
        return true;
    }

    /** Whether a version is not farther in the future than clocks may differ. */
    public boolean isPlausible(long version) {
        return version >= 0 && millis(version) - wall.getAsLong() <= mostAhead;
    }

    /** How long ago something was decided; negative if that was by a clock that is ahead of this one. */
    public long ageMillis(long version) {
        return wall.getAsLong() - millis(version);
    }

    /** The time of day, in milliseconds since the Unix epoch. */
    public long now() {
        return wall.getAsLong();
    }

    /** The time of day of a version, in milliseconds since the Unix epoch. */
    public static long millis(long version) {
        return (version >>> (TAG_BITS + COUNTER_BITS)) + EPOCH;
    }

    /** The first version of a millisecond, at whichever instance; {@link #NEVER} for times before 2020. */
    public static long first(long millis) {
        return Math.max(NEVER, ticks(millis) << TAG_BITS);
    }

    private static long ticks(long millis) {
        return (millis - EPOCH) << COUNTER_BITS;
    }
}
