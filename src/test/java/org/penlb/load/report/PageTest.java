package org.penlb.load.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.penlb.load.workload.Cell;
import org.penlb.load.workload.Metric;
import org.penlb.load.workload.Plan;
import org.penlb.load.workload.Results;
import org.penlb.load.workload.Targets;

class PageTest {
    private static final String EVIL = "</script><script>alert('&')</script><!--";
    private static final Results.Series SERIES = new Results.Series("http-keepalive", 1);

    private static Run run() {
        var results = new Results("ours", List.of("haproxy"));
        results.unit(SERIES, "request");
        add(results, "ours", 1000, 10);
        add(results, "ours", 3000, 20);
        add(results, "haproxy", 4000, 5);
        results.skip(new Cell("dns-udp", 1, "haproxy"), EVIL);
        return new Run(
                ZonedDateTime.of(2026, 1, 2, 3, 4, 5, 0, ZoneOffset.UTC),
                List.of("--quick"),
                Map.of("cores", "2"),
                Map.of("haproxy", "HAProxy version 2.6"),
                new Plan(true, 2, Duration.ofSeconds(1), Duration.ZERO, List.of(1), Pattern.compile(".*"), _ -> true),
                results,
                Targets.of(results, List.of(1), 2));
    }

    private static void add(Results results, String balancer, double rate, double cpu) {
        var cell = new Cell(SERIES.workload(), SERIES.loops(), balancer);
        results.add(cell, Metric.DONE, rate);
        results.add(cell, Metric.RATE, rate);
        results.add(cell, Metric.CPU, cpu);
        results.add(cell, Metric.LOST, 0);
    }

    private static String page() {
        Path folder = Path.of(System.getProperty("pen.home", "."), "load-tests", "page");
        return new Page(folder).of(Json.of(run()));
    }

    @Test
    void json_has_rounds_medians_and_ratios() {
        JsonObject series = Json.of(run()).getJsonArray("series").getJsonObject(0);
        assertThat(series.getString("workload")).isEqualTo("http-keepalive");
        JsonObject ours = series.getJsonArray("balancers").getJsonObject(0);
        assertThat(ours.getString("name")).isEqualTo("ours");
        JsonObject cpu = ours.getJsonObject("metrics").getJsonObject("cpu");
        assertThat(cpu.getJsonArray("rounds").stream().toList()).isEqualTo(List.of(10.0, 20.0));
        assertThat(cpu.getDouble("median")).isEqualTo(15);
        assertThat(cpu.getDouble("ratio")).isEqualTo(3);
        assertThat(ours.getJsonObject("metrics").getJsonObject("lost").getDouble("total"))
                .isZero();
    }

    @Test
    void figures_survive_the_page_whatever_is_in_them() {
        String data = Page.data(Json.of(run()));
        assertThat(data).doesNotContain("<", ">", "&");
        String reason = new JsonObject(data)
                .getJsonArray("notMeasured")
                .getJsonObject(0)
                .getString("reason");
        assertThat(reason).isEqualTo(EVIL);
    }

    @Test
    void the_page_ends_its_scripts_itself() {
        String page = page();
        assertThat(page).doesNotContain(EVIL, "{{");
        assertThat(Pattern.compile("</script", Pattern.CASE_INSENSITIVE)
                        .matcher(page)
                        .results())
                .hasSize(3);
    }

    @Test
    void the_page_asks_nobody_for_anything() {
        String page = page();
        // Whatever a script might want: the browser refuses all but what is in the page.
        assertThat(page)
                .contains("content=\"default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'\"");
        assertThat(page).contains("Chart.js v").doesNotContain("sourceMappingURL");
        assertThat(Pattern.compile("<[a-z]+[^>]*\\s(src|href)=|@import")
                        .matcher(page)
                        .results())
                .isEmpty();
    }

    @Test
    void the_table_shows_medians_ratios_and_what_was_left_out() {
        String table = String.join("\n", Table.of(run()));
        assertThat(table)
                .contains("http-keepalive, 1 event loop, unit: request")
                .contains("haproxy: </script>");
        assertThat(table).containsPattern("ours +2,000 +0\\.50 +15\\.00 +3\\.00 +0");
        assertThat(table).containsPattern("CPU to haproxy +3\\.00 +at most 0\\.75 +MISSED");
    }
}
