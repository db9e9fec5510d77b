package org.penlb.service;

import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import org.penlb.config.IpAddress;

/** The handshakes of a service's clients: what became of them since the start, and how many are under way for each address. */
public final class Handshakes {
    private final LongAdder done = new LongAdder();
    private final LongAdder truncated = new LongAdder();
    private final Map<HandshakeFault, LongAdder> failed = new EnumMap<>(HandshakeFault.class);
    /** As many as there are handshakes at most, which the places of the service bound. */
    private final Map<IpAddress, Integer> underWay = new ConcurrentHashMap<>();

    Handshakes() {
        for (HandshakeFault fault : HandshakeFault.values()) {
            failed.put(fault, new LongAdder());
        }
    }

    /**
     * A handshake is about to begin. After true, {@link #leave} is called once.
     *
     * @param most how many an address may have under way
     */
    public boolean enter(IpAddress client, int most) {
        boolean[] entered = {false};
        underWay.compute(client, (_, now) -> {
            int there = now == null ? 0 : now;
            entered[0] = there < most;
            return entered[0] ? there + 1 : there;
        });
        return entered[0];
    }

    /** A handshake is over, however it ended. */
    public void leave(IpAddress client) {
        underWay.computeIfPresent(client, (_, now) -> now == 1 ? null : now - 1);
    }

    /** Counts one that was made. */
    public void countDone() {
        done.increment();
    }

    /** Counts one that was not made. */
    public void countFailed(HandshakeFault fault) {
        adder(fault).increment();
    }

    /** Counts a connection whose stream stopped without the end that TLS demands. */
    public void countTruncated() {
        truncated.increment();
    }

    /** Those that were made. */
    public long done() {
        return done.sum();
    }

    /** Those that were not made. */
    public long failed(HandshakeFault fault) {
        return adder(fault).sum();
    }

    /** Connections whose stream stopped without the end that TLS demands. */
    public long truncated() {
        return truncated.sum();
    }

    private LongAdder adder(HandshakeFault fault) {
        LongAdder adder = failed.get(fault);
        if (adder == null) {
            throw new IllegalStateException("no counter for " + fault);
        }
        return adder;
    }
}
