package org.penlb.config.json;

import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.penlb.config.Address;
import org.penlb.config.ConfigException;
import org.penlb.config.PenBuilder;
import org.penlb.config.PenConfig;
import org.penlb.config.Protocol;
import org.penlb.config.ServiceBuilder;

/**
 * Reads one configuration. The schema judges first; what it lets pass is read, and then the records judge what several
 * values make together.
 */
final class PenReader {
    static final String SERVICES = "services";

    private final JsonObject json;
    private final ConfigContext context;
    private final Problems problems = new Problems();
    /** Where each name and each listener is said. */
    private final Map<Object, ConfigPlace> taken = new HashMap<>();

    private final Map<String, List<ListenPlace>> listenPlaces = new HashMap<>();

    PenReader(JsonObject json, ConfigContext context) {
        this.json = json;
        this.context = context;
    }

    /** Where somebody is to listen, and whether he leaves IPv4 to others. */
    private record ListenPlace(Address address, boolean v6only, ConfigPlace place) {
        private boolean overlaps(ListenPlace other) {
            return JsonAddresses.overlap(address, other.address)
                    && !(v6only && JsonAddresses.isV4(other.address))
                    && !(other.v6only && JsonAddresses.isV4(address));
        }
    }

    PenConfig read() {
        Schema.PUBLISHED.check(json, problems);
        var root = new Value(json, ConfigPlace.ROOT, problems);
        var pen = new PenBuilder(new ArrayList<>(), context.arguments());
        pen.eventLoops = context.eventLoops();
        new PenKeys(context, false).keys().read(root, pen);
        Value services = root.field(SERVICES);
        if (services != null) {
            for (Value item : services.items()) {
                if (!problems.rejects(item.place())) {
                    var routes = new ArrayList<ServiceBuilder>();
                    pen.services()
                            .add(service(item, pen.eventLoops, services.items().size(), routes));
                    pen.services().addAll(routes);
                }
            }
        }
        listener(
                pen.control,
                false,
                Protocol.STREAM,
                ConfigPlace.ROOT.at("control").at(ServiceReader.LISTEN));
        listener(pen.web, false, Protocol.STREAM, ConfigPlace.ROOT.at("web").at(ServiceReader.LISTEN));
        if (pen.cluster != null) {
            ConfigPlace cluster = ConfigPlace.ROOT.at("cluster");
            listener(pen.cluster.listen(), false, Protocol.STREAM, cluster.at(ServiceReader.LISTEN));
            listener(pen.cluster.eventBus(), false, Protocol.STREAM, cluster.at(ClusterSection.EVENT_BUS));
        }
        if (!problems.isEmpty()) {
            throw new ConfigErrors(problems.inOrderOf(json));
        }
        return built(pen);
    }

    private ServiceBuilder service(Value item, int eventLoops, int services, List<ServiceBuilder> routes) {
        var reader = new ServiceReader(item, context, eventLoops, services, json.containsKey("geoip"));
        ServiceBuilder service = reader.read();
        if (item.field(ServiceReader.NAME) != null) {
            alone(service.name(), item.place().at(ServiceReader.NAME), "a name");
        }
        if (reader.listens()) {
            listener(
                    service.listen,
                    service.listener.v6only(),
                    service.protocol,
                    item.place().at(ServiceReader.LISTEN));
        }
        routes.addAll(new JsonRoutes(context, json.containsKey("geoip")).read(item, service));
        return service;
    }

    /** Two cannot listen at the same address, unless one is for connections and the other for datagrams. */
    private void listener(@Nullable Address address, boolean v6only, Protocol protocol, ConfigPlace place) {
        if (address == null || (address instanceof Address.Inet inet && inet.port() == 0)) {
            return; // the system gives each a port of its own
        }
        if (protocol.hasConnections()) {
            listener("connections", new ListenPlace(address, v6only, place));
        }
        if (protocol.hasDatagrams()) {
            listener("datagrams", new ListenPlace(address, v6only, place));
        }
    }

    private void listener(String kind, ListenPlace here) {
        alone(List.of(kind, here.address()), here.place(), "an address");
        List<ListenPlace> others = listenPlaces.computeIfAbsent(kind, _ -> new ArrayList<>());
        for (ListenPlace other : others) {
            if (here.overlaps(other)) {
                problems.add(
                        here.place(),
                        Found.shown(String.valueOf(here.address())) + " overlaps with that of " + other.place()
                                + " (expected: an address of its own)");
                break;
            }
        }
        others.add(here);
    }

    private void alone(Object what, ConfigPlace place, String kind) {
        ConfigPlace first = taken.putIfAbsent(what, place);
        if (first != null) {
            Object shown = what instanceof List<?> listener ? String.valueOf(listener.getLast()) : what;
            problems.add(place, Found.shown(shown) + " is that of " + first + " (expected: " + kind + " of its own)");
        }
    }

    private static PenConfig built(PenBuilder pen) {
        try {
            return pen.build();
        } catch (ConfigException e) {
            throw new ConfigErrors(List.of(new Problem("", String.valueOf(e.getMessage()))));
        }
    }
}
