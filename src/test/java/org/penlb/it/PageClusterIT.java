package org.penlb.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What the page says of the other instances. */
class PageClusterIT {
    private static final JsonObject UP = Stage.instance("10.0.0.12:5701", true);
    private static final JsonObject SILENT = Stage.instance("10.0.0.13:5701", false);
    private static final String ROW = "#instances-panel tbody:first-of-type tr";

    private static Stage stage() {
        return new Stage(Instant.now()).service("web", "well", Stage.servers(2));
    }

    @Test
    void allInstancesAreInOnePlaceAndTheVerdictNamesWhoIsNotHeard() {
        try (var pen = new StagedPen(stage());
                var browser = Browser.open(pen.url(), 1440, 900, "light")) {
            browser.awaitText("#headline", "All is well");
            assertThat(browser.element("#instances-panel").isDisplayed())
                    .as("without a cluster")
                    .isFalse();

            pen.stage(stage().cluster("partly", UP, SILENT));
            browser.awaitText("#headline", "Clients are served, but 10.0.0.13:5701 is not heard");
            browser.awaitText("#problems", "Instance 10.0.0.13:5701 is not heard for 3 min 20 s");
            browser.awaitText("#cluster", "blue · partly: 2 of 3 instances are heard");
            browser.awaitText("#exchanged", "messages refused: 3 clock-ahead");
            assertThat(browser.number(ROW)).isEqualTo(3);
            assertThat(browser.text(ROW + ":nth-child(1)")).contains("silent", "10.0.0.13:5701", "4,096");
            assertThat(browser.text(ROW + ":nth-child(2)")).contains("up", "10.0.0.11:5701", "this one");
            assertThat(browser.text(ROW + ":nth-child(3)")).contains("10.0.0.12:5701", "0.3 s ago", "1.4 s ago");
            assertThat(browser.text("#instances-panel .sum")).contains("All that are heard", "200", "4 KiB", "40 KiB");
            assertThat(browser.text("#service-facts")).contains("all instances: 6 open, 200 accepted");

            pen.stage(stage().cluster("whole", UP));
            browser.awaitText("#headline", "All is well");
            browser.await("who is gone is not there", page -> page.number(ROW) == 2);
            browser.assertQuiet();
        }
    }

    @Test
    void theVerdictSaysWhetherThisInstanceIsCutOffOrAlone() {
        try (var pen = new StagedPen(stage().cluster("cut-off", SILENT, Stage.instance("10.0.0.14:5701", false)));
                var browser = Browser.open(pen.url(), 1440, 900, "light")) {
            browser.awaitText("#headline", "Clients are served, but this instance is cut off from the others");
            browser.awaitText("#problems", "it hears 1 of 3 instances, itself included");
            assertThat(browser.attribute("#verdict", "data-level")).isEqualTo("degraded");
            String said = browser.text("#said");
            pen.stage(stage().cluster(
                            "cut-off",
                            SILENT.copy().put("heardMillisAgo", 201_400),
                            Stage.instance("10.0.0.14:5701", false)));
            browser.awaitText("#problems", "3 min 21 s");
            assertThat(browser.text("#said"))
                    .as("a screen reader is not told each second")
                    .isEqualTo(said);

            pen.stage(stage().cluster("alone"));
            browser.awaitText("#headline", "No fault is known, but this instance knows no other");
            pen.stage(stage().cluster("joining"));
            browser.awaitText("#headline", "No fault is known, but this instance has not joined the others yet");
            assertThat(browser.attribute("#verdict", "data-level")).isEqualTo("unproven");
        }
    }

    @Test
    void manyInstancesAreTurnedPageByPage() {
        JsonObject[] peers = IntStream.range(0, 99)
                .mapToObj(i -> Stage.instance("10.0.1." + i + ":5701", i < 90))
                .toArray(JsonObject[]::new);
        try (var pen = new StagedPen(stage().cluster("partly", peers), StagedPen.OWN_PACE);
                var browser = Browser.open(pen.url(), 1440, 900, "light")) {
            browser.awaitText("#problems", "9 instances are not heard");
            browser.awaitText("#instances-panel .pager", "1–25 of 100 instances");
            assertThat(browser.text(ROW + ":nth-child(1)")).contains("silent");
            browser.click("#instances-panel .pager button:last-child");
            browser.awaitText("#instances-panel .pager", "26–50 of 100 instances");
            assertThat(browser.number(ROW)).isEqualTo(25);
        }
    }
}
