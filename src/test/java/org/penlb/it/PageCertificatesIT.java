package org.penlb.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Certificates on the page: of the service that is looked at, and of the page itself. */
@Timeout(120)
class PageCertificatesIT {
    private static Stage stage() {
        return new Stage(Instant.now());
    }

    private static Browser open(StagedPen pen) {
        return Browser.open(pen.url(), 1440, 900, "light");
    }

    @Test
    void each_is_there_with_what_is_left_of_its_time_and_what_is_wrong() {
        Stage secure = stage().secure(
                        "web",
                        Stage.certificate("over.example", -3, "it has expired"),
                        Stage.certificate("today.example", 0),
                        Stage.certificate("soon.example", 12),
                        Stage.certificate("good.example", 80));
        try (var pen = new StagedPen(secure);
                var browser = open(pen)) {
            browser.awaitText("#tls-panel tbody", "good.example, www.good.example");
            assertThat(browser.text("#tls-panel tbody tr:nth-child(1)"))
                    .contains("expired 3 days ago", "over.example", "/etc/pen/over.example.crt", "it has expired");
            assertThat(browser.text("#tls-panel tbody tr:nth-child(3)")).contains("12 days left", "CN=Test CA");
            for (String place : new String[] {"1 expired", "2 expiring", "3 expiring", "4 good"}) {
                String[] words = place.split(" ");
                assertThat(browser.number(
                                "#tls-panel tbody tr:nth-child(" + words[0] + ")[data-state=" + words[1] + "]"))
                        .as(place)
                        .isEqualTo(1);
            }
            assertThat(browser.text("#tls-facts"))
                    .isEqualTo("BoringSSL (netty-tcnative) · 12.5k handshakes · 3 failed (2 refused, 1 too long)"
                            + " · 3 cut short");
            browser.awaitText("#headline", "web is degraded");
            assertThat(browser.text("#problems"))
                    .contains("the certificate of over.example has expired")
                    .contains("the certificate of today.example has 0 days left")
                    .doesNotContain("soon.example");
            browser.assertQuiet();
        }
    }

    @Test
    void without_tls_there_is_no_panel_and_the_engines_shortcoming_is_told_with_it() {
        try (var pen = new StagedPen(stage().service("web", "well", Stage.servers(2)));
                var browser = open(pen)) {
            browser.awaitText("#headline", "All is well");
            assertThat(browser.number("#tls-panel[hidden]")).isEqualTo(1);
            Stage slow = stage().secure("web", Stage.certificate("good.example", 80));
            pen.stage(() -> {
                JsonObject overview = slow.get();
                overview.getJsonArray("services")
                        .getJsonObject(0)
                        .getJsonObject("tls")
                        .put("engine", "the JDK's engine (25)")
                        .put("shortcoming", "BoringSSL does not load: <b>no</b>")
                        .put("certificatesTotal", 300);
                return overview;
            });
            browser.awaitText("#tls-note", "BoringSSL does not load: <b>no</b>");
            browser.awaitText("#tls-panel", "and 299 more certificates, which can wait");
            assertThat(browser.text("#headline")).isEqualTo("All is well");
            browser.assertQuiet();
        }
    }

    @Test
    void those_of_the_page_are_told_apart() {
        Stage secure = stage().service("web", "well", Stage.servers(2)).securePage(Stage.certificate("pen.example", 2));
        try (var pen = new StagedPen(secure);
                var browser = open(pen)) {
            browser.awaitText("#headline", "Clients are served, but a certificate of this page expires soon");
            assertThat(browser.text("#problems")).contains("This page: the certificate of pen.example has 2 days left");
            assertThat(browser.text("#tls-panel tbody tr")).contains("pen.example", "this page");
            browser.assertQuiet();
        }
    }
}
