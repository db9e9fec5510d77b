package org.penlb.listen;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.SocketAddress;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.penlb.config.Address;
import org.penlb.config.ConfigException;
import org.penlb.config.RelayKind;

/** The listeners of a Pen, one a service, and those that were left while their last connections go on. */
public final class Listeners {
    private static final Logger LOG = System.getLogger(Listeners.class.getName());

    private final Vertx vertx;
    private final Context context;
    private final NameResolver resolver;
    private final RelayKind relay;
    private final int eventLoops;
    private final List<Listener> listeners = new ArrayList<>();
    private final Set<Listener> left = new LinkedHashSet<>();
    private volatile boolean serving;
    private volatile boolean ending;

    /**
     * To be made in the context of the verticle that the listeners are to be a part of.
     *
     * @param eventLoops how many event loops accept clients
     */
    public Listeners(Vertx vertx, NameResolver resolver, RelayKind relay, int eventLoops) {
        this.vertx = vertx;
        this.context = vertx.getOrCreateContext();
        this.resolver = resolver;
        this.relay = relay;
        this.eventLoops = eventLoops;
    }

    /**
     * Opens a service's listener. Its clients wait until {@link #serve} was called.
     *
     * @return where it listens; or a failed future with a {@link ConfigException}
     */
    public Future<SocketAddress> open(Service service, Address address) {
        return resolved(service, address)
                .compose(where -> opened(service, address, where))
                .map(listener -> {
                    add(listener);
                    return listener.boundAddress();
                });
    }

    private synchronized void add(Listener listener) {
        listeners.add(listener);
    }

    private Future<SocketAddress> resolved(Service service, Address address) {
        return resolver.resolve(
                "listener \"" + address + "\"", address, service.config().protocol());
    }

    private Future<Listener> opened(Service service, Address wanted, SocketAddress address) {
        var listener = new Listener(vertx, service, wanted, address, relay, eventLoops);
        // Vert.x makes what is deployed a part of who deploys it; here it must be us, whoever's event brought us here.
        Promise<Listener> opened = Promise.promise();
        context.runOnContext(_ -> listener.open().map(listener).onComplete(opened));
        return opened.future().compose(_ -> serving ? listener.serve().map(listener) : opened.future());
    }

    /** Lets clients in from now on. */
    public Future<Void> serve() {
        serving = true;
        return Future.join(all().stream().map(Listener::serve).toList()).mapEmpty();
    }

    /**
     * Moves a service to another address. The new listener is opened before the old one goes, so that no client finds the
     * door shut, and open connections go on.
     *
     * @param index which service
     * @return a failed future with a {@link ConfigException} if the address cannot be had; the service
     *     listens where it did then
     */
    public Future<Void> move(int index, Address wanted) {
        if (ending) {
            return Future.failedFuture(
                    new ConfigException("listener \"" + wanted + "\": Pen is ending, and takes no more clients"));
        }
        Listener old = all().get(index);
        return resolved(old.service(), wanted)
                .compose(address -> opened(old.service(), wanted, address)
                        .compose(
                                opened -> old.stopListening().map(opened),
                                e -> isInTheWay(old, wanted, e)
                                        ? instead(index, wanted, address)
                                        : Future.failedFuture(e)))
                .map(opened -> {
                    replace(index, opened);
                    return null;
                });
    }

    /** Two addresses of one port may be in each other's way, as 0.0.0.0 and 127.0.0.1 are. */
    private static boolean isInTheWay(Listener old, Address wanted, Throwable e) {
        return String.valueOf(e.getMessage()).contains("in use")
                && Address.of(old.boundAddress()) instanceof Address.Inet before
                && wanted instanceof Address.Inet after
                && before.port() == after.port();
    }

    /** The old listener goes first, and comes back if the new one cannot be opened. */
    private Future<Listener> instead(int index, Address wanted, SocketAddress address) {
        Listener old = all().get(index);
        return old.stopListening()
                .compose(_ -> opened(old.service(), wanted, address))
                .recover(e -> opened(old.service(), Address.of(old.boundAddress()), old.boundAddress())
                        .onSuccess(again -> replace(index, again))
                        .onFailure(lost -> LOG.log(Level.ERROR, "nobody listens any more: {0}", lost.getMessage()))
                        .transform(_ -> Future.failedFuture(e)));
    }

    private synchronized void replace(int index, Listener opened) {
        Listener old = listeners.set(index, opened);
        left.add(old);
        old.drained().onComplete(_ -> forget(old));
    }

    private synchronized void forget(Listener listener) {
        left.remove(listener);
    }

    /** The listeners in the order of the services. */
    public synchronized List<Listener> all() {
        return List.copyOf(listeners);
    }

    private synchronized List<Listener> withThoseLeft() {
        var all = new ArrayList<>(listeners);
        all.addAll(left);
        return all;
    }

    /** Stops listening everywhere, while open connections go on; complete when the last of them has ended. */
    public Future<Void> drain() {
        ending = true;
        List<Listener> draining = withThoseLeft();
        return Future.join(draining.stream().map(Listener::stopListening).toList())
                .compose(_ ->
                        Future.join(draining.stream().map(Listener::drained).toList()))
                .mapEmpty();
    }

    /** Closes every listener and ends its connections. */
    public Future<Void> close() {
        return Future.join(withThoseLeft().stream().map(Listener::close).toList())
                .mapEmpty();
    }
}
