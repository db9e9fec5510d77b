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
import org.penlb.convert.Converted;
import org.penlb.convert.Ledger;
import org.penlb.convert.ListenAt;
import org.penlb.convert.Notes;
import org.penlb.convert.Part;
import org.penlb.convert.Statement;
import org.penlb.convert.Surroundings;
import org.penlb.convert.UniqueNames;

/** Says in Pen's terms what the TCP proxies of an HAProxy configuration say. */
public final class HaProxyConverter {
    /** More threads than any machine has use for. */
    private static final int MOST_LOOPS = 1024;

    private static final String HTTP = "mode http; Pen balances connections (mode tcp)";

    private final Surroundings surroundings;
    private final TlsGlobals tls;
    private final PatternFiles lists;
    private final Notes notes = new Notes();
    private final Ledger ledger = new Ledger();
    private final UniqueNames names = new UniqueNames();
    private final Map<String, Proxy> defaults = new LinkedHashMap<>();
    private final List<Proxy> frontends = new ArrayList<>();
    /** A frontend and a backend may have the same name. */
    private final Map<String, Proxy> backends = new LinkedHashMap<>();

    private final Set<Proxy> used = new HashSet<>();
    private final List<Part> parts = new ArrayList<>();
    private @Nullable Proxy lastDefaults;
    private @Nullable HaProxyLine maxConnections;
    private int eventLoops;

    private HaProxyConverter(Surroundings surroundings) {
        this.surroundings = surroundings;
        tls = new TlsGlobals(surroundings.files());
        lists = new PatternFiles(surroundings.files());
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
        List<HaProxySection> sections = HaProxySection.of(lines, converter.notes, converter.ledger);
        sections.forEach(converter::section);
        var accounts = new HaProxyAccounts(converter.frontends, converter.backends, converter.notes, converter.ledger);
        accounts.count();
        converter.frontends.forEach(converter::frontend);
        converter.backends.values().stream()
                .filter(back -> back.section().kind().equals("backend"))
                .filter(back -> !converter.used.contains(back) && converter.isServed(back))
                .forEach(accounts::noteUnused);
        return Converted.of(
                converter.parts,
                converter.eventLoops,
                converter.surroundings,
                converter.notes,
                converter.ledger,
                () -> sections.forEach(accounts::settle));
    }

    private void section(HaProxySection section) {
        switch (section.kind()) {
            case "global" -> section.lines().forEach(this::global);
            case "defaults" -> {
                var proxy = new Proxy(section, named(section), lists);
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
            case "nbthread" -> {
                eventLoops = Units.number(line, "nbthread", line.word(1, "a number"), 1, MOST_LOOPS);
                ledger.carried(line);
            }
            default -> {
                if (tls.take(line, notes)) {
                    ledger.carried(line);
                } else {
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
        var proxy = new Proxy(section, asked == null ? lastDefaults : asked, lists);
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
        Proxy back = new HaProxyTargets(backends, notes).of(front, routes);
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
        if (back != front) {
            front.servers()
                    .forEach(server -> notes.not(
                            server.line().place(),
                            server.line().text(),
                            "all clients go to a backend, in HAProxy, too"));
        }
        List<BindLine> binds = front.binds().stream()
                .map(line -> BindLine.read(line, tls, notes))
                .toList();
        if (front.binds().isEmpty()) {
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
            service(front, back, routes, bind, at, all, limit, joined.size());
        }
    }

    private boolean isServed(Proxy proxy) {
        HaProxyLine head = proxy.head();
        if (proxy.isDisabled()) {
            notes.not(head.place(), head.text(), "it is disabled");
        } else if (!proxy.isTcp()) {
            notes.missing(head.place(), head.text(), HTTP);
        }
        return proxy.isTcp() && !proxy.isDisabled();
    }

    private void service(
            Proxy front,
            @Nullable Proxy back,
            HaProxyRoutes routes,
            BindLine bind,
            ListenAt at,
            List<ListenAt> all,
            MaxConn limit,
            int listeners) {
        String name = bind.name();
        var service = new ServiceBuilder(
                names.take(name == null ? front.section().name() : name),
                at.address(),
                surroundings.capacity().clients(Protocol.STREAM, eventLoops));
        service.listener = service.listener.withV6only(at.leavesV4(all));
        service.tls = bind.tls();
        if (bind.proxies()) {
            service.listener = service.listener.withProxyAccept(at.everybody());
        }
        Set<Statement> carried = Ledger.attempt();
        carried.addAll(at.origins(all));
        try {
            FrontOptions.fill(service, front, bind, carried);
            limit.fill(service, bind, listeners, notes, carried);
            boolean hasServers = back != null && new BackOptions(back, tls, notes).fill(service, front, carried);
            List<ServiceBuilder> targets = routes.fill(service, hasServers, carried);
            if (hasServers) {
                front.useBackends().stream()
                        .filter(line ->
                                line.words().size() == 2 && !line.words().get(1).contains("%"))
                        .findFirst()
                        .ifPresentOrElse(carried::add, () -> front.setting("default_backend"));
            }
            if (hasServers || !targets.isEmpty()) {
                var _ = service.build(); // what is wrong with it is wrong with this frontend
                targets.forEach(ServiceBuilder::build);
                parts.add(new Part(at.origin(), at.standsForV4(all), service, targets, carried));
            } else {
                notes.missing(at.origin().place(), at.origin().text(), "no server is left");
            }
        } catch (ConfigException e) {
            throw front.head().error(e);
        }
    }
}
