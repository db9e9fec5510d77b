package org.penlb.logtools.resolve;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.penlb.config.IpAddress;

/**
 * Look-ups, those under way among them, so that an address is asked for once however often it comes. Bounded: the one that was
 * wanted longest ago goes first. It serves one thread.
 */
final class NameCache {
    /** About 12 MB with names of common length. */
    static final int MOST = 65_536;

    private static final float LOAD = 0.75f;

    private final LongSupplier nanos;
    private final Map<IpAddress, Kept> kept;

    /**
     * A look-up, and from the time on when it was first wanted after its end, how long it is good for.
     */
    private static final class Kept {
        private final CompletableFuture<LookupResult> result;
        private long expires;
        private boolean ended;

        Kept(CompletableFuture<LookupResult> result) {
            this.result = result;
        }

        boolean isCurrent(long now) {
            if (!ended && result.isDone()) {
                ended = true;
                expires = now + result.join().validFor().toNanos();
            }
            return !ended || expires - now > 0;
        }
    }

    /**
     * @param nanos the time, as {@link System#nanoTime()} gives it
     * @param most how many addresses it remembers
     */
    NameCache(LongSupplier nanos, int most) {
        this.nanos = nanos;
        kept = new LinkedHashMap<>(16, LOAD, true) {
            @Override
            protected boolean removeEldestEntry(Map.Entry<IpAddress, Kept> eldest) {
                return size() > most;
            }
        };
    }

    /** The look-up of an address; null if there is none, or what it found holds no longer. */
    @Nullable
    CompletableFuture<LookupResult> get(IpAddress address) {
        Kept found = kept.get(address);
        return found != null && found.isCurrent(nanos.getAsLong()) ? found.result : null;
    }

    void put(IpAddress address, CompletableFuture<LookupResult> result) {
        kept.put(address, new Kept(result));
    }
}
