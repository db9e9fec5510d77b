package org.penlb;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.shareddata.LocalMap;
import io.vertx.core.shareddata.Shareable;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Several instances of one deployment, of which the first runs Pen and the others share its fate. */
final class Deployment {
    private static final String DEPLOYMENTS = "org.penlb.deployments";

    /** How the start of the one that leads goes. */
    private record Lead(Promise<Void> started) implements Shareable {}

    private final LocalMap<String, Lead> deployments;
    private final String id;
    private final Lead lead;
    private final @Nullable Lead leader;

    private Deployment(LocalMap<String, Lead> deployments, String id) {
        this.deployments = deployments;
        this.id = id;
        this.lead = new Lead(Promise.promise());
        this.leader = deployments.putIfAbsent(id, lead);
    }

    /** The deployment that this instance is a part of; the first that asks leads it. */
    static Deployment of(Vertx vertx, Context context) {
        return new Deployment(vertx.sharedData().getLocalMap(DEPLOYMENTS), context.deploymentID());
    }

    /** Whether another instance leads. */
    boolean isLed() {
        return leader != null;
    }

    /** How the start of the one that leads goes. */
    Future<Void> started() {
        return Objects.requireNonNullElse(leader, lead).started().future();
    }

    /** This instance leads: others start when it has, or fail with it. */
    Future<?> lead(Future<?> start) {
        return start.<Void>mapEmpty().onComplete(lead.started()).onFailure(_ -> forget());
    }

    /** The end of this instance. */
    void forget() {
        deployments.removeIfPresent(id, lead);
    }
}
