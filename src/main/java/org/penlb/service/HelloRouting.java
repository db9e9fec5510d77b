package org.penlb.service;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.penlb.balance.Balancer;
import org.penlb.balance.Choice;
import org.penlb.config.Route;
import org.penlb.config.Routing;
import org.penlb.relay.Addressed;
import org.penlb.relay.LookListener.Verdict;
import org.penlb.tls.hello.ClientHello;
import org.penlb.tls.hello.HelloFinding;
import org.penlb.tls.hello.HelloParser;
import org.penlb.tls.hello.HelloRefusal;

/**
 * Routes the clients of a service by their TLS hello, without decrypting: each goes to the service of its route, and to the
 * one that accepted it if no route fits. So does who speaks another protocol. A hello that is no good, or does not come in
 * time, is refused: nobody could say whose client that is.
 */
public final class HelloRouting implements Looker, Router {
    private final RouteTable<Service> table;
    private final Duration patience;
    private final ClientCounters counters;

    private HelloRouting(RouteTable<Service> table, Duration patience, ClientCounters counters) {
        this.counters = counters;
        this.table = table;
        this.patience = patience;
    }

    /**
     * Has services route to those that are their routes, and no others any more. To be called whenever services come, go or
     * change.
     *
     * @param services all that run, or are about to
     */
    public static void connect(List<Service> services) {
        Map<String, List<RouteTable.Entry<Service>>> routes = new HashMap<>();
        for (Service service : services) {
            if (service.config().routing() instanceof Route route) {
                routes.computeIfAbsent(route.of(), _ -> new ArrayList<>()).add(new RouteTable.Entry<>(route, service));
            }
        }
        for (Service service : services) {
            Duration patience =
                    service.config().routing() instanceof Routing.Routed routed ? routed.helloTimeout() : null;
            List<RouteTable.Entry<Service>> own =
                    routes.getOrDefault(service.config().name(), List.of());
            HelloRouting before = service.routing();
            if (patience == null) {
                service.route(null);
            } else if (before == null || !before.is(own, patience)) {
                service.route(new HelloRouting(new RouteTable<>(own), patience, service.clients()));
            }
        }
    }

    private boolean is(List<RouteTable.Entry<Service>> entries, Duration helloTimeout) {
        return patience.equals(helloTimeout) && table.entries().equals(entries);
    }

    /** The services that it routes to. */
    public List<Service> targets() {
        return table.entries().stream().map(RouteTable.Entry::target).toList();
    }

    /**
     * The service of a client whose hello is known already.
     *
     * @param serverName in lower case, without a dot at the end; null if it says none
     * @param alpn what it offers; empty if it says nothing of that
     * @return null if no route fits
     */
    public @Nullable Service route(@Nullable String serverName, List<String> alpn) {
        return table.route(serverName, alpn);
    }

    @Override
    public int mostBytes() {
        return HelloParser.MOST_BYTES;
    }

    @Override
    public Duration patience() {
        return patience;
    }

    @Override
    public Verdict look(ByteBuffer bytes) {
        return switch (HelloParser.parse(bytes)) {
            case HelloFinding.More _ -> Verdict.MORE;
            case HelloRefusal refusal -> {
                if (refusal == HelloRefusal.NOT_TLS) {
                    yield Verdict.ENOUGH;
                }
                counters.countRefused(refusal);
                yield Verdict.REFUSE;
            }
            case ClientHello _ -> Verdict.ENOUGH;
        };
    }

    @Override
    public Service target(Addressed client, ByteBuffer firstBytes, Service accepting) {
        return HelloParser.parse(firstBytes) instanceof ClientHello hello
                ? target(client, hello, accepting)
                : accepting;
    }

    /**
     * Says which service serves a client whose hello is known.
     *
     * @param accepting the service whose listener the client came to
     */
    public Service target(Addressed client, ClientHello hello, Service accepting) {
        // whom the service itself does not let in is its own business, and that of its abuse server
        if (accepting.balancer().admittance().denies(client.peer())) {
            return accepting;
        }
        Service route = route(hello.serverName(), hello.alpn());
        return route == null ? accepting : route;
    }

    @Override
    public Choice route(Addressed client, ByteBuffer firstBytes, Balancer balancer) {
        return balancer.choose(client.peer());
    }
}
