package org.penlb.web;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import org.penlb.balance.ServerTotals;
import org.penlb.config.Address;
import org.penlb.config.Protocol;
import org.penlb.config.Route;
import org.penlb.config.ServiceConfig;
import org.penlb.listen.Listener;
import org.penlb.service.DatagramCounters;
import org.penlb.service.ServiceSnapshot;
import org.penlb.service.ServiceTotals;

/** A service as the API shows it. */
final class ServiceJson {
    private final Listener listener;
    private final ServiceSnapshot service;
    private final ServiceConfig config;
    private final Protocol protocol;

    private ServiceJson(Listener listener) {
        this.listener = listener;
        this.service = ServiceSnapshot.of(listener.service());
        this.config = service.config();
        this.protocol = config.protocol();
    }

    static JsonObject of(Listener listener) {
        return new ServiceJson(listener).toJson();
    }

    /** Its servers alone. */
    static JsonArray servers(Listener listener) {
        return new ServiceJson(listener).serverList();
    }

    private JsonObject toJson() {
        DatagramCounters.Totals datagrams = service.datagrams();
        ServiceTotals totals = service.totals();
        return new JsonObject()
                .put("name", config.name())
                .put("protocol", protocol())
                .put("listen", Address.of(listener.boundAddress()).toString())
                .put("routeOf", config.routing() instanceof Route route ? route.of() : null)
                .put("health", service.condition().word())
                .put("selection", String.join(" ", config.selection().words()))
                .put("paused", service.isPaused())
                .put("connections", protocol.hasConnections() ? connections() : null)
                .put("sessions", protocol == Protocol.UDP ? sessions(datagrams) : null)
                .put("datagrams", protocol.hasDatagrams() ? datagrams(datagrams) : null)
                .put("queries", protocol == Protocol.DNS ? queries(datagrams, totals.servers()) : null)
                .put("proxyRefused", service.proxyRefused().isEmpty() ? null : proxyRefused())
                .put("tls", TlsJson.of(service.tls(), service.at()))
                .put("bytes", bytes(totals.servers()))
                .put("errors", totals.errors())
                .put("latencyMicros", LatencyJson.of(service.recentLatencies()))
                .put("latencySinceStartMicros", LatencyJson.of(service.latencies()))
                .put(
                        "clients",
                        new JsonObject().put("tracked", service.clients()).put("max", config.clientsMax()))
                .put("servers", serverList());
    }

    private String protocol() {
        return switch (protocol) {
            case STREAM -> config.listen() instanceof Address.Unix ? "unix" : "tcp";
            case UDP -> "udp";
            case DNS -> "dns";
        };
    }

    private JsonObject connections() {
        return new JsonObject()
                .put("open", service.open())
                .put("pending", service.pending())
                .put("max", config.connectionsMax())
                .put("accepted", service.accepted())
                .put("refused", service.refused());
    }

    private JsonObject proxyRefused() {
        var json = new JsonObject();
        service.proxyRefused().forEach((reason, count) -> json.put(reason.word(), count));
        return json;
    }

    private static JsonObject sessions(DatagramCounters.Totals totals) {
        return new JsonObject()
                .put("open", totals.sessionsOpen())
                .put("opened", totals.sessionsOpened())
                .put("evicted", totals.sessionsEvicted());
    }

    private static JsonObject datagrams(DatagramCounters.Totals totals) {
        return new JsonObject()
                .put("received", totals.received())
                .put("sent", totals.sent())
                .put("dropped", totals.dropped())
                .put("overflowed", totals.overflowed())
                .put("shed", totals.shed())
                .put("looped", totals.looped())
                .put("refused", totals.refused())
                .put("unexpected", totals.unexpectedAnswers());
    }

    private static JsonObject queries(DatagramCounters.Totals totals, ServerTotals servers) {
        return new JsonObject()
                .put("asked", servers.queries())
                .put("answered", servers.answers())
                .put("timeouts", servers.timeouts())
                .put("rescues", servers.rescues())
                .put("malformed", totals.malformed())
                .put("formerr", totals.formerr())
                .put("unanswered", totals.unanswered());
    }

    private static JsonObject bytes(ServerTotals servers) {
        return new JsonObject().put("fromClients", servers.sent()).put("fromServers", servers.received());
    }

    private JsonArray serverList() {
        var list = new JsonArray();
        service.servers().forEach(server -> list.add(ServerJson.of(server)));
        return list;
    }
}
