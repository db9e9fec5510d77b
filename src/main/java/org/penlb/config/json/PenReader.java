package org.penlb.config.json;

import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
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
    private final ServiceSections keys;
    private final Problems problems = new Problems();
    /** Where each name is said. */
    private final Map<String, ConfigPlace> names = new HashMap<>();

    private final ListenPlaces listeners = new ListenPlaces(problems);

    PenReader(JsonObject json, ConfigContext context) {
        this.json = json;
        this.context = context;
        this.keys = new ServiceSections(context, json.containsKey("geoip"));
    }

    PenConfig read() {
        Schema.PUBLISHED.check(json, problems);
        var root = new Value(json, ConfigPlace.ROOT, problems);
        var pen = new PenBuilder(new ArrayList<>(), context.arguments());
        pen.eventLoops = context.eventLoops();
        new PenKeys(context, false).keys().read(root, pen);
        Value services = root.field(SERVICES);
        if (services != null) {
            List<Value> items = services.items();
            for (Value item : items) {
                if (!problems.rejects(item.place())) {
                    var routes = new ArrayList<ServiceBuilder>();
                    pen.services().add(service(item, pen.eventLoops, items.size(), routes));
                    pen.services().addAll(routes);
                }
            }
        }
        listeners.take(
                pen.control,
                false,
                Protocol.STREAM,
                ConfigPlace.ROOT.at("control").at(ServiceReader.LISTEN));
        listeners.take(
                pen.web, false, Protocol.STREAM, ConfigPlace.ROOT.at("web").at(ServiceReader.LISTEN));
        if (pen.cluster != null) {
            ConfigPlace cluster = ConfigPlace.ROOT.at("cluster");
            listeners.take(pen.cluster.listen(), false, Protocol.STREAM, cluster.at(ServiceReader.LISTEN));
            listeners.take(pen.cluster.eventBus(), false, Protocol.STREAM, cluster.at(ClusterSection.EVENT_BUS));
        }
        if (!problems.isEmpty()) {
            throw new ConfigErrors(problems.inOrderOf(json), problems.mayPass());
        }
        return built(pen);
    }

    private ServiceBuilder service(Value item, int eventLoops, int services, List<ServiceBuilder> routes) {
        var reader = new ServiceReader(item, context, eventLoops, services, keys);
        ServiceBuilder service = reader.read();
        if (item.field(ServiceReader.NAME) != null) {
            alone(service.name(), item.place().at(ServiceReader.NAME));
        }
        if (reader.listens()) {
            listeners.take(
                    service.listen,
                    service.listener.v6only(),
                    service.protocol,
                    item.place().at(ServiceReader.LISTEN));
        }
        routes.addAll(keys.routes().read(item, service));
        return service;
    }

    private void alone(String name, ConfigPlace place) {
        ConfigPlace first = names.putIfAbsent(name, place);
        if (first != null) {
            problems.add(place, Found.shown(name) + " is that of " + first + " (expected: a name of its own)");
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
