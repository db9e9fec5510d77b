package org.penlb.service;

/** How a server is, in the words that operators read. */
public enum ServerState {
    /** It takes clients. */
    UP("up"),
    /** It may be given clients, but nobody has seen that it can take them: not yet, or not since it failed. */
    UNPROVEN("unproven"),
    /** The operator wants it to take no new clients. */
    DRAINING("draining"),
    /** It failed, or the operator says so: it is left alone for a while. */
    BLACKLISTED("blacklisted"),
    /** A health check found it down. */
    DOWN("down");

    private final String word;

    ServerState(String word) {
        this.word = word;
    }

    /** What operators call it. */
    public String word() {
        return word;
    }
}
