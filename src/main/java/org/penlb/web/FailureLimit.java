package org.penlb.web;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * How often somebody may be wrong. An address has {@value #EACH} failures, and gets one back every {@value #SECONDS}
 * seconds; all together have {@value #ALL}, so that many addresses do not help. Not safe for several threads.
 */
final class FailureLimit {
    static final int EACH = 10;
    static final int ALL = 100;
    /** How long it takes until a failure of one address is forgotten; of all together ten are in that time. */
    static final int SECONDS = 6;
    /** More addresses than that are not told apart for long: those that were heard of longest ago are forgotten first. */
    static final int MOST_ADDRESSES = 1024;

    private final LongSupplier clock;
    private final Bucket all;
    private final Map<String, Bucket> failed = new Recent();

    /**
     * @param clock nanoseconds from any origin
     */
    FailureLimit(LongSupplier clock) {
        this.clock = clock;
        this.all = new Bucket(ALL, TimeUnit.SECONDS.toNanos(SECONDS) / (ALL / EACH), clock.getAsLong());
    }

    /** The most recently used of a bounded number of addresses. */
    private static final class Recent extends LinkedHashMap<String, Bucket> {
        Recent() {
            super(16, 0.75f, true);
        }

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Bucket> eldest) {
            return size() > MOST_ADDRESSES;
        }
    }

    /** Failures that are left, which come back as time goes by. */
    private static final class Bucket {
        private final int size;
        private final long nanosEach;
        private int left;
        private long refilledAt;

        Bucket(int size, long nanosEach, long now) {
            this.size = size;
            this.nanosEach = nanosEach;
            this.left = size;
            this.refilledAt = now;
        }

        void refill(long now) {
            long back = (now - refilledAt) / nanosEach;
            left = (int) Math.min(size, left + back);
            refilledAt = left == size ? now : refilledAt + back * nanosEach;
        }

        long nanosUntilNext(long now) {
            return refilledAt + nanosEach - now;
        }
    }

    /** Seconds, 1 or more, until this address may be wrong again; 0 for now. */
    int secondsToWait(String address) {
        long now = clock.getAsLong();
        Bucket its = failed.get(address);
        if (its != null) {
            its.refill(now);
            if (its.left == 0) {
                return seconds(its.nanosUntilNext(now));
            }
        }
        all.refill(now);
        return all.left == 0 ? seconds(all.nanosUntilNext(now)) : 0;
    }

    private static int seconds(long nanos) {
        return (int) Math.max(1, Math.ceilDiv(nanos, TimeUnit.SECONDS.toNanos(1)));
    }

    /** This address was wrong. */
    void wasWrong(String address) {
        long now = clock.getAsLong();
        Bucket its = failed.computeIfAbsent(address, _ -> new Bucket(EACH, TimeUnit.SECONDS.toNanos(SECONDS), now));
        its.refill(now);
        its.left = Math.max(0, its.left - 1);
        all.refill(now);
        all.left = Math.max(0, all.left - 1);
    }

    /** How many addresses it knows anything about. */
    int known() {
        return failed.size();
    }
}
