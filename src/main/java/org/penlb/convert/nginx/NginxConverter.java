package org.penlb.convert.nginx;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.penlb.config.Address;
import org.penlb.config.ConfigException;
import org.penlb.config.Protocol;
import org.penlb.config.Route;
import org.penlb.config.Routing;
import org.penlb.config.ServiceBuilder;
import org.penlb.config.ServiceConfig;
import org.penlb.convert.Converted;
import org.penlb.convert.ListenAt;
import org.penlb.convert.Notes;
import org.penlb.convert.RouteNames;
import org.penlb.convert.Surroundings;
import org.penlb.convert.UniqueNames;

/** Says in Pen's terms what the {@code stream} block of an nginx configuration says. */
public final class NginxConverter {
    /** More threads than any machine has use for. */
    private static final int MOST_LOOPS = 1024;

    private final Surroundings surroundings;
    private final Notes notes = new Notes();
    private final UniqueNames names = new UniqueNames();
    private final Map<String, NginxUpstream> upstreams = new HashMap<>();
    private final List<ServiceConfig> services = new ArrayList<>();
    private final Set<String> used = new HashSet<>();
    private final NginxRoutes routes = new NginxRoutes();
    private int eventLoops;

    private NginxConverter(Surroundings surroundings) {
        this.surroundings = surroundings;
        eventLoops = surroundings.eventLoops();
    }

    /**
     * @param file the file's name, for messages
     * @param text what is in it
     * @throws ConfigException naming the line that nginx would not take either
     */
    public static Converted convert(String file, String text, Surroundings surroundings) {
        var converter = new NginxConverter(surroundings);
        List<Directive> directives = NginxParser.parse(file, text);
        directives.forEach(converter::main);
        directives.stream()
                .filter(directive -> directive.name().equals("stream"))
                .forEach(stream -> converter.stream(stream.inside()));
        return Converted.of(converter.services, converter.eventLoops, converter.surroundings, converter.notes);
    }

    private void main(Directive directive) {
        switch (directive.name()) {
            case "stream" -> {} // when the rest is known
            case "worker_processes" -> {
                if (!directive.argument().equals("auto")) {
                    eventLoops = NginxUnits.number(directive, directive.name(), directive.argument(), 1, MOST_LOOPS);
                }
            }
            case "events" -> directive.inside().forEach(this::leaveOut);
            default -> leaveOut(directive);
        }
    }

    private void leaveOut(Directive directive) {
        notes.not(directive.place(), directive.text(), NginxLeftOutReasons.of(directive.name()));
    }

    /** What is said for all servers may stand behind them. */
    private void stream(List<Directive> directives) {
        var settings = new StreamSettings();
        for (Directive directive : directives) {
            switch (directive.name()) {
                case "upstream" -> upstream(directive);
                case "map" -> {
                    if (!routes.define(directive)) {
                        leaveOut(directive);
                    }
                }
                case "server" -> directive.inside();
                default -> {
                    if (!settings.take(directive)) {
                        leaveOut(directive);
                    }
                }
            }
        }
        for (Directive directive : directives) {
            if (directive.name().equals("server")) {
                server(directive, new StreamSettings(settings));
            }
        }
        routes.noteUnused(notes);
        for (Directive directive : directives) {
            if (directive.name().equals("upstream") && !used.contains(directive.argument())) {
                notes.not(directive.place(), directive.text(), "no server that is carried over uses it");
            }
        }
    }

    private void upstream(Directive directive) {
        if (upstreams.putIfAbsent(directive.argument(), NginxUpstream.read(directive)) != null) {
            throw directive.error("duplicate upstream \"" + directive.argument() + "\"");
        }
    }

    private void server(Directive block, StreamSettings settings) {
        List<ListenDirective> listens = new ArrayList<>();
        Directive pass = null;
        boolean answers = false;
        for (Directive directive : block.inside()) {
            switch (directive.name()) {
                case "listen" -> listens.add(ListenDirective.read(directive, notes));
                case "proxy_pass" -> {
                    if (pass != null) {
                        throw directive.error("\"proxy_pass\" directive is duplicate");
                    }
                    pass = directive;
                }
                default -> {
                    answers |= directive.name().equals("return");
                    if (!settings.take(directive)) {
                        leaveOut(directive);
                    }
                }
            }
        }
        if (listens.isEmpty()) {
            throw block.error("no \"listen\" is defined for server");
        }
        if (pass == null && answers) {
            return; // that it has no place here is said already
        }
        if (pass == null) {
            throw block.error("no \"proxy_pass\" in this server");
        }
        boolean ended = listens.stream().anyMatch(listen -> listen.tls() != null);
        List<NginxRoutes.Target> targets = routes.of(pass, ended, settings, notes);
        if (targets.isEmpty()) {
            settings.noteUnused(notes);
        }
        Target to = targets.isEmpty() ? target(pass) : routed(targets, pass);
        if (to != null) {
            services(block, listens, to, settings);
        }
    }

    /**
     * Where clients go.
     *
     * @param wish what the service is to be called; null if nothing has a name
     * @param servers what the upstream or its server is called; without an upstream anything
     * @param upstream the servers of all that no route takes; null if there are none
     */
    private record Target(
            @Nullable String wish, String servers, @Nullable NginxUpstream upstream, List<NginxRoutes.Target> routes) {}

