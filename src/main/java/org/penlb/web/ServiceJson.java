package org.penlb.web;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import org.penlb.balance.Server;
import org.penlb.balance.ServerTotals;
import org.penlb.config.Address;
import org.penlb.config.Protocol;
import org.penlb.config.ServiceConfig;
import org.penlb.listen.Listener;
import org.penlb.service.DatagramCounters;
import org.penlb.service.Service;
import org.penlb.service.ServiceTotals;

/** A service as the API shows it. */
final class ServiceJson {
    private final Listener listener;
    private final Service service;
    private final ServiceConfig config;
    private final Protocol protocol;
    private final List<Server> servers;
    private final long now;

    private ServiceJson(Listener listener) {
        this.listener = listener;
        this.service = listener.service();
        this.config = service.config();
        this.protocol = config.protocol();
        this.servers = VisibleServers.of(service);
        this.now = service.balancer().now();
    }

    static JsonObject of(Listener listener) {
        return new ServiceJson(listener).toJson();
    }

    /** Its servers alone. */
    static JsonArray servers(Listener listener) {
        return new ServiceJson(listener).serverList();
    }

    private JsonObject toJson() {
        DatagramCounters.Totals datagrams = service.datagrams().totals();
        ServiceTotals totals = service.totals();
        return new JsonObject()
                .put("name", config.name())
                .put("protocol", protocol())
                .put("listen", Address.of(listener.boundAddress()).toString())
                .put("health", VisibleServers.health(service).word())
                .put("selection", String.join(" ", config.selection().words()))
                .put("paused", protocol.hasConnections() && service.openConnections() >= config.connectionsMax())
                .put("connections", protocol.hasConnections() ? connections() : null)
                .put("sessions", protocol == Protocol.UDP ? sessions(datagrams) : null)
                .put("datagrams", protocol.hasDatagrams() ? datagrams(datagrams) : null)
                .put("queries", protocol == Protocol.DNS ? queries(datagrams, totals.servers()) : null)
                .put("bytes", bytes(totals.servers()))
                .put("errors", totals.errors())
                .put("latencyMicros", LatencyJson.of(service.latencies(totals.servers())))
                .put(
                        "clients",
                        new JsonObject()
                                .put("tracked", service.balancer().clients().size())
                                .put("max", config.clientsMax()))
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
                .put("open", service.openConnections())
                .put("pending", service.pendingConnections())
                .put("max", config.connectionsMax())
                .put("accepted", service.accepted())
                .put("refused", service.refused());
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
        servers.forEach(server -> list.add(ServerJson.of(server, service, now)));
        return list;
    }
}
