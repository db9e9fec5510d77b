package org.penlb.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.penlb.web.WebStage.BEARER;

import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.penlb.cluster.ClusterViews;
import org.penlb.config.AccessRule;
import org.penlb.config.IpAddress;
import org.penlb.config.Protocol;
import org.penlb.config.ProxyAccept;
import org.penlb.config.Routing;
import org.penlb.config.ServiceBuilder;
import org.penlb.testing.Await;
import org.penlb.testing.EchoServer;
import org.penlb.testing.UdpVisitor;
import org.penlb.testing.Visitor;

/** What a scrape brings. */
@Timeout(60)
class ScrapeTest {
    private static final Pattern FAMILY = Pattern.compile("^# TYPE (\\w+) ", Pattern.MULTILINE);

    private final List<AutoCloseable> open = new ArrayList<>();
    private final EchoServer server = opened(new EchoServer("tcp"));
    private final WebStage pen = opened(WebStage.start(
            WebStage.service("web", server.address(), "127.0.0.9:1"),
            udp(),
            dns(),
            tls(),
            WebStage.secure("secure", server.address())));

    private <T extends AutoCloseable> T opened(T resource) {
        open.add(resource);
        return resource;
    }

    private static ServiceBuilder udp() {
        var service = WebStage.service("udp", "127.0.0.8:9");
        service.protocol = Protocol.UDP;
        service.listener = service.listener.withProxyAccept(
                new ProxyAccept(List.of(AccessRule.host(true, IpAddress.parse("10.0.0.1"))), false));
        return service;
    }

    private static ServiceBuilder tls() {
        var service = WebStage.service("tls", "127.0.0.8:443");
        service.routing = new Routing.Routed(Routing.USUAL_HELLO_TIMEOUT);
        service.log = "/dev/null";
        return service;
    }

