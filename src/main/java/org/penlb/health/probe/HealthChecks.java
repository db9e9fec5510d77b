package org.penlb.health.probe;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.penlb.balance.Server;
import org.penlb.config.Protocol;
import org.penlb.config.RelayKind;
import org.penlb.health.ProbeResult;
import org.penlb.service.Service;

/**
 * The health checks of a Pen: of each service from when it first serves until it is gone, whatever its listeners do
 * meanwhile. A Pen that has nothing to check has no event loop for that.
 */
public final class HealthChecks {
    private final Vertx vertx;
    private final Context context;
    private final RelayKind relay;
    private @Nullable Future<HealthVerticle> deployed;
    private volatile boolean checking;

    /** To be made in the context of the verticle that they are to be a part of. */
    public HealthChecks(Vertx vertx, RelayKind relay) {
        this.vertx = vertx;
        this.context = vertx.getOrCreateContext();
        this.relay = relay;
    }

    /** Checks the servers of these services from now on. */
    public Future<Void> start(List<Service> services) {
        checking = true;
        return follow(services);
    }

    /** Checks nothing more. */
    public void stop() {
        follow(List.of());
        checking = false;
    }

    /**
     * Checks the servers of these services, and of no others. To be called again whenever services come, go or change:
     * settings take effect at once then. Does nothing before the {@link #start} and after the {@link #stop}.
     */
    public Future<Void> follow(List<Service> services) {
        if (!checking) {
            return Future.succeededFuture();
        }
        List<Service> checked = services.stream()
                .filter(service -> Probes.canCheck(service.config().protocol()))
                .toList();
        Future<HealthVerticle> verticle = verticle(!checked.isEmpty());
        return verticle == null ? Future.succeededFuture() : verticle.compose(running -> running.watch(checked));
    }

    /**
     * Asks a server once how it is, apart from its checks: over TCP by a connection that is closed at once, of DNS by the
     * query of its checks. A good answer counts as one to a check. For any thread.
     *
     * @param patience how long an answer is waited for
     * @return what it says, soon after that time; that it was not asked before the {@link #start}, after the {@link #stop}, and
     *     where there is no way to ask. Does not fail; completed on another thread
     */
    public Future<ProbeResult> ask(Service service, Server server, Duration patience) {
        boolean canAsk = checking && service.config().protocol() != Protocol.UDP;
        Future<HealthVerticle> verticle = verticle(canAsk);
        return !canAsk || verticle == null
                ? Future.succeededFuture(ProbeResult.Plain.NOT_ASKED)
                : verticle.compose(running -> running.ask(service, server, patience))
                        .map(result -> {
                            if (result == ProbeResult.Plain.GOOD) {
                                service.reports().checkWasGood(server);
                            }
                            return result;
                        })
                        .otherwise(ProbeResult.Plain.NOT_ASKED);
    }

    private synchronized @Nullable Future<HealthVerticle> verticle(boolean needed) {
        if (deployed == null && needed) {
            deployed = deploy();
        }
        return deployed;
    }

    private Future<HealthVerticle> deploy() {
        var verticle = new HealthVerticle(relay);
        // Vert.x makes what is deployed a part of who deploys it; here it must be us, whoever's event brought us here.
        Promise<HealthVerticle> running = Promise.promise();
        context.runOnContext(_ -> vertx.deployVerticle(verticle).map(verticle).onComplete(running));
        return running.future();
    }

    /** Ends them all. */
    public Future<Void> close() {
        checking = false;
        Future<HealthVerticle> verticle = verticle(false);
        return verticle == null ? Future.succeededFuture() : verticle.compose(this::undeploy);
    }

    private Future<Void> undeploy(HealthVerticle verticle) {
        String id = verticle.deploymentID();
        // Vert.x has undeployed it already if it is the verticle that deployed it which goes.
        return vertx.deploymentIDs().contains(id) ? vertx.undeploy(id) : Future.succeededFuture();
    }
}
