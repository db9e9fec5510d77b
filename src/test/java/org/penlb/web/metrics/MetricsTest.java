package org.penlb.web.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Names, types and labels are what docs/metrics.adoc says, and the dashboard asks for nothing else. */
class MetricsTest {
    private static final Pattern ROW =
            Pattern.compile("^\\|(pen_\\w+) \\|(\\w+) \\|([\\w-]+) \\|([^|]*) \\|(.*)$", Pattern.MULTILINE);
    private static final Pattern PEN_NAME = Pattern.compile("pen_[a-z_]+");

    private static String docs() throws IOException {
        return Files.readString(Path.of("docs", "metrics.adoc"));
    }

    @Test
    void the_table_is_the_code() throws IOException {
        var documented = new TreeMap<String, String>();
        Matcher row = ROW.matcher(docs());
        while (row.find()) {
            documented.put(row.group(1), row.group(2) + " | " + row.group(4));
        }
        var there = new TreeMap<String, String>();
        for (Metric metric : Metric.values()) {
            String type = metric.type() == Metric.Type.INFO
                    ? "gauge"
                    : metric.type().name().toLowerCase(Locale.ROOT);
            String labels = metric.labels().isEmpty() ? "-" : String.join(", ", metric.labels());
            there.put(metric.wholeName(), type + " | " + labels);
        }
        assertThat(documented).isEqualTo(there);
    }

    @Test
    void units_are_named_as_prometheus_wants_it() throws IOException {
        Matcher row = ROW.matcher(docs());
        while (row.find()) {
            String name = row.group(1);
            assertThat(name.endsWith("_total")).as(name).isEqualTo(row.group(2).equals("counter"));
            switch (row.group(3)) {
                case "bytes" -> assertThat(name).contains("_bytes");
                case "seconds" -> assertThat(name).endsWith("_seconds");
                default -> assertThat(name).doesNotContain("_seconds").doesNotContain("_bytes");
            }
        }
    }

    @Test
    void the_dashboard_and_the_alerts_ask_for_what_there_is() throws IOException {
        var names =
                Arrays.stream(Metric.values()).map(Metric::wholeName).collect(Collectors.toCollection(TreeSet::new));
        String dashboard = Files.readString(Path.of("conf", "grafana-dashboard.json"));
        for (String text : new String[] {dashboard, docs()}) {
            Matcher name = PEN_NAME.matcher(text);
            while (name.find()) {
                assertThat(names).contains(name.group().replaceFirst("_(bucket|sum|count)$", ""));
            }
        }
        assertThat(dashboard).contains("pen_service_up", "pen_server_up", "pen_service_latency_seconds_bucket");
    }
}
