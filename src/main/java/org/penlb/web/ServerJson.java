package org.penlb.web;

import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.penlb.balance.Failure;
import org.penlb.balance.Server;
import org.penlb.config.ServerConfig;
import org.penlb.control.ServerCondition;
import org.penlb.control.ServerState;
import org.penlb.service.Service;

/** A server as the API shows it. */
final class ServerJson {
    private ServerJson() {}

    /**
     * @param now the balancer's clock
     */
    static JsonObject of(Server server, Service service, long now) {
        ServerConfig config = server.config();
        ServerCondition condition = ServerCondition.of(server, now);
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
                .put("bytes", new JsonObject().put("toServer", server.sent()).put("fromServer", server.received()))
                .put("served", server.served())
                .put("failures", server.failures())
                .put("lastFailure", lastFailure(server.lastFailure(), now))
                .put("latencyMicros", LatencyJson.of(service.latencies(server.totals())));
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
