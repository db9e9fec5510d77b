package org.penlb.control;

import org.penlb.balance.Server;

/** How a server is, in the words that operators read. */
public enum ServerState {
    /** It takes clients. */
    UP("up"),
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

    /**
     * @param now the balancer's clock
     * @return {@code up}, {@code draining}, {@code blacklisted} or {@code down: REASON}
     */
    static String of(Server server, long now) {
        ServerState state = ServerCondition.of(server, now).state();
        return state == DOWN ? down(server) : state.word;
    }

    /** {@code down: REASON} if a health check found it down, else empty. The reason is one line. */
    static String down(Server server) {
        String reason = server.downReason();
        return reason == null ? "" : DOWN.word + ": " + reason;
    }
}
