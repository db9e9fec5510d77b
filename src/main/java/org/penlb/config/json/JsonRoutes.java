package org.penlb.config.json;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.penlb.config.ConfigException;
import org.penlb.config.Route;
import org.penlb.config.RouteRules;
import org.penlb.config.ServerNamePattern;
import org.penlb.config.ServiceBuilder;

/** Routes, which stand in the service that listens for them, and are services themselves. */
final class JsonRoutes {
    static final String ROUTES = "routes";
    static final String SNI = "sni";
    static final String ALPN = "alpn";

    /** Of what is said of services that which is a route's own; in everything else it follows the one that listens. */
    private static final Set<String> OWN_KEYS =
            Set.of("servers", "emergency", "selection", "tracking", "blacklist", "clientsMax");

    /** Stands for what cannot be read. */
    private static final List<String> UNREADABLE = List.of("unreadable.invalid");

    private static final int LONGEST_NAME = 64;

    private final JsonSection<ServiceBuilder> keys;

    /**
     * @param countries whether there is a database that tells countries
     */
    JsonRoutes(ConfigContext context, boolean countries) {
        this.keys = new ServiceKeys(context, 1, countries).keys().only(OWN_KEYS);
    }

    /** What is said of a route besides its name and whose it is. */
    JsonSection<ServiceBuilder> keys() {
        return keys;
    }

    /** The routes of a service, as services. */
    List<ServiceBuilder> read(Value service, ServiceBuilder listening) {
        Value routes = service.field(ROUTES);
        List<ServiceBuilder> read = new ArrayList<>();
        Map<String, ConfigPlace> names = new HashMap<>();
        var rules = new RouteRules();
        for (Value item : routes == null ? List.<Value>of() : routes.items()) {
            if (!item.problems().rejects(item.place())) {
                read.add(route(item, listening, rules, names));
            }
        }
        return read;
    }

    private ServiceBuilder route(
            Value item, ServiceBuilder listening, RouteRules rules, Map<String, ConfigPlace> names) {
        Route route = route(item, listening.name());
        Value said = item.field(ServiceReader.NAME);
        String name = said == null ? usualName(route) : said.orElse(usualName(route), ServiceReader::name);
        var builder = new ServiceBuilder(
                listening.name() + Route.SEPARATOR + name, listening.listen, listening.connectionsMax);
        builder.routing = route;
        keys.read(item, builder);
        boolean isNamed = said != null || !route.sni().equals(UNREADABLE);
        ConfigPlace first = isNamed ? names.putIfAbsent(name, item.place()) : null;
        if (first != null) {
            ConfigPlace place = said == null ? item.place() : said.place();
            item.problems()
                    .add(place, Found.shown(name) + " is what " + first + " is called (expected: a name of its own)");
        }
        if (!route.sni().equals(UNREADABLE)) {
            check(item, builder, () -> rules.add(item.place().toString(), route));
        }
        if (!item.problems().has(item.place().at("servers"))) {
            check(item, builder, builder::build);
        } else if (builder.servers().isEmpty()) {
            builder.servers().add(JsonServers.UNREADABLE); // that there is none is no other problem
        }
        return builder;
    }

    private static void check(Value item, ServiceBuilder route, Runnable judge) {
        try {
            judge.run();
        } catch (ConfigException e) {
            String error = String.valueOf(e.getMessage());
            item.problems().add(PenNames.place(item, error), PenNames.without(error));
            if (route.servers().isEmpty()) {
                route.servers().add(JsonServers.UNREADABLE);
            }
        }
    }

    private static Route route(Value item, String of) {
        List<String> sni = texts(item, SNI, ServerNamePattern::read);
        List<String> alpn = texts(item, ALPN, protocol -> protocol);
        try {
            return new Route(of, sni, alpn);
        } catch (ConfigException e) {
            if (!item.keys().contains(SNI) && !item.keys().contains(ALPN)) { // else it is known what is wrong
                String error = String.valueOf(e.getMessage());
                item.problems().add(item.place(), PenNames.without(error));
            }
            return new Route(of, UNREADABLE, List.of());
        }
    }

    private static List<String> texts(Value item, String key, UnaryOperator<String> reader) {
        Value list = item.field(key);
        return list == null
                ? List.of()
                : list.items().stream()
                        .map(text -> text.orElse("", value -> reader.apply(value.text())))
                        .filter(text -> !text.isEmpty())
                        .toList();
    }

    /** What a route is called that has no name: after the first that it asks for. */
    private static String usualName(Route route) {
        String first =
                route.sni().isEmpty() ? route.alpn().getFirst() : route.sni().getFirst();
        String name =
                first.replace("*", "any").replaceAll("[^A-Za-z0-9_.:-]", "-").replaceFirst("^[.:-]", "_");
        return name.length() <= LONGEST_NAME ? name : name.substring(0, LONGEST_NAME);
    }

    /** The routes among these services that belong to one of them. */
    JsonArray write(String listening, List<ServiceBuilder> services) {
        var written = new JsonArray();
        for (ServiceBuilder service : services) {
            Route route = service.route();
            if (route != null && route.of().equals(listening)) {
                written.add(write(service, route));
            }
        }
        return written;
    }

    private JsonObject write(ServiceBuilder service, Route route) {
        var json = new JsonObject();
        String name = service.name().substring(route.of().length() + Route.SEPARATOR.length());
        if (!name.equals(usualName(route))) {
            json.put(ServiceReader.NAME, name);
        }
        if (!route.sni().isEmpty()) {
            json.put(SNI, new JsonArray(route.sni()));
        }
        if (!route.alpn().isEmpty()) {
            json.put(ALPN, new JsonArray(route.alpn()));
        }
        return json.mergeIn(keys.write(service));
    }
}
