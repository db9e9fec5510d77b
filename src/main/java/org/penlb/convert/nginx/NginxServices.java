package org.penlb.convert.nginx;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.penlb.config.Address;
import org.penlb.config.ConfigException;
import org.penlb.config.Protocol;
import org.penlb.config.Route;
import org.penlb.config.Routing;
import org.penlb.config.ServiceBuilder;
import org.penlb.convert.Ledger;
import org.penlb.convert.ListenAt;
import org.penlb.convert.Notes;
import org.penlb.convert.Part;
import org.penlb.convert.RouteNames;
import org.penlb.convert.Statement;
import org.penlb.convert.Surroundings;
import org.penlb.convert.UniqueNames;

/** The services that {@code server} blocks of a {@code stream} become. */
final class NginxServices {
    private final Surroundings surroundings;
    private final Map<String, NginxUpstream> upstreams;
    private final NginxRoutes routes;
    private final Notes notes;
    private final UniqueNames names = new UniqueNames();
    private final List<Part> parts = new ArrayList<>();
    private final Set<String> used = new HashSet<>();
    private final NginxDns dns = new NginxDns();
    private int eventLoops;

    NginxServices(Surroundings surroundings, Map<String, NginxUpstream> upstreams, NginxRoutes routes, Notes notes) {
        this.surroundings = surroundings;
        this.upstreams = upstreams;
        this.routes = routes;
        this.notes = notes;
    }

    /** What there is, now that nothing is to come. */
    List<Part> parts() {
        dns.settle(parts);
        return parts;
    }

    /** Whether clients of a service are sent to an upstream of this name. */
    boolean isUsed(String upstream) {
        return used.contains(upstream);
    }

    /** Whether somebody listens in there. */
    static boolean hasListener(Directive directive) {
        return directive.name().equals("listen")
                || (directive.block() != null && directive.inside().stream().anyMatch(NginxServices::hasListener));
    }

    /** Gathers the names of all that clients are sent to. */
    static void gatherTargets(List<Directive> directives, Set<String> targets) {
        for (Directive directive : directives) {
            if (directive.name().endsWith("_pass") && directive.words().size() == 2) {
                targets.add(
                        directive.words().get(1).replaceFirst("^[a-z]+://", "").replaceFirst("/.*", ""));
            }
            List<Directive> inside = directive.block();
            if (inside != null && directive.name().equals("map")) {
                inside.forEach(line -> targets.add(line.words().getLast()));
            } else if (inside != null) {
                gatherTargets(inside, targets);
            }
        }
    }

    /**
     * Says beforehand which servers there will be: some of them may be one service.
     *
     * @param loops how many event loops there will be
     */
    void expect(List<Directive> servers, int loops) {
        eventLoops = loops;
        for (Directive server : servers) {
            dns.expect(
                    server,
                    server.inside().stream()
                            .filter(directive -> directive.name().equals("listen"))
                            .flatMap(listen -> ListenDirective.read(listen, new Notes()).at().stream())
                            .toList());
        }
    }

    /** Takes a {@code server} block. */
    void add(Directive block, StreamSettings settings) {
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
                    boolean isAnswer = directive.name().equals("return");
                    answers |= isAnswer;
                    if (isAnswer) {
                        notes.missing(directive.place(), directive.text(), NginxLeftOutReasons.of("return"));
                    } else if (!settings.take(directive)) {
                        notes.not(directive.place(), directive.text(), NginxLeftOutReasons.of(directive.name()));
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
            services(new Server(block, pass, to, settings), listens);
        }
    }

    /** A {@code server} block, as it is understood. */
    private record Server(Directive block, Directive pass, Target to, StreamSettings settings) {}

    /**
     * Where clients go.
     *
     * @param wish what the service is to be called; null if nothing has a name
     * @param servers what the upstream or its server is called; without an upstream anything
     * @param upstream the servers of all that no route takes; null if there are none
     */
    private record Target(
            @Nullable String wish, String servers, @Nullable NginxUpstream upstream, List<NginxRoutes.Target> routes) {}

