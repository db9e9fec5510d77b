package org.penlb.convert.haproxy;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.penlb.config.ConfigException;
import org.penlb.config.Protocol;
import org.penlb.config.ServiceBuilder;
import org.penlb.config.ServiceConfig;
import org.penlb.convert.Converted;
import org.penlb.convert.ListenAt;
import org.penlb.convert.Notes;
import org.penlb.convert.Surroundings;
import org.penlb.convert.UniqueNames;

/** Says in Pen's terms what the TCP proxies of an HAProxy configuration say. */
public final class HaProxyConverter {
    /** More threads than any machine has use for. */
    private static final int MOST_LOOPS = 1024;

    private static final String HTTP = "mode http; Pen balances connections (mode tcp)";

    private final Surroundings surroundings;
    private final TlsGlobals tls;
    private final Notes notes = new Notes();
    private final UniqueNames names = new UniqueNames();
    private final Map<String, Proxy> defaults = new LinkedHashMap<>();
    private final List<Proxy> frontends = new ArrayList<>();
    /** A frontend and a backend may have the same name. */
    private final Map<String, Proxy> backends = new LinkedHashMap<>();

    private final Set<Proxy> used = new HashSet<>();
    private final List<ServiceConfig> services = new ArrayList<>();
    private @Nullable Proxy lastDefaults;
    private @Nullable HaProxyLine maxConnections;
    private int eventLoops;

    private HaProxyConverter(Surroundings surroundings) {
        this.surroundings = surroundings;
        tls = new TlsGlobals(surroundings.files());
        eventLoops = surroundings.eventLoops();
    }

    /**
     * @param file the file's name, for messages
     * @param text what is in it
     * @throws ConfigException naming the line that HAProxy would not take either
     */
    public static Converted convert(String file, String text, Surroundings surroundings) {
        var converter = new HaProxyConverter(surroundings);
        List<HaProxyLine> lines = LineReader.read(file, text, surroundings.environment());
        HaProxySection.of(lines, converter.notes).forEach(converter::section);
        converter.frontends.forEach(converter::frontend);
        converter.unused();
        return Converted.of(converter.services, converter.eventLoops, converter.surroundings, converter.notes);
    }

    private void section(HaProxySection section) {
        switch (section.kind()) {
            case "global" -> section.lines().forEach(this::global);
            case "defaults" -> {
                var proxy = new Proxy(section, named(section));
                defaults.put(section.name(), proxy);
                lastDefaults = proxy;
            }
            case "frontend", "listen", "backend" -> proxy(section);
            default ->
                notes.not(section.head().place(), section.head().text(), "the section is about what Pen does not have");
        }
    }

    private void global(HaProxyLine line) {
        switch (line.keyword()) {
            case "maxconn" -> {
                Units.number(line, line.keyword(), line.word(1, "a number"), 1, Integer.MAX_VALUE);
                maxConnections = line;
            }
            case "nbthread" -> eventLoops = Units.number(line, "nbthread", line.word(1, "a number"), 1, MOST_LOOPS);
            default -> {
                if (!tls.take(line, notes)) {
                    notes.not(line.place(), line.text(), HaProxyLeftOutReasons.of(line));
                }
            }
        }
    }

    /** The defaults that a section asks for; null if it does not. */
    private @Nullable Proxy named(HaProxySection section) {
        String from = section.from();
        if (from == null) {
            return null;
        }
        Proxy proxy = defaults.get(from);
        if (proxy == null) {
            throw section.head().error("no such defaults section: \"" + from + "\"");
        }
        return proxy;
    }

    private void proxy(HaProxySection section) {
        Proxy asked = named(section);
        var proxy = new Proxy(section, asked == null ? lastDefaults : asked);
        if (!section.kind().equals("backend")) {
            boolean isThere =
                    frontends.stream().anyMatch(other -> other.section().name().equals(section.name()));
            rejectTwin(section, isThere);
            frontends.add(proxy);
        }
        if (!section.kind().equals("frontend")) {
            rejectTwin(section, backends.containsKey(section.name()));
            backends.put(section.name(), proxy);
        }
    }

    private static void rejectTwin(HaProxySection section, boolean isThere) {
        if (isThere) {
            throw section.head().error("the name of \"" + section.head().text() + "\" is there twice");
        }
    }

    private void frontend(Proxy front) {
        if (!isServed(front)) {
            return;
        }
        notes.addAll(front.notes());
        var routes = new HaProxyRoutes(front, tls, notes);
        Proxy back = backend(front, routes);
        if (routes.isEmpty()) {
            front.looks().forEach(line -> notes.not(line.place(), line.text(), HaProxyLeftOutReasons.of(line)));
        }
        if (back == null && routes.isEmpty()) {
            return;
        }
        List<Proxy> backs = new ArrayList<>(routes.backends());
        if (back != null) {
            backs.add(back);
        }
        used.addAll(backs);
        List<BindLine> binds = front.binds().stream()
                .map(line -> BindLine.read(line, tls, notes))
                .toList();
        if (binds.isEmpty()) {
            notes.not(front.head().place(), front.head().text(), "it has no bind");
        }
        List<ListenAt> all = binds.stream().flatMap(bind -> bind.at().stream()).toList();
        List<ListenAt> joined = ListenAt.joined(all);
        if (joined.isEmpty()) {
            return;
        }
        backs.forEach(each -> notes.addAll(each.notes()));
        var limit = new MaxConn(front.setting("maxconn"), maxConnections, frontends.size());
        for (ListenAt at : joined) {
            BindLine bind = binds.stream()
                    .filter(one -> one.at().contains(at))
                    .findFirst()
                    .orElseThrow();
            service(front, back, routes, bind, at, at.leavesV4(all), limit, joined.size());
        }
    }

