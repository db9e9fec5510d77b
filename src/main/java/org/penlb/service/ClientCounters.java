package org.penlb.service;

import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.LongAdder;
import org.penlb.tls.hello.HelloRefusal;

/** What became of a service's clients since the start. Counted by every event loop, summed when read. */
public final class ClientCounters {
    private final LongAdder accepted = new LongAdder();
    private final LongAdder refused = new LongAdder();
    private final LongAdder notAdmitted = new LongAdder();
    private final LongAdder serverResets = new LongAdder();
    private final Map<HelloRefusal, LongAdder> hellos = new EnumMap<>(HelloRefusal.class);

    ClientCounters() {
        for (HelloRefusal reason : HelloRefusal.values()) {
            hellos.put(reason, new LongAdder());
        }
    }

    /** Counts a client that came in. */
    public void countAccepted() {
        accepted.increment();
    }

    /** Counts a client that no server takes, or that was closed before it had one. */
    public void countRefused() {
        refused.increment();
    }

    /** Counts a connection or a datagram that the admission policy kept out. Nothing else is counted of it. */
    public void countNotAdmitted() {
        notAdmitted.increment();
    }

    /** Counts a connection that a server reset, or broke off, after it had accepted it. */
    public void countServerReset() {
        serverResets.increment();
    }

    /** Counts a hello by which no client can be routed. */
    void countRefused(HelloRefusal reason) {
        adder(reason).increment();
    }

    private LongAdder adder(HelloRefusal reason) {
        return Objects.requireNonNull(hellos.get(reason)); // there is one for each
    }

    /** Hellos that were refused for this reason; each is a client that was refused, too. */
    public long refused(HelloRefusal reason) {
        return adder(reason).sum();
    }

    /** Clients that came in. */
    public long accepted() {
        return accepted.sum();
    }

    /** Clients closed because no server took them, or because of what they said before they had one. */
    public long refused() {
        return refused.sum();
    }

    /** Connections and datagrams that the admission policy kept out. */
    public long notAdmitted() {
        return notAdmitted.sum();
    }

    /** Connections that a server reset, or broke off, after it had accepted them. */
    public long serverResets() {
        return serverResets.sum();
    }
}
