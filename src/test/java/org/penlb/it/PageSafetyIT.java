package org.penlb.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Names come from other machines: whatever they are, the page shows them as text. */
class PageSafetyIT {
    private static final String HOSTILE = "<img src=x onerror=\"window.stung=1\"><script>window.stung=1</script>";

    @Test
    void namesAreTextWhateverIsInThem() {
        var server = Stage.down(0, HOSTILE, HOSTILE);
        var stage = new Stage(Instant.now())
                .service(HOSTILE, "degraded", List.of(server, Stage.server(1, "10.0.0.1:80")))
                .service("' \" & %2F #/?x", "well", Stage.servers(2))
                .cluster("partly", Stage.instance(HOSTILE, false));
        try (var pen = new StagedPen(stage)) {
            pen.events(new JsonArray()
                    .add(new JsonObject()
                            .put("number", 1)
                            .put("at", Instant.now().toString())
                            .put("kind", HOSTILE)
                            .put("service", HOSTILE)
                            .put("server", HOSTILE)
                            .put("text", HOSTILE)));
            try (var browser = Browser.open(pen.url(), 1440, 900, "light")) {
                browser.awaitText("#headline", HOSTILE);
                browser.awaitText("#problems", HOSTILE + " is down: " + HOSTILE);
                browser.awaitText("#services", HOSTILE);
                browser.awaitText("#panel-servers tbody", HOSTILE);
                browser.awaitText("#events", HOSTILE);
                browser.awaitText("#instances-panel tbody", HOSTILE);
                browser.click("#panel-servers tbody button");
                browser.awaitText("dialog", "down: " + HOSTILE);
                browser.button("Close");
                browser.click("#services li:nth-child(2) a");
                browser.awaitText("#service-name", "' \" & %2F #/?x");
                browser.click("#tab-clients");
                browser.awaitText("#panel-clients tbody", "10.0.0.49");

                assertThat(browser.script("return window.stung ?? 'unharmed'")).isEqualTo("unharmed");
                assertThat(browser.number("body img, body script")).isZero();
                browser.assertQuiet();
            }
        }
    }
}
