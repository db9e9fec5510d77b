package org.penlb.web;

import io.vertx.core.json.JsonObject;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.penlb.config.ServerConfig;
import org.penlb.service.ServerCondition;
import org.penlb.service.ServerSnapshot;
import org.penlb.service.ServerState;

/** A server as the API shows it. */
final class ServerJson {
    private ServerJson() {}

    static JsonObject of(ServerSnapshot server) {
        ServerConfig config = server.config();
        ServerCondition condition = server.condition();
        return new JsonObject()
                .put("index", server.index())
                .put("role", server.role().name().toLowerCase(Locale.ROOT))
                .put("address", config.address().toString())
                .put("state", condition.state().word())
                .put("reason", condition.reason())
                .put(
                        "blacklistedSeconds",
                        condition.state() == ServerState.BLACKLISTED ? condition.blacklistedSeconds() : null)
                .put("weight", config.weight())
                .put("prio", config.prio())
                .put("max", config.max())
                .put("hard", config.hard())
                .put("connections", server.connections())
                .put(
                        "bytes",
                        new JsonObject()
                                .put("toServer", server.totals().sent())
                                .put("fromServer", server.totals().received()))
                .put("served", server.served())
                .put("failures", server.failures())
                .put("lastFailure", lastFailure(server.lastFailure()))
                .put("latencyMicros", LatencyJson.of(server.recentLatencies()))
                .put("latencySinceStartMicros", LatencyJson.of(server.latencies()));
    }

    private static @Nullable JsonObject lastFailure(ServerSnapshot.@Nullable LastFailure failure) {
        return failure == null
                ? null
                : new JsonObject()
                        .put("at", failure.at().truncatedTo(ChronoUnit.MILLIS).toString())
                        .put("reason", failure.reason());
    }
}
