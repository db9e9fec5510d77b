package org.penlb.relay;

/** How many clients an acceptor lets in: it asks before each, knowing nothing of the client. All calls come from the acceptor's event loop. */
public interface AcceptLimit {
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
