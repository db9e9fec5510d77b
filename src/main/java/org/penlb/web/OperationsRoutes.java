package org.penlb.web;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.healthchecks.CheckResult;
import io.vertx.ext.healthchecks.HealthChecks;
import io.vertx.ext.healthchecks.Status;
import io.vertx.ext.web.RoutingContext;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.penlb.admin.Administration;
import org.penlb.cluster.ClusterView;
import org.penlb.control.StatusPage;
import org.penlb.listen.Listener;
import org.penlb.service.Service;
import org.penlb.service.ServiceCondition;
import org.penlb.service.ServiceSnapshot;
import org.penlb.web.metrics.Metrics;

/** What those ask who look after Pen: health checks of other programs, and pen's own status page. */
final class OperationsRoutes {
    private static final String STYLE_HASH = hash(StatusPage.STYLE);
    /** Busy is not dead: whoever asks knows best how long to wait, and whoever restarts Pen for it helps nobody. */
    private static final long PATIENCE_MILLIS = 20_000;

    private static final String OPEN_METRICS = "application/openmetrics-text";
    private static final Set<String> TEXT_VERSIONS = Set.of("0.0.4");
    /** Who asks for the older one reads the other, too: Prometheus always has. */
    private static final Set<String> OPEN_METRICS_VERSIONS = Set.of("0.0.1", "1.0.0");

    private static final String UP = "UP";
    private static final String DOWN = "DOWN";
    /** A check is asked often, and its answer read by machines. */
    private static final int MOST_NAMED = 10;

    private final Vertx vertx;
    private final Administration pen;
    private final Answers answers;
    private final Metrics metrics;

    OperationsRoutes(Vertx vertx, Administration pen, Answers answers, Metrics metrics) {
        this.metrics = metrics;
        this.vertx = vertx;
        this.pen = pen;
        this.answers = answers;
    }

    void addTo(Endpoints endpoints) {
        endpoints.read("/metrics", Set.of(), this::metrics);
        endpoints.read("/health/live", Set.of(), this::live);
        endpoints.read("/health/ready", Set.of(), this::ready);
        endpoints.read(
                "/status",
                Set.of("text/html"),
                request -> status(request, pen.listeners().getFirst()));
        endpoints.read(
                "/status/{service}",
                Set.of("text/html"),
                request -> status(request, RequestParameters.service(request, pen)));
    }

    private void metrics(RoutingContext request) {
        String type = metricsType(new Preferences(request.request().headers().getAll(HttpHeaders.ACCEPT)));
        if (type == null) {
            throw Errors.notAcceptable(List.of("text/plain", OPEN_METRICS));
        }
        request.response().putHeader(HttpHeaders.VARY, HttpHeaders.ACCEPT);
        answers.end(request, type, answers.make(() -> metrics.scrape(type)));
    }

    /** The format that is wanted most, null if none is. Only who names OpenMetrics gets it as gladly as what everybody reads. */
    static @Nullable String metricsType(Preferences wanted) {
        double text = wanted.ofType("text/plain", TEXT_VERSIONS);
        double open = wanted.ofType(OPEN_METRICS, OPEN_METRICS_VERSIONS);
        if (open > text || (open > 0 && open == text && wanted.name(OPEN_METRICS))) {
            return Metrics.OPEN_METRICS;
        }
        return text > 0 ? Metrics.TEXT : null;
    }

    /** That an answer comes is most of it: the event loops turn, and the thread that makes answers does. */
    private void live(RoutingContext request) {
        HealthChecks checks = HealthChecks.create(vertx);
        checks.register(
                "answers",
                PATIENCE_MILLIS,
                check -> answers.make(() -> true)
                        .onComplete(
                                _ -> check.tryComplete(Status.OK()))); // not if it took too long: that is told already
        health(request, checks);
    }

    private void ready(RoutingContext request) {
        HealthChecks checks = HealthChecks.create(vertx);
        checks.register(
                "listeners",
                check -> check.complete(status(pen.isServing(), "clients are not let in yet, or any more")));
        for (Listener listener : pen.listeners()) {
            Service service = listener.service();
            // The name of a service is a path to the checks if it has a slash in it: then its check is one of a group.
            checks.register("service " + service.config().name(), check -> check.complete(condition(service)));
        }
        ClusterView cluster = pen.cluster();
        if (cluster != null) {
            checks.register("cluster", check -> check.complete(standing(cluster)));
        }
        health(request, checks);
    }

    /** Who is cut off from the others serves all the same: that keeps nobody away, but it is said. */
    private static Status standing(ClusterView cluster) {
        return Status.OK(new JsonObject()
                .put("state", cluster.state().word())
                .put("known", 1 + cluster.peers().size())
                .put("heard", 1 + cluster.heard()));
    }

    /** That a server is unproven keeps nobody away, or nobody would ever find out; but it is said. */
    private static Status condition(Service service) {
        if (ServiceCondition.of(service) == ServiceCondition.DOWN) {
            return status(false, "no server takes clients");
        }
        List<String> unproven = ServiceSnapshot.of(service).regular().stream()
                .filter(server -> server.condition().isUnproven())
                .limit(MOST_NAMED)
                .map(server -> server.config().address().toString())
                .toList();
        return unproven.isEmpty() ? Status.OK() : Status.OK(new JsonObject().put("unproven", new JsonArray(unproven)));
    }

    private static Status status(boolean up, String reason) {
        return up ? Status.OK() : Status.KO(new JsonObject().put("reason", reason));
    }

    private void health(RoutingContext request, HealthChecks checks) {
        Future<CheckResult> result = checks.checkStatus();
        answers.here(result)
                .onComplete(
                        done -> {
                            boolean up = CheckResult.isUp(done);
                            request.response()
                                    .setStatusCode(up ? 200 : 503)
                                    .putHeader(HttpHeaders.CONTENT_TYPE, Answers.JSON);
                            request.end(json(done, up).toBuffer());
                        },
                        request::fail);
    }

    /** The form that the handler of vertx-health-check for vertx-web gives it. */
    private static JsonObject json(CheckResult result, boolean up) {
        JsonObject json = result.toJson();
        json.put("outcome", json.getString("outcome", up ? UP : DOWN));
        json.put("status", up ? UP : DOWN);
        return json;
    }

    private void status(RoutingContext request, Listener listener) {
        SecurityHeaders.allowStyle(request.response(), STYLE_HASH);
        Future<Buffer> page = StatusPage.of(listener.service(), pen.notices()).map(Buffer::buffer);
        answers.end(request, "text/html; charset=utf-8", page);
    }

    private static String hash(String style) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(style.getBytes(StandardCharsets.UTF_8));
            return "sha256-" + Base64.getEncoder().encodeToString(hash);
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every JDK has SHA-256", e);
        }
    }
}