    /** Where the clients go; null if Pen cannot send them there. */
    private @Nullable Target target(Directive pass) {
        String target = pass.argument();
        if (target.contains("$")) {
            notes.missing(pass.place(), pass.text(), "Pen does not choose servers by a variable");
            return null;
        }
        return new Target(upstreams.containsKey(target) ? target : null, target, named(target, pass), List.of());
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

    private void services(Server server, List<ListenDirective> listens) {
        List<ListenAt> all =
                listens.stream().flatMap(listen -> listen.at().stream()).toList();
        for (ListenAt at : ListenAt.joined(all)) {
            ListenDirective listen = listens.stream()
                    .filter(one -> one.at().contains(at))
                    .findFirst()
                    .orElseThrow();
            Set<Statement> carried = Ledger.attempt();
            carried.addAll(at.origins(all));
            carried.add(server.block());
            if (dns.isCovered(server.block(), at, all)) {
                dns.cover(at, all, carried);
                continue;
            }
            try {
                service(server, at, all, listen, carried);
            } catch (ConfigException e) {
                throw server.block().place().error(e);
            }
        }
    }

    private void service(
            Server server, ListenAt at, List<ListenAt> all, ListenDirective listen, Set<Statement> carried) {
        Protocol protocol =
                at.datagrams() ? dns.isDns(server.block(), at, all) ? Protocol.DNS : Protocol.UDP : Protocol.STREAM;
        Target to = server.to();
        StreamSettings settings = server.settings();
        var service = new ServiceBuilder(
                names.take(to.wish() == null ? name(at, protocol) : to.wish()),
                at.address(),
                surroundings.capacity().clients(protocol, eventLoops));
        if (protocol == Protocol.DNS) {
            service.balanceDns();
        } else {
            service.protocol = protocol;
        }
        service.listener = service.listener.withV6only(at.leavesV4(all));
        if (listen.proxies()) {
            service.listener = service.listener.withProxyAccept(at.everybody());
        }
        Directive tls = settings.upstreamTls();
        if (tls != null && protocol != Protocol.STREAM) {
            notes.missing(tls.place(), tls.text(), "Pen speaks no TLS over datagrams");
            return;
        }
        boolean hasServers = to.upstream() != null && to.upstream().fill(service, notes, carried);
        if (!hasServers && (to.routes().isEmpty() || protocol != Protocol.STREAM)) {
            notes.missing(at.origin().place(), at.origin().text(), "no server is left");
            return;
        }
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
            service.backlog = Objects.requireNonNullElse(listen.backlog(), service.backlog);
        }
        List<ServiceBuilder> routed =
                protocol == Protocol.STREAM ? routes(service, to.routes(), settings, carried) : List.of();
        carried.add(server.pass());
        routes.addCarried(server.pass(), notes, carried);
        settings.addCarried(service, carried);
        var _ = service.build(); // what is wrong with it is wrong with this server
        routed.forEach(ServiceBuilder::build);
        if (protocol == Protocol.DNS && !dns.hasTcp(server.block(), at, all)) {
            notes.approximately(
                    at.origin().place(), at.origin().text(), "queries over TCP are answered at this port, too");
        }
        parts.add(new Part(at.origin(), at.standsForV4(all), service, routed, carried));
    }

    private List<ServiceBuilder> routes(
            ServiceBuilder service, List<NginxRoutes.Target> targets, StreamSettings settings, Set<Statement> carried) {
        List<ServiceBuilder> routed = new ArrayList<>();
        var routeNames = new RouteNames(service.name());
        for (NginxRoutes.Target target : targets) {
            var route = new ServiceBuilder(routeNames.take(target.value()), service.listen, service.connectionsMax);
            route.routing = new Route(service.name(), target.sni(), target.alpn());
            if (named(target.value(), target.line()).fill(route, notes, carried)) {
                settings.chooseLike(route);
                settings.towardsServers(route, target.value(), surroundings.files(), notes);
                route.follow(service);
                routed.add(route);
            } else {
                notes.missing(target.line().place(), target.line().text(), "no server is left");
            }
        }
        if (!routed.isEmpty()) {
            service.routing = new Routing.Routed(Routing.USUAL_HELLO_TIMEOUT);
            service.helloTimeout = settings.prereadTimeout();
        }
        return routed;
    }

    private static String name(ListenAt at, Protocol protocol) {
        return switch (at.address()) {
            case Address.Inet inet ->
                (switch (protocol) {
                            case STREAM -> "tcp-";
                            case UDP -> "udp-";
                            case DNS -> "dns-";
                        })
                        + inet.port();
            case Address.Unix _ -> "unix";
        };
    }
}
