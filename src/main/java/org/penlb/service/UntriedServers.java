package org.penlb.service;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.penlb.balance.Server;

/**
 * What goes to servers and could not even be tried, for want of something of this machine: ports, descriptors, memory, a right,
 * a source address; or since a client wants what they do not speak. That says nothing of a server, so none is left alone for it.
 * The first is told at once, then how many they were every now and then: each client would be a line otherwise.
 */
final class UntriedServers {
    static final long QUIET_NANOS = TimeUnit.SECONDS.toNanos(10);

    private static final Logger LOG = System.getLogger(UntriedServers.class.getName());

    private final Supplier<String> service;
    private final LongSupplier clock;
    private final LongAdder count = new LongAdder();
    private final AtomicLong toldAt;
    private volatile long told;

    /**
     * @param service its name
     * @param clock {@link System#nanoTime()}
     */
    UntriedServers(Supplier<String> service, LongSupplier clock) {
        this.service = service;
        this.clock = clock;
        this.toldAt = new AtomicLong(clock.getAsLong() - QUIET_NANOS);
    }

    /**
     * One more.
     *
     * @param reason in an operator's words
     */
    void add(Server server, String reason) {
        count.increment();
        long now = clock.getAsLong();
        long last = toldAt.get();
        if (now - last >= QUIET_NANOS && toldAt.compareAndSet(last, now)) {
            long all = count.sum();
            long more = all - told - 1;
            told = all;
            LOG.log(
                    Level.WARNING,
                    "{0}: cannot connect to server {1}: {2}{3}",
                    service.get(),
                    server,
                    reason,
                    more > 0 ? "; " + more + " more since this was told last" : "");
        }
    }

    /** How many since the start. */
    long count() {
        return count.sum();
    }
}
