package org.penlb.relay;

/** A connection to a server that is on its way. */
public interface Dial {
    /** Gives it up; its listener hears no more of it. No effect once it has ended. */
    void cancel();
}
