package org.penlb.service;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.penlb.config.IpAddress;
import org.penlb.proxy.ProxyRefusal;

/**
 * What proxies of a service have sent in the place of a header of the PROXY protocol, by what was wrong with it. The first is
 * told at once, then how many they were every now and then: whoever is no proxy, and is taken for one, would fill the log.
 */
public final class ProxyRefusals {
    static final long QUIET_NANOS = TimeUnit.SECONDS.toNanos(10);

    private static final Logger LOG = System.getLogger(ProxyRefusals.class.getName());

    private final Supplier<String> service;
    private final LongSupplier clock;
    private final Map<ProxyRefusal, LongAdder> counts = new EnumMap<>(ProxyRefusal.class);
    private final AtomicLong toldAt;
    private volatile long told;

    /**
     * @param service its name
     * @param clock {@link System#nanoTime()}
     */
    ProxyRefusals(Supplier<String> service, LongSupplier clock) {
        this.service = service;
        this.clock = clock;
        for (ProxyRefusal reason : ProxyRefusal.values()) {
            counts.put(reason, new LongAdder());
        }
        this.toldAt = new AtomicLong(clock.getAsLong() - QUIET_NANOS);
    }

    /**
     * One more.
     *
     * @param proxy who sent it; the address of its socket
     */
    public void add(IpAddress proxy, ProxyRefusal reason) {
        Objects.requireNonNull(counts.get(reason)).increment();
        long now = clock.getAsLong();
        long last = toldAt.get();
        // A check of whether we are there ends without a word.
        if (reason != ProxyRefusal.ENDED && now - last >= QUIET_NANOS && toldAt.compareAndSet(last, now)) {
            long all = count();
            long more = all - told - 1;
            told = all;
            LOG.log(
                    Level.WARNING,
                    "{0}: what {1} sends is refused, since it has to begin with a PROXY header: {2}{3}",
                    service.get(),
                    proxy.equals(IpAddress.UNIX) ? "a Unix socket's peer" : proxy,
                    reason,
                    more > 0 ? "; " + more + " more since this was told last" : "");
        }
    }

    private long count() {
        return counts.values().stream().mapToLong(LongAdder::sum).sum();
    }

    /** How many there were since the start, for each reason. */
    Map<ProxyRefusal, Long> totals() {
        Map<ProxyRefusal, Long> totals = new EnumMap<>(ProxyRefusal.class);
        counts.forEach((reason, count) -> totals.put(reason, count.sum()));
        return totals;
    }
}
