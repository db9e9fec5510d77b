package org.penlb.health.probe;

import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.internal.ContextInternal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.penlb.config.RelayKind;
import org.penlb.relay.DatagramTransport;
import org.penlb.relay.Transports;
import org.penlb.service.EventLoopContext;
import org.penlb.service.Service;

/** The event loop on which all servers are asked how they are. */
final class HealthVerticle extends VerticleBase {
    private final RelayKind relay;
    private final Map<Service, ServiceWatch> watches = new LinkedHashMap<>();
    private @Nullable DatagramTransport transport;

    HealthVerticle(RelayKind relay) {
        this.relay = relay;
    }

    @Override
    public Future<?> start() {
        transport = Transports.datagramsOn(((ContextInternal) context).nettyEventLoop(), relay);
        return Future.succeededFuture();
    }

    /** Watches over these services and no others, by their settings of now. For any thread. */
    Future<Void> watch(List<Service> services) {
        return new EventLoopContext(context)
                .call(() -> {
                    follow(services);
                    return this;
                })
                .mapEmpty();
    }

    private void follow(List<Service> services) {
        DatagramTransport datagrams = transport;
        if (datagrams == null) {
            return; // it has ended
        }
        watches.entrySet().removeIf(entry -> {
            boolean gone = !services.contains(entry.getKey());
            if (gone) {
                entry.getValue().close();
            }
            return gone;
        });
        for (Service service : services) {
            watches.computeIfAbsent(service, _ -> new ServiceWatch(vertx, service, datagrams))
                    .look();
        }
    }

    @Override
    public Future<?> stop() {
        watches.values().forEach(ServiceWatch::close);
        watches.clear();
        if (transport != null) {
            transport.close();
            transport = null;
        }
        return Future.succeededFuture();
    }
}
