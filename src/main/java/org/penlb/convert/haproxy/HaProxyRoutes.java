package org.penlb.convert.haproxy;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.penlb.config.ConfigException;
import org.penlb.config.Route;
import org.penlb.config.RouteRules;
import org.penlb.config.Routing;
import org.penlb.config.ServerNamePattern;
import org.penlb.config.ServiceBuilder;
import org.penlb.convert.Notes;
import org.penlb.convert.RouteNames;
import org.penlb.convert.Statement;

/** The routes of a frontend: its {@code use_backend} lines, as far as they are about what TLS hellos ask for. */
final class HaProxyRoutes {
    private static final String INSPECT = "inspect-delay";

    private final Proxy front;
    private final TlsGlobals globals;
    private final Notes notes;
    /** The names that each group of clients asks for; those of one backend are one group unless protocols matter. */
    private final Map<Group, Set<String>> groups = new LinkedHashMap<>();

    /** The lines that lead to each backend. */
    private final Map<Proxy, Set<HaProxyLine>> lines = new LinkedHashMap<>();

    private final RouteRules rules = new RouteRules();
    private final Set<String> wildcards = new LinkedHashSet<>();
    /** The lines so far that ask for protocols, whatever the name. */
    private final List<Group> protocolsAlone = new ArrayList<>();
    /** How many conditions so far ask for protocols. */
    private int withProtocols;

    /**
     * Clients that are given one backend.
     *
     * @param named whether they have to ask for one of some names, too
     * @param behind how many lines that ask for protocols are before theirs: which of two is the first counts for those who
     *     offer both. 0 for clients with whatever protocols: they are told by their names
     * @param of which of the lines that ask for protocols alone is theirs; {@link #OWN} if they have one with a name
     */
    private record Group(Proxy back, List<String> alpn, boolean named, int behind, int of) {
        private static final int OWN = Integer.MAX_VALUE;

        /** Of a name's routes the one without protocols takes all that is left. */
        private static final Comparator<Group> ORDER = Comparator.comparing(
                        (Group group) -> !group.named || group.alpn.isEmpty())
                .thenComparingInt(Group::behind)
                .thenComparingInt(Group::of);
    }

    HaProxyRoutes(Proxy front, TlsGlobals globals, Notes notes) {
        this.front = front;
        this.globals = globals;
        this.notes = notes;
    }

    boolean isEmpty() {
        return groups.isEmpty();
    }

    /** The backends that they lead to. */
    List<Proxy> backends() {
        return groups.keySet().stream().map(Group::back).distinct().toList();
    }

    /**
     * Takes a {@code use_backend} with a condition.
     *
     * @param asked what its condition asks for, one of these
     */
    void add(HaProxyLine line, Proxy back, List<HelloConditions.Asked> asked) {
        boolean isThere = false;
        for (HelloConditions.Asked one : asked) {
            boolean named = !one.sni().isEmpty();
            var group = new Group(back, one.alpn(), named, one.alpn().isEmpty() ? 0 : withProtocols, Group.OWN);
            for (String name : one.sni()) {
                leaveToThoseBefore(name);
                if (takes(line, List.of(name), one.alpn())) {
                    namesOf(group).add(name);
                    isThere = true;
                }
            }
            if (!named && takes(line, List.of(), one.alpn())) {
                var _ = namesOf(group);
                protocolsAlone.add(group);
                isThere = true;
            }
            withProtocols += one.alpn().isEmpty() ? 0 : 1;
            if (one.deeper()) {
                notes.approximately(line.place(), line.text(), "Pen's * is one label, and not several");
            }
        }
        if (isThere) {
            lines.computeIfAbsent(back, _ -> new LinkedHashSet<>()).add(line);
        }
    }

    private Set<String> namesOf(Group group) {
        return groups.computeIfAbsent(group, _ -> new LinkedHashSet<>());
    }

    /** Pen goes by names first: lines before that ask for protocols alone get routes for this name, too. */
    private void leaveToThoseBefore(String name) {
        for (int i = 0; i < protocolsAlone.size(); i++) {
            Group before = protocolsAlone.get(i);
            List<String> left = before.alpn().stream()
                    .filter(protocol -> isFree(name, protocol))
                    .toList();
            if (!left.isEmpty()) {
                namesOf(new Group(before.back(), left, true, withProtocols, i)).add(name);
            }
        }
    }

    private boolean isFree(String name, String protocol) {
        try {
            rules.add("another line", new Route(front.section().name(), List.of(name), List.of(protocol)));
            return true;
        } catch (ConfigException _) {
            return false; // a line before has these clients
        }
    }

    /** HAProxy takes the first line that fits, Pen whole names first. */
    private boolean takes(HaProxyLine line, List<String> names, List<String> alpn) {
        try {
            rules.add("another line", new Route(front.section().name(), names, alpn));
        } catch (ConfigException e) {
            notes.missing(line.place(), line.text(), String.valueOf(e.getMessage()));
            return false;
        }
        for (String name : names) {
            if (name.startsWith(ServerNamePattern.WILDCARD)) {
                wildcards.add(name);
            } else if (wildcards.contains("*" + name.substring(Math.max(0, name.indexOf('.'))))) {
                notes.approximately(line.place(), line.text(), "Pen prefers a whole name to the ending before it");
            }
        }
        return true;
    }

    /**
     * Gives a service these routes.
     *
     * @param carried is given what has its say then
     * @param hasServers whether it has servers of its own; what connections are like is said by the first route otherwise
     * @return the routes, as services
     */
    List<ServiceBuilder> fill(ServiceBuilder service, boolean hasServers, Set<Statement> carried) {
        List<ServiceBuilder> routes = new ArrayList<>();
        var names = new RouteNames(service.name());
        inOrder().forEach(group -> {
            Set<String> sni = namesOf(group);
            Proxy back = group.back();
            var route = new ServiceBuilder(names.take(back.section().name()), service.listen, service.connectionsMax);
            route.routing = new Route(service.name(), List.copyOf(sni), group.alpn());
            if (new BackOptions(back, globals, notes).fill(route, front, carried)) {
                for (HaProxyLine line : lines.getOrDefault(back, Set.of())) {
                    carried.add(line);
                    carried.addAll(front.aclsOf(line));
                }
                if (!hasServers && routes.isEmpty()) {
                    service.connectLike(route);
                }
                if (!service.connectsLike(route)) {
                    notes.approximately(
                            back.head().place(),
                            back.head().text(),
                            "times, keep-alives and source are those of "
                                    + (hasServers ? "the default servers" : "the first backend"));
                }
                routes.add(route);
            } else {
                notes.missing(back.head().place(), back.head().text(), "no server is left");
            }
        });
        if (!routes.isEmpty()) {
            service.routing = new Routing.Routed(Routing.USUAL_HELLO_TIMEOUT);
            helloTimeout(service);
            for (HaProxyLine look : front.looks()) {
                carried.add(look);
                carried.addAll(front.aclsOf(look));
            }
            routes.forEach(route -> route.follow(service));
        }
        return routes;
    }

    private List<Group> inOrder() {
        return groups.keySet().stream().sorted(Group.ORDER).toList();
    }

    private void helloTimeout(ServiceBuilder service) {
        for (HaProxyLine line : front.looks()) {
            if (line.words().get(1).equals(INSPECT)) {
                service.helloTimeout = Units.time(line, INSPECT, line.word(2, "a time"));
                notes.approximately(line.place(), line.text(), "who has said no hello by then is refused");
            }
        }
    }
}