    private boolean isServed(Proxy proxy) {
        HaProxyLine head = proxy.head();
        if (proxy.isDisabled()) {
            notes.not(head.place(), head.text(), "it is disabled");
        } else if (!proxy.isTcp()) {
            notes.not(head.place(), head.text(), HTTP);
        }
        return proxy.isTcp() && !proxy.isDisabled();
    }

    /**
     * Where the clients of a frontend go: the first backend that is named without a condition; null if there is none.
     *
     * @param routes is given those that are named before that for some clients
     */
    private @Nullable Proxy backend(Proxy front, HaProxyRoutes routes) {
        HaProxyLine chosen = front.setting("default_backend");
        for (HaProxyLine line : front.useBackends()) {
            // Where what it comes to is no backend, HAProxy goes on with the next, too.
            if (line.word(1, "the name of a backend").contains("%")) {
                notes.not(line.place(), line.text(), "Pen does not choose servers by an expression");
                continue;
            }
            if (line.words().size() == 2) {
                chosen = line;
                break;
            }
            List<HelloConditions.Asked> asked = front.hellos().condition(line.from(2));
            boolean isKnown = asked != null && asked.stream().noneMatch(HelloConditions.Asked::isAnything);
            if (asked == null || !isKnown) {
                notes.not(
                        line.place(),
                        line.text(),
                        "Pen routes by what a TLS hello asks for alone (req.ssl_sni, req.ssl_alpn, ssl_fc_sni)");
                continue;
            }
            if (asked.stream().anyMatch(one -> one.ended() != front.endsTls())) {
                notes.not(
                        line.place(),
                        line.text(),
                        front.endsTls()
                                ? "HAProxy sees no hello where it ends TLS itself (ssl_fc_sni has the name there)"
                                : "ssl_fc_sni has no name where TLS is not ended (bind without ssl)");
                continue;
            }
            Proxy route = carriedOver(line, line);
            if (route != null) {
                routes.add(line, route, asked);
            }
        }
        HaProxyLine head = front.head();
        if (chosen == null) {
            if (!front.servers().isEmpty()) {
                return front;
            }
            if (routes.isEmpty()) {
                notes.not(head.place(), head.text(), "it has no servers and no default_backend");
            }
            return null;
        }
        return carriedOver(chosen, head);
    }

    /**
     * The backend that a line names; null if it is not carried over.
     *
     * @param loses what is not carried over either, then
     */
    private @Nullable Proxy carriedOver(HaProxyLine line, HaProxyLine loses) {
        Proxy back = backends.get(line.word(1, "the name of a backend"));
        if (back == null) {
            throw line.error("no such backend: \"" + line.words().get(1) + "\"");
        }
        if (!back.isTcp() || back.isDisabled()) {
            notes.not(loses.place(), loses.text(), "its backend is not carried over");
            return null;
        }
        return back;
    }

    private void service(
            Proxy front,
            @Nullable Proxy back,
            HaProxyRoutes routes,
            BindLine bind,
            ListenAt at,
            boolean v6only,
            MaxConn limit,
            int listeners) {
        String name = bind.name();
        var service = new ServiceBuilder(
                names.take(name == null ? front.section().name() : name),
                at.address(),
                surroundings.capacity().clients(Protocol.STREAM, eventLoops));
        service.listener = service.listener.withV6only(v6only);
        service.tls = bind.tls();
        if (bind.proxies()) {
            service.listener = service.listener.withProxyAccept(at.everybody());
        }
        try {
            limit.fill(service, bind, listeners, notes);
            FrontOptions.fill(service, front, bind);
            boolean hasServers = back != null && new BackOptions(back, tls, notes).fill(service, front);
            List<ServiceBuilder> targets = routes.fill(service, hasServers);
            if (hasServers || !targets.isEmpty()) {
                services.add(built(service, at));
                targets.forEach(route -> services.add(route.build()));
            } else {
                notes.not(at.place(), at.directive(), "no server is left");
            }
        } catch (ConfigException e) {
            throw front.head().error(e);
        }
    }

    private ServiceConfig built(ServiceBuilder service, ListenAt at) {
        if (services.stream().anyMatch(other -> other.listen().equals(at.address()))) {
            throw at.place().error("another bind has " + at.address() + " already");
        }
        return service.build();
    }

    /** Backends are there for frontends. */
    private void unused() {
        for (Proxy back : backends.values()) {
            boolean isBackend = back.section().kind().equals("backend");
            if (isBackend && !used.contains(back) && isServed(back)) {
                notes.not(
                        back.head().place(),
                        back.head().text(),
                        "no frontend that is carried over sends clients to it");
            }
        }
    }
}
