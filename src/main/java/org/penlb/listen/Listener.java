package org.penlb.listen;

import io.netty.channel.epoll.Epoll;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.penlb.config.Address;
import org.penlb.config.Protocol;
import org.penlb.config.RelayKind;
import org.penlb.config.Route;
import org.penlb.datagram.Sessions;
import org.penlb.dnsfront.DnsHandler;
import org.penlb.dnsfront.TcpFront;
import org.penlb.service.Service;
import org.penlb.stream.Connections;
import org.penlb.system.FileIdentity;
import org.penlb.system.FileLimit;

/**
 * A service's listener as a whole: its address, and the verticles that listen there, one per event loop. It opens all of
 * them or none. That of a route has none.
 */
public final class Listener {
    /** How many ports the system may choose until one is free for UDP and TCP. */
    private static final int PORT_TRIES = 10;

    private final Vertx vertx;
    private final Service service;
    private final Address wanted;
    private final SocketAddress address;
    private final boolean v6only;
    private final RelayKind relay;
    private final int instances;
    private final Map<String, ListenerVerticle> deployments = new LinkedHashMap<>();

    private @Nullable FileIdentity socket;
    private @Nullable Presence presence;
    private SocketAddress bound;

    /**
     * @param wanted where to listen, as the operator says it
     * @param address the same, resolved
     * @param v6only whether it leaves IPv4 to others
     * @param eventLoops how many event loops accept clients; a Unix socket is served by one, since it cannot be shared
     */
    public Listener(
            Vertx vertx,
            Service service,
            Address wanted,
            SocketAddress address,
            boolean v6only,
            RelayKind relay,
            int eventLoops) {
        this.wanted = wanted;
        this.vertx = vertx;
        this.service = service;
        this.address = address;
        this.bound = address;
        this.v6only = v6only;
        this.relay = relay;
        // Without epoll the system may not spread clients over sockets that share an address.
        this.instances = address instanceof UnixDomainSocketAddress || !Epoll.isAvailable() ? 1 : eventLoops;
    }

    public Service service() {
        return service;
    }

    /** Where it was asked to listen, as the operator says it. */
    Address wanted() {
        return wanted;
    }

    /**
     * Finds out whether it could be opened now.
     *
     * @return a failed future with an {@link AddressUnavailable} that names the listener and the reason
     */
    Future<Void> tryAddress() {
        return service.config().routing() instanceof Route
                ? Future.succeededFuture()
                : AddressClaim.on(vertx, address, v6only, protocol())
                        .compose(AddressClaim::release)
                        .recover(e -> Future.failedFuture(explained(e)));
    }

    /**
     * Opens the listener: clients can connect, and wait until it serves.
     *
     * @return the address, with the real port where 0 was asked for; or a failed future with an {@link AddressUnavailable} that
     *     names the listener and the reason
     */
    public Future<SocketAddress> open() {
        if (service.config().routing() instanceof Route) {
            return Future.succeededFuture(bound); // its clients come to the listener of another service
        }
        return open(AddressClaim.on(vertx, address, v6only, protocol()));
    }

    /** As {@link #open}, at an address that another listener of ours shares with it until that one goes. */
    Future<SocketAddress> openBesideOurs() {
        if (service.config().routing() instanceof Route) {
            return Future.succeededFuture(bound);
        }
        return open(AddressClaim.besideOurs(vertx, address));
    }

    private Future<SocketAddress> open(Future<AddressClaim> claimed) {
        return claimed.compose(claim -> openAll(PORT_TRIES).map(this::opened).eventually(() -> claim.release()))
                .recover(e -> close().transform(_ -> Future.failedFuture(explained(e))));
    }

    private SocketAddress opened(SocketAddress where) {
        bound = where;
        presence = Presence.at(where, protocol());
        return where;
    }

    private Protocol protocol() {
        return service.config().protocol();
    }

    private Future<SocketAddress> openAll(int tries) {
        return switch (protocol()) {
            case STREAM -> deployAll(Listener::stream, address);
            case UDP -> deployAll(Listener::udp, address);
            case DNS -> openDns(tries);
        };
    }

    /** One port for UDP and TCP. A port that the system chose for one may be taken for the other: then another one is tried. */
    private Future<SocketAddress> openDns(int tries) {
        return deployAll(Listener::dns, address)
                .compose(where -> deployAll(Listener::dnsOverTcp, where))
                .recover(e -> {
                    boolean another = address instanceof InetSocketAddress inet && inet.getPort() == 0 && tries > 1;
                    return another ? close().compose(_ -> openDns(tries - 1)) : Future.failedFuture(e);
                });
    }

    private static ListenerVerticle stream(ListenerVerticle.Shared shared, int instance) {
        return new StreamListener(
                shared,
                (transport, loop, context) ->
                        new Connections(shared.service(), transport, loop, context, shared.instances(), instance));
    }

