package org.penlb.admin;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.penlb.balance.Server;
import org.penlb.balance.ServerTable;
import org.penlb.config.PenConfig;
import org.penlb.config.ServiceConfig;
import org.penlb.config.reload.Merge;
import org.penlb.listen.Listener;
import org.penlb.listen.ListenerChange;
import org.penlb.listen.Listeners;
import org.penlb.service.HelloRouting;
import org.penlb.service.OpenFiles;
import org.penlb.service.OwnListeners;
import org.penlb.service.Service;
import org.penlb.service.ServiceLoader;

/**
 * One change of everything that runs, as a whole. First all that may fail is made ready: names are resolved, logs and
 * listeners opened. Only then it is carried out, which cannot fail; or all that was made ready is undone.
 */
final class Reconfiguration {
    private static final Logger LOG = System.getLogger(Reconfiguration.class.getName());

    private final Vertx vertx;
    private final Listeners listeners;
    private final ServiceLoader loader;
    private final Logs logs;
    private final PenConfig before;
    private final PenConfig after;
    private final ListenerChange listenerChange;
    /** What services that run already are to go on with. */
    private final Map<Service, ServiceLoader.Change> changes = new HashMap<>();

    /** How each service gets its listener, in their new order. */
    private final List<Supplier<Future<Void>>> places = new ArrayList<>();

    private final List<Runnable> commits = new ArrayList<>();
    private final Deque<Supplier<Future<Void>>> undos = new ArrayDeque<>();

    /**
     * @param before what runs
     * @param after what is to run
     */
    Reconfiguration(
            Vertx vertx, Listeners listeners, ServiceLoader loader, Logs logs, PenConfig before, PenConfig after) {
        this.vertx = vertx;
        this.listeners = listeners;
        this.loader = loader;
        this.logs = logs;
        this.before = before;
        this.after = after;
        this.listenerChange = listeners.change();
        undos.push(listenerChange::undo);
    }

    /**
     * Carries the change out.
     *
     * @param services those of the new configuration, in its order
     * @return a failed future with a {@link org.penlb.config.ConfigException} if it cannot be; nothing has changed then
     */
    Future<Void> apply(List<Merge.Service> services) {
        OpenFiles.provide(after);
        services.stream().filter(this::staysWhereItIs).forEach(service -> listenerChange.stays(listenerOf(service)));
        Future<Void> ready = Future.succeededFuture();
        for (Merge.Service service : services) {
            ready = ready.compose(_ -> service.runsAs() == null ? add(service.config()) : change(service));
        }
        // Opening what cannot be kept open disturbs clients, above all if it is tried again and again: it comes last.
        return ready.compose(_ -> takePlaces())
                .compose(_ -> listenerChange.makeRoom())
                .compose(_ -> checked())
                .map(_ -> commit())
                .recover(e -> undo().transform(_ -> Future.failedFuture(e)))
                .compose(oldOnesClosed -> oldOnesClosed);
    }

    private Future<Void> takePlaces() {
        Future<Void> taken = Future.succeededFuture();
        for (Supplier<Future<Void>> place : places) {
            taken = taken.compose(_ -> place.get());
        }
        return taken;
    }

    /** No service may become its own server. */
    private Future<Void> checked() {
        List<OwnListeners.Place> places =
                listenerChange.after().stream().map(this::place).toList();
        return vertx.executeBlocking(() -> {
                    OwnListeners.check(places).forEach(doubt -> LOG.log(Level.WARNING, "{0}", doubt));
                    return places;
                })
                .mapEmpty();
    }

    private OwnListeners.Place place(Listener listener) {
        Service service = listener.service();
        ServiceLoader.Change change = changes.get(service);
        boolean stays = listeners.all().contains(listener);
        ServerTable before = service.balancer().table();
        return OwnListeners.Place.of(
                change == null ? service.config() : change.config(),
                listener.boundAddress(),
                change == null ? before : change.table(),
                stays ? before.all().stream().map(Server::address).collect(Collectors.toSet()) : Set.of());
    }

    private Future<Void> commit() {
        List<Service> services =
                listenerChange.after().stream().map(Listener::service).toList();
        return listenerChange.commit(
                () -> {
                    commits.forEach(Runnable::run);
                    HelloRouting.connect(services);
                },
                gone -> logs.close(List.of(gone)));
    }

    private Future<Void> undo() {
        Future<Void> undone = Future.succeededFuture();
        while (!undos.isEmpty()) {
            Supplier<Future<Void>> next = undos.pop();
            undone = undone.transform(_ -> next.get());
        }
        return undone;
    }

    private boolean staysWhereItIs(Merge.Service wanted) {
        if (wanted.runsAs() == null) {
            return false;
        }
        ServiceConfig runs = running(wanted);
        return wanted.config().listen().equals(runs.listen())
                && wanted.config().listener().v6only() == runs.listener().v6only();
    }

    private int index(Merge.Service wanted) {
        List<ServiceConfig> services = before.services();
        for (int i = 0; i < services.size(); i++) {
            if (services.get(i).name().equals(wanted.runsAs())) {
                return i;
            }
        }
        throw new IllegalStateException("no service runs as " + wanted.runsAs());
    }

    private ServiceConfig running(Merge.Service wanted) {
        return before.services().get(index(wanted));
    }

    private Listener listenerOf(Merge.Service wanted) {
        return listeners.all().get(index(wanted));
    }

    private Future<Void> change(Merge.Service wanted) {
        ServiceConfig runs = running(wanted);
        Listener listener = listenerOf(wanted);
        Service service = listener.service();
        if (wanted.config().equals(runs)) {
            places.add(() -> keep(listener));
            return Future.succeededFuture();
        }
        return loader.change(service, wanted.config())
                .compose(change -> {
                    changes.put(service, change);
                    commits.add(change);
                    return log(service, runs.log(), wanted.config());
                })
                .map(_ -> {
                    places.add(() -> staysWhereItIs(wanted) ? keep(listener) : open(service, wanted.config()));
                    return null;
                });
    }

    private Future<Void> keep(Listener listener) {
        listenerChange.keep(listener);
        return Future.succeededFuture();
    }

    private Future<Void> add(ServiceConfig wanted) {
        return loader.load(wanted).compose(service -> {
            service.debug(after.debug());
            return log(service, null, wanted).map(_ -> {
                places.add(() -> open(service, wanted));
                return null;
            });
        });
    }

    private Future<Void> open(Service service, ServiceConfig wanted) {
        return listenerChange.openIfFree(
                service, wanted.listen(), wanted.listener().v6only());
    }

    private Future<Void> log(Service service, @Nullable String runs, ServiceConfig wanted) {
        return logs.change(service, runs, wanted.log()).map(change -> {
            commits.add(change.commit());
            undos.push(() -> {
                change.undo().run();
                return Future.succeededFuture();
            });
            return null;
        });
    }
}
