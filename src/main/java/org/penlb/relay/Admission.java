package org.penlb.relay;

/** How an acceptor asks whether one more client may come in. All calls come from the acceptor's event loop. */
public interface Admission {
    /**
     * Takes a place for one client.
     *
     * @return false if there is none; then the acceptor leaves clients in the kernel's backlog until it is
     *     {@linkplain Acceptor#resume() resumed}
     */
    boolean enter();

    /** Gives back a place that {@link #enter()} took and no client used. */
    void leave();
}
