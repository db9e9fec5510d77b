package org.penlb.web;

import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.penlb.balance.Failure;
import org.penlb.balance.Server;
import org.penlb.config.ServerConfig;
import org.penlb.listen.Service;

/** A server as the API shows it. */
final class ServerJson {
    private ServerJson() {}

    /**
     * @param now the balancer's clock
     */
    static JsonObject of(Server server, Service service, long now) {
        ServerConfig config = server.config();
        return new JsonObject()
                .put("index", server.index())
                .put("role", server.role().name().toLowerCase(Locale.ROOT))
                .put("address", config.address().toString())
                .put("state", state(server, now))
                .put("reason", reason(server, now))
                .put("blacklistedSeconds", blacklistedSeconds(server, now))
                .put("weight", config.weight())
                .put("prio", config.prio())
                .put("max", config.max())
                .put("hard", config.hard())
                .put("connections", server.connections())
                .put("bytes", new JsonObject().put("toServer", server.sent()).put("fromServer", server.received()))
                .put("served", server.served())
                .put("failures", server.failures())
                .put("lastFailure", lastFailure(server.lastFailure(), now))
                .put("latencyMicros", LatencyJson.of(service.latencies(server.totals())));
    }

    private static String state(Server server, long now) {
        if (!server.isUp()) {
            return "draining";
        }
        return server.downReason() != null ? "down" : server.isBlacklisted(now) ? "blacklisted" : "up";
    }

    private static @Nullable String reason(Server server, long now) {
        String down = server.downReason();
        return down != null || !server.isBlacklisted(now) ? down : server.blacklistReason();
    }

    private static @Nullable Long blacklistedSeconds(Server server, long now) {
        return server.isBlacklisted(now) ? TimeUnit.NANOSECONDS.toSeconds(server.blacklistedUntil() - now) : null;
    }

    private static @Nullable JsonObject lastFailure(@Nullable Failure failure, long now) {
        return failure == null
                ? null
                : new JsonObject()
                        .put(
                                "at",
                                Instant.now()
                                        .minusNanos(now - failure.at())
                                        .truncatedTo(ChronoUnit.MILLIS)
                                        .toString())
                        .put("reason", failure.reason());
    }
}
