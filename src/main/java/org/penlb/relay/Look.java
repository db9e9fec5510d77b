package org.penlb.relay;

/** A look at a client's first bytes that is under way. */
public interface Look {
    /** Gives it up; its listener hears no more of it. No effect once it is over. */
    void cancel();
}
