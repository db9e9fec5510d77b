package org.penlb.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The rules for Prometheus that come with Pen. */
@Timeout(60)
class AlertsTest {
    private static final Path RULES = Path.of("conf", "pen-alerts.yml");

    @TempDir
    Path folder;

    private static Set<String> matches(String pattern, Path file) throws IOException {
        return Pattern.compile(pattern, Pattern.MULTILINE)
                .matcher(Files.readString(file))
                .results()
                .map(MatchResult::group)
                .collect(Collectors.toSet());
    }

    @Test
    void they_speak_of_metrics_that_there_are() throws IOException {
        Set<String> documented = matches("\\bpen_\\w+", Path.of("docs", "metrics.adoc"));
        assertThat(matches("\\bpen_\\w+", RULES)).hasSizeGreaterThan(10).isSubsetOf(documented);
    }

    private static String promtool(String... words) throws IOException, InterruptedException {
        var command = new ArrayList<String>();
        command.add(Program.find("promtool", "prometheus"));
        command.addAll(List.of(words));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return process.waitFor() + " " + said;
    }

    @Test
    void prometheus_takes_them() throws Exception {
        assertThat(promtool("check", "rules", RULES.toString()))
                .startsWith("0 ")
                .contains("SUCCESS");
    }

    @Test
    void a_certificate_is_told_of_fourteen_days_before_its_end_and_after_it() throws Exception {
        Path test = Files.writeString(folder.resolve("test.yml"), """
                rule_files: [ %s ]
                tests:
                  - interval: 1m
                    input_series:
                      - series: 'pen_certificate_not_after_seconds{service="web",name="late.example",file="late.crt"}'
                        values: '1300000x60'
                      - series: 'pen_certificate_not_after_seconds{service="web",name="soon.example",file="soon.crt"}'
                        values: '864000x60'
                      - series: 'pen_certificate_not_after_seconds{service="web",name="over.example",file="over.crt"}'
                        values: '60x60'
                    alert_rule_test:
                      - eval_time: 20m
                        alertname: PenCertificateExpires
                        exp_alerts:
                          - exp_labels: { severity: warning, service: web, name: soon.example, file: soon.crt }
                            exp_annotations:
                              summary: "the certificate of soon.example (web) expires in 9d 23h 40m 0s"
                              description: soon.crt
                      - eval_time: 20m
                        alertname: PenCertificateExpired
                        exp_alerts:
                          - exp_labels: { severity: critical, service: web, name: over.example, file: over.crt }
                            exp_annotations:
                              summary: "the certificate of over.example (web) has expired"
                              description: over.crt
                """.formatted(RULES.toAbsolutePath()));
        assertThat(promtool("test", "rules", test.toString())).startsWith("0 ");
    }

    @Test
    void handshakes_that_fail_are_told_of_and_what_any_scan_brings_is_not() throws Exception {
        Path test = Files.writeString(folder.resolve("test.yml"), """
                rule_files: [ %s ]
                tests:
                  - interval: 1m
                    input_series:
                      - series: 'pen_service_handshakes_total{instance="a",service="web"}'
                        values: '0+60x60'
                      - series: 'pen_service_handshake_failures_total{instance="a",service="web",reason="refused"}'
                        values: '0+30x60'
                      - series: 'pen_service_handshakes_total{instance="a",service="scanned"}'
                        values: '0+60x60'
                      - series: 'pen_service_handshake_failures_total{instance="a",service="scanned",reason="hello"}'
                        values: '0+600x60'
                    alert_rule_test:
                      - eval_time: 40m
                        alertname: PenHandshakesFail
                        exp_alerts:
                          - exp_labels: { severity: warning, instance: a, service: web }
                            exp_annotations:
                              summary: "TLS handshakes of web fail: 500m a second"
                """.formatted(RULES.toAbsolutePath()));
        assertThat(promtool("test", "rules", test.toString())).startsWith("0 ");
    }
}
