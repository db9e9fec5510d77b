package org.penlb.health;

/** What came of asking a server how it is. */
public sealed interface ProbeResult {
    /**
     * It is not well.
     *
     * @param reason in an operator's words, one line, such as {@code connection refused}
     */
    record Bad(String reason) implements ProbeResult {}

    /** What needs no more words. */
    enum Plain implements ProbeResult {
        /** It is well. */
        GOOD,
        /** It could not be asked, for want of something of our own. That says nothing about the server. */
        NOT_ASKED
    }
}
