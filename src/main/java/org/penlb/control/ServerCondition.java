package org.penlb.control;

import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.penlb.balance.Exclusion;
import org.penlb.balance.Server;
import org.penlb.balance.ServerHealth;

/**
 * How a server is, why, and for how long.
 *
 * @param reason why it is down or blacklisted, one line in an operator's words; null if it is neither
 * @param blacklistedSeconds how long it is left alone still, rounded up; 0 unless it is blacklisted
 */
public record ServerCondition(ServerState state, @Nullable String reason, long blacklistedSeconds) {
    private static final String BY_OPERATOR = "by the operator";

    /**
     * How a server is now. Of several things that are so, the one is told that keeps clients away the longest: draining, then
     * down, then blacklisted.
     *
     * @param now the balancer's clock
     */
    public static ServerCondition of(Server server, long now) {
        if (!server.isUp()) {
            return new ServerCondition(ServerState.DRAINING, null, 0);
        }
        ServerHealth health = server.health();
        String down = health.downReason();
        if (down != null) {
            return new ServerCondition(ServerState.DOWN, down, 0);
        }
        Exclusion exclusion = health.exclusion(now);
        if (exclusion == null) {
            return new ServerCondition(ServerState.UP, null, 0);
        }
        String reason = exclusion.reason();
        long seconds = TimeUnit.NANOSECONDS.toSeconds(exclusion.until() - now - 1) + 1;
        return new ServerCondition(ServerState.BLACKLISTED, reason == null ? BY_OPERATOR : reason, seconds);
    }
}
