package org.penlb.admin;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.SocketAddress;
import java.util.List;
import java.util.Set;
import org.penlb.config.Address;
import org.penlb.config.PenConfig;
import org.penlb.config.Route;
import org.penlb.config.ServiceConfig;
import org.penlb.events.Events;
import org.penlb.events.Origin;
import org.penlb.events.ServiceEvent;
import org.penlb.listen.Listener;
import org.penlb.listen.ListenerRoom;
import org.penlb.listen.Listeners;
import org.penlb.service.HelloRouting;
import org.penlb.service.OwnListeners;
import org.penlb.service.ServiceLoader;

/** The steps that bring services from a configuration to their listeners. What one of them fails for, the caller cleans up. */
final class Start {
    private static final Logger LOG = System.getLogger(Start.class.getName());

    private final Vertx vertx;
    private final RunningConfig running;
    private final ServiceLoader loader;
    private final Listeners listeners;
    private final Logs logs;
    private final Events events;

    Start(Vertx vertx, RunningConfig running, ServiceLoader loader, Listeners listeners, Logs logs, Events events) {
        this.vertx = vertx;
        this.running = running;
        this.loader = loader;
        this.listeners = listeners;
        this.logs = logs;
        this.events = events;
    }

    /** As {@link Administration#prepare}. */
    Future<Void> prepare() {
        PenConfig config = running.now();
        Future<Void> prepared = Future.succeededFuture().map(_ -> {
            ListenerRoom.require(config.services(), config.eventLoops());
            return null;
        });
        for (ServiceConfig service : config.services()) {
            prepared = prepared.compose(_ -> loader.load(service)).compose(loaded -> {
                loaded.debug(config.debug());
                return listeners.prepare(loaded, service.listen());
            });
        }
        running.ordersAreDone();
        return prepared.compose(_ -> {
            HelloRouting.connect(running.services());
            return checked();
        });
    }

    /** No service may be its own server; that is seen best when names are resolved. */
    private Future<Void> checked() {
        List<OwnListeners.Place> places = listeners.all().stream()
                .map(listener -> OwnListeners.Place.of(
                        listener.service().config(),
                        listener.boundAddress(),
                        listener.service().balancer().table(),
                        Set.of()))
                .toList();
        return vertx.executeBlocking(() -> {
                    OwnListeners.check(places).forEach(doubt -> LOG.log(Level.WARNING, "{0}", doubt));
                    return places;
                })
                .mapEmpty();
    }

    /** As {@link Administration#openLogs}. Waits for all, so that those that were opened can be closed when one cannot be. */
    Future<Void> openLogs() {
        return Future.join(running.services().stream().map(logs::openFor).toList())
                .mapEmpty();
    }

    /** As {@link Administration#open}. */
    Future<List<SocketAddress>> open() {
        return listeners.openAll().map(this::tellOpened);
    }

    private List<SocketAddress> tellOpened(List<SocketAddress> addresses) {
        for (int i = 0; i < addresses.size(); i++) {
            ServiceConfig service = running.now().services().get(i);
            if (service.routing() instanceof Route) {
                continue;
            }
            String name = service.name();
            events.publish(new ServiceEvent.Opened(name, Address.of(addresses.get(i)), null, Origin.START));
        }
        return addresses;
    }

    /** Tells that clients are let in, where, and what an operator can hardly have meant. */
    void tellServing() {
        for (Listener listener : listeners.all()) {
            ServiceConfig service = listener.service().config();
            if (service.routing() instanceof Route) {
                continue;
            }
            LOG.log(
                    Level.INFO,
                    "{0}: clients come in at {1}, at most {2} at a time",
                    service.name(),
                    Address.of(listener.boundAddress()),
                    String.valueOf(service.connectionsMax()));
        }
        running.now().doubts().forEach(doubt -> LOG.log(Level.WARNING, "{0}", doubt));
    }
}