    private static ServiceBuilder dns() {
        var service = WebStage.service("dns", "127.0.0.8:53");
        service.balanceDns();
        return service;
    }

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable each : open.reversed()) {
            each.close();
        }
    }

    private String scrape(String... headers) {
        Http.Answer answer = pen.http.get("/metrics", headers);
        assertThat(answer.status()).isEqualTo(200);
        return answer.text();
    }

    private double value(String series) {
        return scrape().lines()
                .filter(line -> line.startsWith(series + " "))
                .mapToDouble(line -> Double.parseDouble(line.substring(series.length() + 1)))
                .findFirst()
                .orElseThrow(() -> new AssertionError(series + " is not there:\n" + scrape()));
    }

    @Test
    void all_that_there_is_is_documented_and_all_that_is_documented_is_there() throws IOException {
        String docs = Files.readString(Path.of("docs", "metrics.adoc"));
        pen.pen().cluster(ClusterViews::partly);
        Set<String> families = families(scrape());
        Set<String> documented = matches(Pattern.compile("^\\|(pen_\\w+) ", Pattern.MULTILINE), docs);
        assertThat(families.stream().filter(name -> name.startsWith("pen_")).collect(Collectors.toSet()))
                .isEqualTo(documented);
        Set<String> prefixes = matches(Pattern.compile("^\\|((?:jvm|process|system)_\\w+) ", Pattern.MULTILINE), docs);
        assertThat(families)
                .allMatch(name -> name.startsWith("pen_") || prefixes.stream().anyMatch(name::startsWith));
        assertThat(prefixes).allMatch(prefix -> families.stream().anyMatch(name -> name.startsWith(prefix)));
    }

    private static Set<String> families(String scrape) {
        return matches(FAMILY, scrape);
    }

    private static Set<String> matches(Pattern pattern, String text) {
        var found = new TreeSet<String>();
        Matcher matcher = pattern.matcher(text);
        while (matcher.find()) {
            found.add(matcher.group(1));
        }
        return found;
    }

    @Test
    void a_log_is_up_as_long_as_it_can_be_written() {
        assertThat(value("pen_log_up{log=\"/dev/null\",service=\"tls\"}")).isEqualTo(1);
        assertThat(value("pen_log_lines_dropped_total{log=\"/dev/null\",service=\"tls\"}"))
                .isZero();
        assertThat(value("pen_reload_waiting")).isZero();
    }

    @Test
    void reasons_for_refusing_headers_are_told_of_services_that_have_proxies() throws IOException {
        try (var client = new UdpVisitor("127.0.0.1", pen.address(1))) {
            client.send("no proxy");
        }
        assertThat(value("pen_service_proxy_refused_total{protocol=\"udp\",reason=\"missing\",service=\"udp\"}"))
                .isZero();
        assertThat(scrape()).doesNotContain("reason=\"missing\",service=\"web\"");
    }

    @Test
    void clients_move_the_numbers() throws IOException {
        for (int i = 0; i < 4; i++) {
            assertThat(Visitor.visit("127.0.0." + (2 + i), pen.address(0))).isEqualTo("tcp");
        }
        String service = "{protocol=\"stream\",service=\"web\"}";
        String labels = "{index=\"0\",role=\"regular\",server=\"" + server.address() + "\",service=\"web\"}";
        assertThat(value("pen_service_connections_accepted_total" + service)).isEqualTo(4);
        assertThat(value("pen_server_served_total" + labels)).isEqualTo(4);
        assertThat(value("pen_server_up" + labels)).isEqualTo(1);
        assertThat(value("pen_server_latency_seconds_count" + labels)).isEqualTo(4);
        assertThat(value("pen_server_latency_seconds_sum" + labels)).isBetween(1e-6, 40.0);
        assertThat(value("pen_service_latency_seconds_bucket{protocol=\"stream\",service=\"web\",le=\"+Inf\"}"))
                .isEqualTo(4);
        assertThat(value("pen_server_blacklisted{index=\"1\",role=\"regular\",server=\"127.0.0.9:1\",service=\"web\"}"))
                .isEqualTo(1);
        Await.until("bytes are counted", () -> value("pen_service_sent_bytes_total" + service) == 4 * "tcp\n".length());
    }

    @Test
    void certificates_and_handshakes_are_told() throws IOException {
        assertThat(scrape())
                .containsPattern("pen_tls_info\\{engine=\"[^\"]+\"} 1")
                .containsPattern("pen_certificate_not_after_seconds\\{file=\"[^\"]+/a.crt\",name=\"a.example\","
                        + "service=\"secure\"} 1\\.\\d+E9");
        String service = "{protocol=\"stream\",service=\"secure\"}";
        assertThat(value("pen_service_certificates_omitted" + service)).isZero();
        int secure = pen.pen().listeners().size() - 1;
        try (Socket nonsense = Visitor.connect("127.0.0.1", pen.address(secure))) {
            nonsense.getOutputStream().write("GET / HTTP/1.1\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            Await.until(
                    "it is counted",
                    () -> value("pen_service_handshake_failures_total{protocol=\"stream\",reason=\"hello\","
                                    + "service=\"secure\"}")
                            == 1);
        }
        assertThat(value("pen_service_handshakes_total" + service)).isZero();
        assertThat(value("pen_service_truncated_total" + service)).isZero();
    }

    @Test
    void what_is_removed_disappears() {
        assertThat(scrape()).contains("127.0.0.9:1");
        assertThat(pen.http
                        .send("DELETE", "/api/v1/services/web/servers/1", null, BEARER)
                        .status())
                .isEqualTo(204);
        assertThat(scrape()).doesNotContain("127.0.0.9:1").contains(server.address());
    }

    @Test
    void open_metrics_are_for_those_who_ask() {
        Http.Answer answer =
                pen.http.get("/metrics", "Accept: application/openmetrics-text;version=1.0.0,text/plain;q=0.5");
        assertThat(answer.header("content-type")).startsWith("application/openmetrics-text");
        assertThat(answer.text()).endsWith("# EOF\n");
        assertThat(pen.http.get("/metrics").header("content-type")).startsWith("text/plain; version=0.0.4");
    }

    @Test
    void too_many_servers_are_counted_and_not_shown() {
        String[] servers = new String[1500];
        for (int i = 0; i < servers.length; i++) {
            servers[i] = "127.1." + i / 250 + "." + (i % 250 + 1) + ":9";
        }
        try (var large = WebStage.start(WebStage.service("large", servers), WebStage.service("next", "127.0.0.1:9"))) {
            String scrape = large.http.get("/metrics").text();
            assertThat(scrape.lines()
                            .filter(line -> line.startsWith("pen_server_up{"))
                            .count())
                    .isEqualTo(1000);
            assertThat(scrape)
                    .contains("pen_service_servers_omitted{protocol=\"stream\",service=\"large\"} 500.0")
                    .contains("pen_service_servers_omitted{protocol=\"stream\",service=\"next\"} 1.0")
                    .contains("pen_service_servers{protocol=\"stream\",service=\"large\"} 1500.0");
        }
    }
}