    private static ListenerVerticle udp(ListenerVerticle.Shared shared, int instance) {
        return new DatagramListener(shared, transport -> new Sessions(shared.service(), transport));
    }

    private static ListenerVerticle dns(ListenerVerticle.Shared shared, int instance) {
        return new DatagramListener(shared, transport -> new DnsHandler(shared.service(), transport));
    }

    private static ListenerVerticle dnsOverTcp(ListenerVerticle.Shared shared, int instance) {
        return new StreamListener(
                shared, (transport, loop, context) -> new TcpFront(shared.service(), transport, loop, context));
    }

    private Future<SocketAddress> deployAll(Maker maker, SocketAddress local) {
        return deploy(maker, local, 0).compose(first -> deployRest(maker, first.localAddress(), 1));
    }

    private Future<SocketAddress> deployRest(Maker maker, SocketAddress bound, int instance) {
        return instance >= instances
                ? Future.succeededFuture(bound)
                : deploy(maker, bound, instance).compose(_ -> deployRest(maker, bound, instance + 1));
    }

    private Future<ListenerVerticle> deploy(Maker maker, SocketAddress local, int instance) {
        int pipes = FileLimit.current().pipesPerLoop(instances);
        ListenerVerticle verticle =
                maker.make(new ListenerVerticle.Shared(service, local, v6only, relay, instances, pipes), instance);
        return vertx.deployVerticle(verticle).map(id -> {
            synchronized (deployments) {
                deployments.put(id, verticle);
            }
            socket = address instanceof UnixDomainSocketAddress unix ? FileIdentity.of(unix.getPath()) : null;
            return verticle;
        });
    }

    /** Makes one of a listener's verticles. */
    @FunctionalInterface
    private interface Maker {
        ListenerVerticle make(ListenerVerticle.Shared shared, int instance);
    }

    private AddressUnavailable explained(Throwable e) {
        return new AddressUnavailable("listener \"" + wanted + "\"", AddressUnavailable.of(e, address));
    }

    /** Lets clients in; those that came since it was opened wait in its backlog. */
    public Future<Void> serve() {
        return each(ListenerVerticle::serve);
    }

    /** Stops listening at once, while open connections go on. The address is free for others when this is complete. */
    public Future<Void> stopListening() {
        return each(ListenerVerticle::stopListening).compose(_ -> removeSocket());
    }

    /** Complete when the last connection has ended, after it stopped listening; nothing is left of it then. */
    public Future<Void> drained() {
        return each(ListenerVerticle::drained).compose(_ -> close());
    }

    private Future<Void> each(Function<ListenerVerticle, Future<Void>> what) {
        return Future.join(verticles().stream().map(what).toList()).mapEmpty();
    }

    /** Where it was asked to listen. */
    public SocketAddress address() {
        return address;
    }

    /** Whether it leaves IPv4 to others. */
    boolean isV6Only() {
        return v6only;
    }

    /** Where it listens, with the real port where 0 was asked for. */
    public SocketAddress boundAddress() {
        return bound;
    }

    /** Connections to servers that are kept ready, or are on their way. */
    public int warmConnections() {
        return verticles().stream().mapToInt(ListenerVerticle::warmConnections).sum();
    }

    /** Looks after open connections now, as a timer does about once a second: whoever looks at the figures need not wait. */
    Future<Void> sweep() {
        return each(
                verticle -> verticle instanceof StreamListener streams ? streams.sweep() : Future.succeededFuture());
    }

    /** Closes the listener and ends its connections. */
    public Future<Void> close() {
        // Vert.x has undeployed them already if it is the verticle that deployed them which goes.
        Set<String> deployed = vertx.deploymentIDs();
        List<Future<Void>> undeployed = takeDeployments().stream()
                .filter(deployed::contains)
                .map(vertx::undeploy)
                .toList();
        return Future.join(undeployed).compose(_ -> removeSocket());
    }

    /** Each is undeployed once, though this be closed by several at the same time. */
    private List<String> takeDeployments() {
        synchronized (deployments) {
            List<String> taken = List.copyOf(deployments.keySet());
            deployments.clear();
            return taken;
        }
    }

    private List<ListenerVerticle> verticles() {
        synchronized (deployments) {
            return List.copyOf(deployments.values());
        }
    }

    private Future<Void> removeSocket() {
        FileIdentity ours = socket;
        Presence told = presence;
        presence = null;
        if (told != null) {
            told.close();
        }
        if (!(address instanceof UnixDomainSocketAddress unix)) {
            return Future.succeededFuture();
        }
        socket = null; // the next one of this name is another's
        return AddressClaim.removeSocket(vertx, unix.getPath(), ours);
    }
}
