package org.penlb;

import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.SocketAddress;
import java.util.ArrayList;
import java.util.List;
import org.penlb.config.Address;
import org.penlb.config.PenConfig;
import org.penlb.config.ServiceConfig;
import org.penlb.listen.Listener;
import org.penlb.listen.NameResolver;
import org.penlb.listen.ServiceLoader;

/**
 * Deploys what a configuration asks for: for each service its listener verticles. It starts all of them or none, and
 * undeploying it ends them all.
 */
public final class PenVerticle extends VerticleBase {
    private static final Logger LOG = System.getLogger(PenVerticle.class.getName());

    private final PenConfig config;
    private final List<Listener> listeners = new ArrayList<>();
    private final List<SocketAddress> addresses = new ArrayList<>();

    public PenVerticle(PenConfig config) {
        this.config = config;
    }

    /**
     * Opens every listener.
     *
     * @return fails with a {@link org.penlb.config.ConfigException} that names what cannot be started and why
     */
    @Override
    public Future<?> start() {
        Future<Void> started = Future.succeededFuture();
        for (ServiceConfig service : config.services()) {
            started = started.compose(_ -> open(service));
        }
        return started.recover(e -> stop().transform(_ -> Future.failedFuture(e)));
    }

    private Future<Void> open(ServiceConfig service) {
        var resolver = new NameResolver(vertx);
        String place = "listener \"" + service.listen() + "\"";
        return resolver.resolve(place, service.listen())
                .compose(address -> new ServiceLoader(resolver)
                        .load(service)
                        .map(loaded -> new Listener(vertx, loaded, address, config.relay(), config.eventLoops())))
                .compose(listener -> listener.open().map(address -> {
                    listeners.add(listener);
                    addresses.add(address);
                    LOG.log(
                            Level.INFO,
                            "{0}: clients come in at {1}, at most {2} at a time",
                            service.name(),
                            Address.of(address),
                            String.valueOf(service.connectionsMax()));
                    return (Void) null;
                }));
    }

    /** Closes every listener and ends its connections. */
    @Override
    public Future<?> stop() {
        return Future.join(listeners.stream().map(Listener::close).toList());
    }

    /** The listeners in the order of the services, for those who ask about their state. */
    public List<Listener> listeners() {
        return List.copyOf(listeners);
    }

    /** Where each service really listens, in the order of the services. */
    public List<SocketAddress> addresses() {
        return List.copyOf(addresses);
    }
}