    private @Nullable Target target(Directive pass) {
        NginxUpstream upstream = passed(pass);
        String wish = upstreams.containsKey(pass.argument()) ? pass.argument() : null;
        return upstream == null ? null : new Target(wish, pass.argument(), upstream, List.of());
    }

    private Target routed(List<NginxRoutes.Target> targets, Directive pass) {
        NginxRoutes.Target others = targets.stream()
                .filter(NginxRoutes.Target::isDefault)
                .findFirst()
                .orElse(null);
        List<NginxRoutes.Target> named =
                targets.stream().filter(target -> !target.isDefault()).toList();
        return new Target(
                pass.argument().substring(1),
                others == null ? "" : others.value(),
                others == null ? null : named(others.value(), others.line()),
                named);
    }

    /** The servers of a name or an address. */
    private NginxUpstream named(String target, Directive line) {
        used.add(target);
        NginxUpstream known = upstreams.get(target);
        return known == null ? NginxUpstream.single(line, target) : known;
    }

    /** Where the clients go; null if Pen cannot send them there. */
    private @Nullable NginxUpstream passed(Directive pass) {
        String target = pass.argument();
        if (target.contains("$")) {
            notes.not(pass.place(), pass.text(), "Pen does not choose servers by a variable; this server is left out");
            return null;
        }
        return named(target, pass);
    }

    private void services(Directive block, List<ListenDirective> listens, Target to, StreamSettings settings) {
        List<ListenAt> all =
                listens.stream().flatMap(listen -> listen.at().stream()).toList();
        for (ListenAt at : ListenAt.joined(all)) {
            ListenDirective listen = listens.stream()
                    .filter(one -> one.at().contains(at))
                    .findFirst()
                    .orElseThrow();
            service(block, at, at.leavesV4(all), listen, to, settings);
        }
    }

    private void service(
            Directive block, ListenAt at, boolean v6only, ListenDirective listen, Target to, StreamSettings settings) {
        Protocol protocol = at.datagrams() ? Protocol.UDP : Protocol.STREAM;
        var service = new ServiceBuilder(
                names.take(to.wish() == null ? name(at) : to.wish()),
                at.address(),
                surroundings.capacity().clients(protocol, eventLoops));
        service.protocol = protocol;
        service.listener = service.listener.withV6only(v6only);
        if (listen.proxies()) {
            service.listener = service.listener.withProxyAccept(at.everybody());
        }
        Directive tls = settings.upstreamTls();
        if (tls != null && protocol == Protocol.UDP) {
            notes.not(tls.place(), tls.text(), "Pen speaks no TLS over datagrams; these servers are left out");
            return;
        }
        boolean hasServers = to.upstream() != null && to.upstream().fill(service, notes);
        if (!hasServers && (to.routes().isEmpty() || protocol == Protocol.UDP)) {
            notes.not(at.place(), at.directive(), "no server is left");
            return;
        }
        try {
            if (listen.tls() != null) {
                service.tls = settings.clientTls().build(listen.tls(), surroundings.files(), notes);
                if (service.tls == null) {
                    return;
                }
            }
            settings.fill(service, notes);
            settings.towardsServers(service, to.servers(), surroundings.files(), notes);
            if (protocol == Protocol.STREAM) {
                service.keepAlive |= listen.keepAlive();
                service.backlog = listen.backlog() == null ? service.backlog : listen.backlog();
            }
            List<ServiceBuilder> routed = protocol == Protocol.UDP ? List.of() : routes(service, to.routes(), settings);
            ServiceConfig built = service.build();
            if (services.stream().anyMatch(other -> isSameSocket(other, built))) {
                throw at.place().error("duplicate \"" + at.address() + "\" address and port pair");
            }
            services.add(built);
            routed.forEach(route -> services.add(route.build()));
        } catch (ConfigException e) {
            throw block.place().error(e);
        }
    }

    private List<ServiceBuilder> routes(
            ServiceBuilder service, List<NginxRoutes.Target> targets, StreamSettings settings) {
        List<ServiceBuilder> routed = new ArrayList<>();
        var routeNames = new RouteNames(service.name());
        for (NginxRoutes.Target target : targets) {
            var route = new ServiceBuilder(routeNames.take(target.value()), service.listen, service.connectionsMax);
            route.routing = new Route(service.name(), target.sni(), target.alpn());
            if (named(target.value(), target.line()).fill(route, notes)) {
                settings.chooseLike(route);
                settings.towardsServers(route, target.value(), surroundings.files(), notes);
                route.follow(service);
                routed.add(route);
            }
        }
        if (!routed.isEmpty()) {
            service.routing = new Routing.Routed(Routing.USUAL_HELLO_TIMEOUT);
            service.helloTimeout = settings.prereadTimeout();
        }
        return routed;
    }

    private static boolean isSameSocket(ServiceConfig one, ServiceConfig other) {
        return one.listen().equals(other.listen()) && one.protocol() == other.protocol();
    }

    private static String name(ListenAt at) {
        return switch (at.address()) {
            case Address.Inet inet -> (at.datagrams() ? "udp-" : "tcp-") + inet.port();
            case Address.Unix _ -> "unix";
        };
    }
}
