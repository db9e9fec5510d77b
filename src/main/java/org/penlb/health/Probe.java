package org.penlb.health;

import java.net.SocketAddress;
import java.util.function.Consumer;

/** A way to ask a server how it is, such as by a DNS query. For one event loop. */
@FunctionalInterface
public interface Probe {
    /** A server that is being asked. */
    @FunctionalInterface
    interface Asking {
        /** Gives it up, and whatever it holds: nothing is told any more. Does nothing once it was told. */
        void cancel();
    }

    /**
     * Begins to ask. Whoever asks waits for as long as the time says, and cancels it then: that the server does not answer is
     * for a probe to tell only where it knows better why.
     *
     * @param server its address
     * @param nanos how long an answer is waited for
     * @param told gets the result, at most once, on this event loop, perhaps before this returns
     */
    Asking begin(SocketAddress server, long nanos, Consumer<ProbeResult> told);
}
