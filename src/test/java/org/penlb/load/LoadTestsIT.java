package org.penlb.load;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.penlb.load.balancer.Balancer;
import org.penlb.load.workload.Workload;
import org.penlb.testing.Payload;

/** The load tests as a user runs them, quickly: that all of it works, not how fast anything is. */
@Timeout(value = 10, unit = TimeUnit.MINUTES)
class LoadTestsIT {
    private static final Path RUN = Path.of(System.getProperty("pen.home"), "load-tests", "run");

    /** Much of it is waiting: for a program to start, for a measurement to be over. */
    private static final List<String> PARTS = List.of("^(http|start|idle|tls)", "^(dns|servers|tracked|recovery)");

    /** How much memory has grown: a collector that gives some back meanwhile outweighs a quick run's few connections. */
    private static final String GROWTH = "per_connection";

    @TempDir
    Path folder;

    private record Ended(int status, String said) {}

    private Ended run(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(RUN.toString()));
        command.addAll(List.of(arguments));
        Path log = Files.createTempFile(folder, "log", "");
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        try {
            return new Ended(process.waitFor(), Files.readString(log));
        } finally {
            process.destroy(); // with TERM it ends what it has started
        }
    }

    private static Stream<JsonObject> objects(JsonArray array) {
        return array.stream().map(JsonObject.class::cast);
    }

    @Test
    void a_quick_run_measures_every_workload_with_everybody_who_is_there() throws Exception {
        for (Workload workload : Workload.all()) {
            assertThat(PARTS.stream()
                            .filter(part -> Pattern.compile(part)
                                    .matcher(workload.name())
                                    .find()))
                    .as("the part that " + workload.name() + " is in")
                    .hasSize(1);
        }
        List<Future<JsonObject>> parts =
                PARTS.stream().map(part -> Payload.beside(() -> quickRun(part))).toList();
        List<JsonObject> series = new ArrayList<>();
        List<JsonObject> skips = new ArrayList<>();
        for (Future<JsonObject> part : parts) {
            JsonObject run = part.get();
            objects(run.getJsonArray("series")).forEach(series::add);
            objects(run.getJsonArray("notMeasured")).forEach(skips::add);
        }
        for (Workload workload : Workload.all()) {
            Predicate<JsonObject> its = each -> each.getString("workload").startsWith(workload.name());
            if (workload.refusal().isPresent()) {
                assertThat(skips).as(workload.name()).anyMatch(its);
                continue;
            }
            assertThat(series).as(workload.name()).anyMatch(its);
            series.stream().filter(its).forEach(each -> assertMeasured(each, skips));
        }
        assertThat(series.stream().map(each -> each.getInteger("loops"))).contains(1, 2);
    }

    /** Runs the workloads of these names; the result is the report. */
    private JsonObject quickRun(String only) throws Exception {
        Path output = Files.createTempDirectory(folder, "results");
        Ended ended = run("--quick", "--only", only, "--output", output.toString());
        assertThat(ended.status()).as(ended.said()).isZero();
        JsonObject run = new JsonObject(Files.readString(only(output, ".json")));
        assertThat(run.getJsonArray("failures")).isEmpty();
        assertThat(run.getJsonArray("targets"))
                .as("a smoke run has no thresholds")
                .isEmpty();
        assertThat(Files.readString(only(output, ".html")))
                .startsWith("<!doctype html>")
                .contains("default-src 'none'")
                .endsWith("</html>\n");
        return run;
    }

    private static void assertMeasured(JsonObject series, List<JsonObject> skips) {
        String workload = series.getString("workload");
        List<JsonObject> balancers = objects(series.getJsonArray("balancers")).toList();
        for (JsonObject balancer : balancers) {
            JsonObject metrics = balancer.getJsonObject("metrics");
            assertThat(metrics.fieldNames()).as(workload + " " + balancer).isNotEmpty();
            metrics.forEach(metric -> {
                String what = workload + " " + balancer.getString("name") + " " + metric.getKey();
                double median = ((JsonObject) metric.getValue()).getDouble("median");
                assertThat(median).as(what).isFinite();
                if (!metric.getKey().equals(GROWTH)) {
                    assertThat(median).as(what).isNotNegative();
                }
            });
        }
        assertThat(balancers)
                .as(workload)
                .anyMatch(each -> each.getString("name").equals("ours"));
        for (Balancer balancer : Balancer.all()) {
            if (balancer.missing().isEmpty()) {
                String name = balancer.name();
                boolean measured = balancers.stream()
                        .anyMatch(each -> each.getString("name").equals(name));
                boolean explained = skips.stream()
                        .anyMatch(skip -> skip.getString("balancer").equals(name)
                                && !skip.getString("reason").startsWith("failed"));
                assertThat(measured || explained).as(workload + " with " + name).isTrue();
            }
        }
    }

    @Test
    void an_earlier_state_is_measured_beside_ours() throws Exception {
        Path output = folder.resolve("results");
        Ended ended = run(
                "--quick",
                "--loops",
                "1",
                "--only",
                "http-keepalive$",
                "--before",
                System.getProperty("pen.home"),
                "--balancers",
                "ours,before",
                "--output",
                output.toString());
        assertThat(ended.status()).as(ended.said()).isZero();
        JsonObject run = new JsonObject(Files.readString(only(output, ".json")));
        assertThat(objects(run.getJsonArray("series"))
                        .flatMap(series -> objects(series.getJsonArray("balancers")))
                        .map(balancer -> balancer.getString("name")))
                .contains("ours", "before");
    }

    private static Path only(Path folder, String ending) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            List<Path> found =
                    files.filter(file -> file.toString().endsWith(ending)).toList();
            assertThat(found).hasSize(1);
            return found.getFirst();
        }
    }

    /** What else cannot be meant is refused in {@link MainTest}'s own process. */
    @Test
    void what_cannot_be_meant_is_a_line_and_exit_status_2() throws Exception {
        Ended ended = run("--rounds", "0");
        assertThat(ended.status()).isEqualTo(2);
        assertThat(ended.said())
                .contains("load-tests/run: --rounds: 0 (expected: 1 or more)")
                .doesNotContain("\tat ");
    }
}
