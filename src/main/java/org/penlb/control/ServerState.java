package org.penlb.control;

import org.penlb.balance.Server;

/** How a server is, in the words that operators read. */
final class ServerState {
    private ServerState() {}

    /**
     * @param now the balancer's clock
     * @return {@code up}, {@code draining}, {@code blacklisted} or {@code down: REASON}
     */
    static String of(Server server, long now) {
        if (!server.isUp()) {
            return "draining";
        }
        String down = down(server);
        return !down.isEmpty() ? down : server.isBlacklisted(now) ? "blacklisted" : "up";
    }

    /** {@code down: REASON} if a health check found it down, else empty. The reason is one line. */
    static String down(Server server) {
        String reason = server.downReason();
        return reason == null ? "" : "down: " + reason;
    }
}
