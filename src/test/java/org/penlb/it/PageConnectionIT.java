package org.penlb.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.openqa.selenium.WindowType;
import org.penlb.testing.Await;

/** What the page does when Pen goes, comes back, or has no place for it. */
class PageConnectionIT {
    private final Stage first =
            new Stage(Instant.now().minus(Duration.ofDays(1))).service("web", "well", Stage.servers(3));

    @Test
    void aLostPenIsSaidAndFoundAgain() {
        try (var pen = new StagedPen(first);
                var browser = Browser.open(pen.url(), 1440, 900, "light")) {
            browser.awaitText("#headline", "All is well");
            browser.awaitText("#link", "Live");
            pen.stop();
            browser.awaitText("#headline", "Connection to Pen lost");
            browser.awaitText("#summary", "What you see is from");
            assertThat(browser.text("#link")).isEqualTo("Lost");
            assertThat(browser.text("#said")).isEqualTo("Connection to Pen lost");
            assertThat(browser.attribute("#verdict", "data-level")).isEqualTo("lost");
            pen.start();
            browser.awaitText("#headline", "All is well");
            browser.awaitText("#link", "Live");
        }
    }

    /** Counters that start at 0 again are a gap: neither a negative rate nor a huge one. */
    @Test
    void countersOfANewProcessAreNoRate() {
        try (var pen = new StagedPen(first);
                var browser = Browser.open(pen.url(), 1440, 900, "light")) {
            browser.await("some time has passed", page -> rate(page) > 0);
            var second = new Stage(Instant.now()).service("web", "well", Stage.servers(3));
            browser.script(
                    "window.rates = []; new MutationObserver(() =>"
                            + " window.rates.push(document.querySelector('#card-rate .value').textContent))"
                            + ".observe(document.querySelector('#card-rate'), {subtree: true, childList: true, characterData: true})");
            pen.stage(second);
            browser.await("it is seconds old", page -> page.text("#about").matches("(?s).*up \\d+ s\\b.*"));
            browser.await("it counts again", page -> rate(page) > 0);
            assertThat(String.valueOf(browser.script("return window.rates.join(' ')")))
                    .doesNotContain("-")
                    .doesNotContain("k")
                    .doesNotContain("M");
        }
    }

    private static double rate(Browser browser) {
        String shown = browser.text("#card-rate .value").replaceAll("[^0-9.]", "");
        return shown.isEmpty() ? 0 : Double.parseDouble(shown);
    }

    /** Pen takes no more than some watchers: the others ask every few seconds. */
    @Test
    void whoFindsNoPlaceToWatchAsks() {
        try (var pen = new StagedPen(first)) {
            pen.full(true);
            try (var browser = Browser.open(pen.url(), 1440, 900, "light")) {
                browser.awaitText("#link", "Every few seconds");
                browser.awaitText("#headline", "All is well");
                pen.stage(new Stage(Instant.now())
                        .service("web", "down", List.of(Stage.down(0, "10.0.0.1:80", "refused"))));
                browser.awaitText("#headline", "web is down");
                pen.full(false);
                browser.awaitText("#link", "Live");
            }
        }
    }

    /** A tab behind others costs Pen nothing, and is up to date when it is looked at. */
    @Test
    void aHiddenTabDoesNotWatch() {
        try (var pen = new StagedPen(first);
                var browser = Browser.open(pen.url(), 1440, 900, "light")) {
            browser.awaitText("#link", "Live");
            Await.until("one watches", () -> pen.watchers() == 1);
            String page = browser.driver().getWindowHandle();
            browser.script(
                    "Object.defineProperty(document, 'hidden', {configurable: true, get: () => window.away === true})");
            for (int i = 0; i < 5; i++) {
                browser.script("window.away = true; document.dispatchEvent(new Event('visibilitychange'))");
                Await.until("nobody watches", () -> pen.watchers() == 0);
                browser.awaitText("#link", "Paused");
                browser.script("window.away = false; document.dispatchEvent(new Event('visibilitychange'))");
                browser.awaitText("#link", "Live");
                Await.until("one watches", () -> pen.watchers() == 1);
            }
            browser.driver().switchTo().newWindow(WindowType.TAB);
            browser.driver().switchTo().window(page).close();
            Await.until("a closed page does not watch", () -> pen.watchers() == 0);
            browser.driver()
                    .switchTo()
                    .window(Objects.requireNonNull(
                            browser.driver().getWindowHandles().iterator().next()));
        }
    }

    @Test
    void theVerdictNamesServiceServerAndReason() {
        try (var pen = new StagedPen(first);
                var browser = Browser.open(pen.url(), 1440, 900, "light")) {
            browser.awaitText("#headline", "All is well");
            assertThat(browser.attribute("#favicon", "href")).isEqualTo("/assets/well.svg");
            pen.stage(new Stage(Instant.now())
                    .service(
                            "web",
                            "degraded",
                            List.of(Stage.server(0, "10.0.0.1:80"), Stage.blacklisted(1, "10.0.0.2:80", 27))));
            browser.awaitText("#headline", "web is degraded");
            browser.awaitText("#problems", "10.0.0.2:80 is blacklisted for 27 s");
            browser.await(
                    "title",
                    page -> Objects.equals(
                            page.driver().getTitle(),
                            "▲ Degraded – Pen " + pen.url().getAuthority()));
            assertThat(browser.text("#said")).contains("web is degraded", "10.0.0.2:80");
            assertThat(browser.text("#panel-servers tbody tr:first-child"))
                    .contains("blacklisted", "27 s more", "connection refused");
            assertThat(browser.attribute("#favicon", "href")).isEqualTo("/assets/degraded.svg");
            String said = browser.text("#said");
            pen.stage(new Stage(Instant.now())
                    .service(
                            "web",
                            "degraded",
                            List.of(Stage.server(0, "10.0.0.1:80"), Stage.blacklisted(1, "10.0.0.2:80", 26))));
            browser.awaitText("#problems", "26 s");
            assertThat(browser.text("#said"))
                    .as("a screen reader is not told each second")
                    .isEqualTo(said);
        }
    }
}
