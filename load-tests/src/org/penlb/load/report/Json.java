package org.penlb.load.report;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.penlb.load.process.Lab;
import org.penlb.load.workload.Cell;
import org.penlb.load.workload.Metric;
import org.penlb.load.workload.Results;
import org.penlb.load.workload.Target;

/** All that is known about a run. */
public final class Json {
    private Json() {}

    /** A run as JSON: {@code series} has the figures of every round, with medians and ratios to the best peer. */
    public static JsonObject of(Run run) {
        Results results = run.results();
        var series = new JsonArray();
        results.series().forEach(each -> series.add(series(results, each)));
        var skips = new JsonArray();
        results.skips()
                .forEach(skip -> skips.add(new JsonObject()
                        .put("workload", skip.cell().workload())
                        .put("loops", skip.cell().loops())
                        .put("balancer", skip.cell().balancer())
                        .put("reason", skip.reason())));
        var targets = new JsonArray();
        run.targets().forEach(target -> targets.add(target(target)));
        return new JsonObject()
                .put("begun", run.begun().format(DateTimeFormatter.ISO_OFFSET_DATE_TIME))
                .put("arguments", new JsonArray(run.arguments()))
                .put("jvmOptions", Optional.ofNullable(System.getenv("PEN_JAVA_OPTS")).orElse(""))
                .put(
                        "plan",
                        new JsonObject()
                                .put("quick", run.plan().quick())
                                .put("rounds", run.plan().rounds())
                                .put("seconds", number(run.plan().length()))
                                .put("warmUpSeconds", number(run.plan().warmUp())))
                .put("machine", object(run.machine()))
                .put("versions", object(run.versions()))
                .put("ours", results.ours())
                .put("targets", targets)
                .put("series", series)
                .put("notMeasured", skips)
                .put("failures", new JsonArray(results.failures()));
    }

    /** A length in seconds, without a fraction where it has none. */
    private static Number number(Duration length) {
        boolean whole = length.equals(Duration.ofSeconds(length.toSeconds()));
        return whole ? (Number) length.toSeconds() : (Number) Lab.seconds(length);
    }

    private static JsonObject object(Map<String, String> map) {
        var object = new JsonObject();
        map.forEach(object::put);
        return object;
    }

    private static JsonObject target(Target target) {
        var object = new JsonObject()
                .put("what", target.what())
                .put("wanted", target.wanted())
                .put("reached", target.reached())
                .put("limit", target.limit())
                .put("verdict", target.verdict().words());
        target.figure().ifPresent(figure -> object.put("figure", figure));
        return object;
    }

    private static JsonObject series(Results results, Results.Series series) {
        var balancers = new JsonArray();
        results.cells(series).forEach(cell -> balancers.add(balancer(results, cell)));
        var object = new JsonObject()
                .put("title", Table.title(results, series))
                .put("workload", series.workload())
                .put("loops", series.loops())
                .put("unit", results.unit(series))
                .put("balancers", balancers);
        results.offered(series).ifPresent(rate -> object.put("offered", rate));
        return object;
    }

    private static JsonObject balancer(Results results, Cell cell) {
        var metrics = new JsonObject();
        for (Metric metric : results.metrics(cell)) {
            var figures = new JsonObject()
                    .put("label", metric.label())
                    .put("unit", metric.unit())
                    .put("rounds", new JsonArray(results.rounds(cell, metric)))
                    .put("median", results.median(cell, metric).orElseThrow());
            results.ratioToBest(cell, metric).ifPresent(ratio -> figures.put("ratio", ratio));
            if (metric.better() == Metric.Better.NEITHER) {
                figures.put("total", results.total(cell, metric));
            }
            metrics.put(metric.name().toLowerCase(Locale.ROOT), figures);
        }
        return new JsonObject()
                .put("name", cell.balancer())
                .put("worthy", results.worthy(cell))
                .put("metrics", metrics);
    }
}
