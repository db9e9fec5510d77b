package org.penlb.events;

/** Who asked for a change: what one of several Pens was told is for the others to know, what it heard from them is not. */
public enum Origin {
    /** How Pen was started: its command line, its configuration. */
    START,
    /** Somebody who came to the control port. */
    OPERATOR,
    /** Somebody who used the page or the API. */
    PAGE,
    /** A file of commands or a configuration that was read again. */
    FILE,
    /** Another instance. */
    PEER
}
