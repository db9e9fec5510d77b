package org.penlb.config;

/** What the operator wants of a server. Whether it is well is another matter. */
public enum AdminState {
    /** It takes clients. */
    UP,
    /** It takes no new clients, and those tracked to it go elsewhere; open connections go on to their end. */
    DRAINING,
    /** It is gone; its number stays free for another, so that the numbers of the others do not change. */
    REMOVED
}
