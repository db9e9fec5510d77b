package org.penlb.service;

import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.penlb.balance.Exclusion;
import org.penlb.balance.Server;
import org.penlb.balance.ServerHealth;

/**
 * How a server is at a moment, why, and for how long. Several things may be so at once; {@link #state} tells one of them.
 *
 * @param draining the operator wants it to take no new clients
 * @param downReason why a health check found it down, one line; null if none did
 * @param blacklistedNanos how long it is left alone still; 0 unless it is blacklisted
 * @param blacklistReason how it failed; null if the operator says so, or if it is not blacklisted
 * @param proven whether it was seen to be well, and not seen to fail since
 */
public record ServerCondition(
        boolean draining,
        @Nullable String downReason,
        long blacklistedNanos,
        @Nullable String blacklistReason,
        boolean proven) {
    private static final String BY_OPERATOR = "by the operator";

    /**
     * How a server is now.
     *
     * @param now the balancer's clock
     */
    public static ServerCondition of(Server server, long now) {
        ServerHealth health = server.health();
        Exclusion exclusion = health.exclusion(now);
        return new ServerCondition(
                !server.isUp(),
                health.downReason(),
                exclusion == null ? 0 : exclusion.until() - now,
                exclusion == null ? null : exclusion.reason(),
                health.proven());
    }

    /** Whether a health check found it down. */
    public boolean isDown() {
        return downReason != null;
    }

    public boolean isBlacklisted() {
        return blacklistedNanos > 0;
    }

    /** Whether it takes new clients, as far as anybody knows; limits and access lists aside. */
    public boolean isAvailable() {
        return state() == ServerState.UP || isUnproven();
    }

    /** Whether it may be given clients, though nobody has seen that it can take them. */
    public boolean isUnproven() {
        return state() == ServerState.UNPROVEN;
    }

    /** Of several things that are so, the one that keeps clients away the longest: draining, then down, then blacklisted. */
    public ServerState state() {
        if (draining) {
            return ServerState.DRAINING;
        }
        if (isDown()) {
            return ServerState.DOWN;
        }
        if (isBlacklisted()) {
            return ServerState.BLACKLISTED;
        }
        return proven ? ServerState.UP : ServerState.UNPROVEN;
    }

    /** Why it is in its {@link #state}, one line in an operator's words; null if that is neither down nor blacklisted. */
    public @Nullable String reason() {
        return switch (state()) {
            case DOWN -> downReason;
            case BLACKLISTED -> blacklistReason == null ? BY_OPERATOR : blacklistReason;
            case UP, UNPROVEN, DRAINING -> null;
        };
    }

    /** For how many seconds it is left alone still, rounded up; 0 unless that is its {@link #state}. */
    public long blacklistedSeconds() {
        return state() == ServerState.BLACKLISTED ? TimeUnit.NANOSECONDS.toSeconds(blacklistedNanos - 1) + 1 : 0;
    }

    /** {@code up}, {@code unproven}, {@code draining}, {@code blacklisted} or {@code down: REASON}. */
    public String words() {
        return state() == ServerState.DOWN ? downWords() : state().word();
    }

    /** {@code down: REASON} if a health check found it down, whatever else is so; else empty. */
    public String downWords() {
        return isDown() ? ServerState.DOWN.word() + ": " + downReason : "";
    }
}
