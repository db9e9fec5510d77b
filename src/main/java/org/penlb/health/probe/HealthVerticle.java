package org.penlb.health.probe;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;
import io.vertx.core.internal.ContextInternal;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.penlb.balance.Server;
import org.penlb.config.RelayKind;
import org.penlb.health.Probe;
import org.penlb.health.ProbeResult;
import org.penlb.relay.DatagramTransport;
import org.penlb.relay.Transport;
import org.penlb.relay.Transports;
import org.penlb.service.EventLoopContext;
import org.penlb.service.Service;

/** The event loop on which all servers are asked how they are. */
final class HealthVerticle extends VerticleBase {
    private static final Logger LOG = System.getLogger(HealthVerticle.class.getName());

    private final RelayKind relay;
    private final Map<Service, ServiceWatch> watches = new LinkedHashMap<>();
    private final Set<Inquiry> inquiries = new HashSet<>();
    private @Nullable DatagramTransport transport;
    /** Most Pens need none here. */
    private @Nullable Transport streams;

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

    /**
     * Asks a server once. For any thread.
     *
     * @return does not fail
     */
    Future<ProbeResult> ask(Service service, Server server, Duration patience) {
        Promise<ProbeResult> result = Promise.promise();
        context.runOnContext(_ -> {
            try {
                ask(service, server, patience, result);
            } catch (RuntimeException e) {
                LOG.log(Level.WARNING, "server " + server + " cannot be asked", e);
                result.tryComplete(ProbeResult.Plain.NOT_ASKED);
            }
        });
        return result.future();
    }

    private void ask(Service service, Server server, Duration patience, Promise<ProbeResult> result) {
        DatagramTransport datagrams = transport;
        Probe probe = datagrams == null ? null : Probes.once(service, server, datagrams, this::streams);
        if (probe == null) {
            result.complete(ProbeResult.Plain.NOT_ASKED);
            return;
        }
        var inquiry = new Inquiry(vertx, patience.toNanos(), result::tryComplete);
        inquiries.add(inquiry);
        result.future().onComplete(_ -> inquiries.remove(inquiry));
        inquiry.begin(probe, server.address());
    }

    private Transport streams() {
        Transport known = streams;
        if (known == null) {
            known = Transports.on(((ContextInternal) context).nettyEventLoop(), relay, 0);
            streams = known;
        }
        return known;
    }

    @Override
    public Future<?> stop() {
        List.copyOf(inquiries).forEach(Inquiry::close);
        watches.values().forEach(ServiceWatch::close);
        watches.clear();
        if (transport != null) {
            transport.close();
            transport = null;
        }
        if (streams != null) {
            streams.close();
            streams = null;
        }
        return Future.succeededFuture();
    }
}
