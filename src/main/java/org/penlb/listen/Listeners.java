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
import java.util.function.Consumer;
import java.util.function.Function;
import org.penlb.config.Address;
import org.penlb.config.ConfigException;
import org.penlb.config.RelayKind;
import org.penlb.service.NameResolver;
import org.penlb.service.Service;

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
        return opened(service, address).map(listener -> {
            add(listener);
            return listener.boundAddress();
        });
    }

    private synchronized void add(Listener listener) {
        listeners.add(listener);
    }

    /** Opens a listener that does not serve yet. */
    Future<Listener> opened(Service service, Address wanted) {
        return opened(service, wanted, Listener::open);
    }

    /** As {@link #opened(Service, Address)}, at an address that another listener shares with it until that one goes. */
    Future<Listener> openedBesideOurs(Service service, Address wanted) {
        return opened(service, wanted, Listener::openBesideOurs);
    }

    private Future<Listener> opened(
            Service service, Address wanted, Function<Listener, Future<SocketAddress>> opening) {
        return resolver.resolve(
                        "listener \"" + wanted + "\"", wanted, service.config().protocol())
                .compose(address -> opened(service, wanted, address, opening));
    }

    private Future<Listener> opened(
            Service service, Address wanted, SocketAddress address, Function<Listener, Future<SocketAddress>> opening) {
        var listener = new Listener(vertx, service, wanted, address, relay, eventLoops);
        // Vert.x makes what is deployed a part of who deploys it; here it must be us, whoever's event brought us here.
        Promise<Listener> opened = Promise.promise();
        context.runOnContext(_ -> opening.apply(listener).map(listener).onComplete(opened));
        return opened.future();
    }

    /** Lets clients in from now on. */
    public Future<Void> serve() {
        serving = true;
        return Future.join(all().stream().map(Listener::serve).toList()).mapEmpty();
    }

    /** Begins a change of who listens where. */
    public ListenerChange change() {
        return new ListenerChange(this);
    }

    boolean isEnding() {
        return ending;
    }

    /** Complete when those that are left listen no more; their connections go on. */
    Future<Void> replaceAll(List<Listener> after, Consumer<Service> gone) {
        List<Listener> before = exchange(after);
        if (serving) {
            after.stream().filter(listener -> !before.contains(listener)).forEach(Listener::serve);
        }
        return Future.join(before.stream()
                        .filter(old -> !after.contains(old))
                        .map(old -> leave(old, after, gone))
                        .toList())
                .mapEmpty();
    }

    private synchronized List<Listener> exchange(List<Listener> after) {
        List<Listener> before = List.copyOf(listeners);
        listeners.clear();
        listeners.addAll(after);
        before.stream().filter(old -> !after.contains(old)).forEach(left::add);
        return before;
    }

    private Future<Void> leave(Listener old, List<Listener> after, Consumer<Service> gone) {
        boolean goesOn = after.stream().anyMatch(listener -> listener.service() == old.service());
        Future<Void> closed = old.stopListening();
        old.drained().onComplete(_ -> {
            forget(old);
            if (!goesOn) {
                gone.accept(old.service());
            }
        });
        return closed;
    }

    /** Opens the door again of a listener that has stopped listening. */
    Future<Void> comeBack(Listener old) {
        return opened(old.service(), Address.of(old.boundAddress()), old.boundAddress(), Listener::open)
                .onFailure(lost -> LOG.log(Level.ERROR, "nobody listens any more: {0}", lost.getMessage()))
                .compose(again -> {
                    List<Listener> after = new ArrayList<>(all());
                    after.replaceAll(each -> each == old ? again : each);
                    return replaceAll(after, _ -> {});
                });
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
