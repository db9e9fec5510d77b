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
    /** Those that were opened by a change that is not carried out yet. */
    private final Set<Listener> opened = new LinkedHashSet<>();

    private final Set<Listener> left = new LinkedHashSet<>();
    private boolean serving;
    private boolean ending;
    private boolean closed;

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
     * Takes a service's listener in, which can be opened as far as can be seen: its address is of this machine, and free.
     *
     * @return a failed future with a {@link ConfigException} if it cannot be
     */
    public Future<Void> prepare(Service service, Address wanted) {
        return resolver.resolve(
                        "listener \"" + wanted + "\"", wanted, service.config().protocol())
                .compose(address -> {
                    var listener = new Listener(vertx, service, wanted, address, isV6Only(service), relay, eventLoops);
                    return listener.tryAddress().map(_ -> {
                        add(listener);
                        return null;
                    });
                });
    }

    private synchronized void add(Listener listener) {
        listeners.add(listener);
    }

    /**
     * Opens all that were taken in, one after the other. Their clients wait until {@link #serve} was called.
     *
     * @return where each listens; or a failed future with a {@link ConfigException}, and those before it stay open
     */
    public Future<List<SocketAddress>> openAll() {
        Future<Void> all = Future.succeededFuture();
        for (Listener listener : all()) {
            all = all.compose(_ -> open(listener));
        }
        return all.map(_ -> all().stream().map(Listener::boundAddress).toList());
    }

    private Future<Void> open(Listener listener) {
        Promise<SocketAddress> there = Promise.promise();
        context.runOnContext(_ -> {
            if (isEnding()) {
                there.fail(ending(listener.wanted()));
            } else {
                listener.open().onComplete(there);
            }
        });
        // The end may have begun while it was opened: then it is closed, since nobody else would.
        return there.future()
                .compose(_ -> isEnding()
                        ? listener.close().transform(_ -> Future.failedFuture(ending(listener.wanted())))
                        : Future.succeededFuture());
    }

    /** Opens a listener that does not serve yet; refused from the moment on at which Pen is ending. */
    Future<Listener> opened(Service service, Address wanted, boolean v6only) {
        return opened(service, wanted, v6only, Listener::open);
    }

    /** What the service's configuration of now says. */
    static boolean isV6Only(Service service) {
        return service.config().listener().v6only();
    }

    /** As {@link #opened(Service, Address, boolean)}, at an address that another listener shares with it until that one goes. */
    Future<Listener> openedBesideOurs(Service service, Address wanted, boolean v6only) {
        return opened(service, wanted, v6only, Listener::openBesideOurs);
    }

    private Future<Listener> opened(
            Service service, Address wanted, boolean v6only, Function<Listener, Future<SocketAddress>> opening) {
        return resolver.resolve(
                        "listener \"" + wanted + "\"", wanted, service.config().protocol())
                .compose(address -> opened(service, wanted, address, v6only, opening));
    }

    private Future<Listener> opened(
            Service service,
            Address wanted,
            SocketAddress address,
            boolean v6only,
            Function<Listener, Future<SocketAddress>> opening) {
        if (isEnding()) {
            return Future.failedFuture(ending(wanted));
        }
        var listener = new Listener(vertx, service, wanted, address, v6only, relay, eventLoops);
        // Vert.x makes what is deployed a part of who deploys it; here it must be us, whoever's event brought us here.
        Promise<Listener> there = Promise.promise();
        context.runOnContext(_ -> opening.apply(listener).map(listener).onComplete(there));
        return there.future().compose(_ -> keep(listener, wanted));
    }

    /** The end may have begun while it was opened: then it is closed, since nobody else would. */
    private Future<Listener> keep(Listener listener, Address wanted) {
        synchronized (this) {
            if (!ending) {
                opened.add(listener);
                return Future.succeededFuture(listener);
            }
        }
        return listener.close().transform(_ -> Future.failedFuture(ending(wanted)));
    }

    private static ConfigException ending(Address wanted) {
        return new ConfigException("listener \"" + wanted + "\": Pen is ending, and takes no more clients");
    }

    /** A change was given up for which this was opened. */
    Future<Void> discard(Listener listener) {
        synchronized (this) {
            opened.remove(listener);
        }
        return listener.close();
    }

    /** Lets clients in from now on, unless Pen is ending. */
    public Future<Void> serve() {
        List<Listener> served;
        synchronized (this) {
            serving = !ending;
            served = serving ? List.copyOf(listeners) : List.of();
        }
        return Future.join(served.stream().map(Listener::serve).toList()).mapEmpty();
    }

    /** Begins a change of who listens where. */
    public ListenerChange change() {
        return new ListenerChange(this);
    }

    private synchronized boolean isEnding() {
        return ending;
    }

    /**
     * Goes on with other listeners.
     *
     * @param together what is carried out together with that, and cannot fail
     * @param gone told of each service that is there no more, once its last connection has ended
     * @return complete when those that are left listen no more; their connections go on
     * @throws ConfigException if Pen is ending: nothing is carried out then. While open connections go on, what needs no new
     *     listener is carried out still
     */
    Future<Void> replaceAll(List<Listener> after, Runnable together, Consumer<Service> gone) {
        List<Listener> before;
        boolean serve;
        synchronized (this) {
            if (closed || (ending && !listeners.containsAll(after))) {
                throw new ConfigException("Pen is ending, and changes no more");
            }
            together.run();
            before = exchange(after);
            serve = serving;
        }
        if (serve) {
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
        after.forEach(opened::remove);
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

    /** Listens again where a listener has stopped listening, unless Pen is ending. */
    Future<Void> comeBack(Listener old) {
        if (isEnding()) {
            return Future.succeededFuture();
        }
        return opened(old.service(), Address.of(old.boundAddress()), old.boundAddress(), old.isV6Only(), Listener::open)
                .recover(lost -> {
                    LOG.log(Level.ERROR, "nobody listens any more: {0}", lost.getMessage());
                    return Future.failedFuture(lost);
                })
                .compose(again -> {
                    List<Listener> after = new ArrayList<>(all());
                    after.replaceAll(each -> each == old ? again : each);
                    return replaceAll(after, () -> {}, _ -> {});
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

    private synchronized List<Listener> takeOpened() {
        List<Listener> taken = List.copyOf(opened);
        opened.clear();
        return taken;
    }

    /** From now on nothing is opened, and what a change has opened goes. */
    private Future<Void> end(boolean close) {
        synchronized (this) {
            ending = true;
            closed |= close;
        }
        return Future.join(takeOpened().stream().map(Listener::close).toList()).mapEmpty();
    }

    /** Stops listening everywhere, while open connections go on; complete when the last of them has ended. */
    public Future<Void> drain() {
        Future<Void> openedClosed = end(false);
        List<Listener> draining = withThoseLeft();
        return Future.join(draining.stream().map(Listener::stopListening).toList())
                .eventually(() -> openedClosed)
                .compose(_ ->
                        Future.join(draining.stream().map(Listener::drained).toList()))
                .mapEmpty();
    }

    /** Closes every listener and ends its connections. */
    public Future<Void> close() {
        Future<Void> openedClosed = end(true);
        return Future.join(withThoseLeft().stream().map(Listener::close).toList())
                .eventually(() -> openedClosed)
                .mapEmpty();
    }
}
