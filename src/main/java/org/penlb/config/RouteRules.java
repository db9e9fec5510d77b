package org.penlb.config;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What routes of one service must be together: each has clients that no other one takes from it. */
public final class RouteRules {
    /** Any protocol, which ALPN cannot say. */
    private static final String ANY = "";

    /** A name, or null for any client, and a protocol of its clients. */
    private record Taken(@Nullable String name, String protocol) {}

    private final Map<Taken, String> taken = new HashMap<>();

    /**
     * Takes what one more route asks for, behind those before it.
     *
     * @param called what messages call the route
     * @throws ConfigException if one before it takes the same clients, beginning with the key that says so
     */
    public void add(String called, Route route) {
        List<String> protocols = route.alpn().isEmpty() ? List.of(ANY) : route.alpn();
        if (route.sni().isEmpty()) {
            protocols.forEach(protocol -> take(called, null, protocol));
        }
        for (String name : route.sni()) {
            protocols.forEach(protocol -> take(called, name, protocol));
        }
    }

    private void take(String called, @Nullable String name, String protocol) {
        String all = taken.get(new Taken(name, ANY));
        String before = all != null ? all : taken.putIfAbsent(new Taken(name, protocol), called);
        if (before == null) {
            return;
        }
        if (name == null) {
            throw new ConfigException("alpn: \"" + protocol + "\" is that of " + before
                    + " already (expected: each protocol in one route without names)");
        }
        boolean whole = all != null || protocol.equals(ANY);
        throw new ConfigException("sni: \"" + name + "\"" + (whole ? "" : " with \"" + protocol + "\"") + " is that of "
                + before + " already (expected: each name in one route, or in several with different alpn)");
    }

    /**
     * @throws ConfigException if a route belongs to no service, or takes what another one takes
     */
    static void check(List<ServiceConfig> services) {
        Map<String, RouteRules> rules = new HashMap<>();
        for (ServiceConfig service : services) {
            switch (service.routing()) {
                case Routing.Routed _ -> rules.put(service.name(), new RouteRules());
                case Route route -> {
                    RouteRules before = rules.get(route.of());
                    if (before == null) {
                        throw new ConfigException("services: \"" + service.name() + "\" is a route of \"" + route.of()
                                + "\", which is not there before it");
                    }
                    before.add("route \"" + service.name() + "\"", route);
                }
                case Routing.Direct _ -> {}
            }
        }
    }
}
