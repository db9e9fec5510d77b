package org.penlb.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.openqa.selenium.Keys;

/** The page for everybody: contrast, names, keys, small screens. Its pictures are in {@code target/page} afterwards. */
class PageAccessibilityIT {
    private final Stage stage = new Stage(Instant.now().minus(Duration.ofDays(3)))
            .service(
                    "web",
                    "degraded",
                    List.of(
                            Stage.server(0, "10.0.0.1:80"), Stage.down(1, "10.0.0.2:80", "connection refused"),
                            Stage.blacklisted(2, "10.0.0.3:80", 27),
                                    Stage.server(3, "10.0.0.4:80").put("state", "draining")))
            .service("mail", "well", Stage.servers(2))
            .service("ldap", "down", List.of(Stage.down(0, "10.0.0.9:389", "no route to host")));

    /** In both colours: the page takes the other one while it is open. */
    @ParameterizedTest
    @CsvSource({"1440,900", "390,844"})
    void axeFindsNothingSerious(int width, int height) {
        try (var pen = new StagedPen(stage, StagedPen.OWN_PACE);
                var browser = Browser.open(pen.url().resolve("#/web"), width, height, "light")) {
            pen.most(5); // a row is like the other, and axe takes its time for each
            browser.awaitText("#panel-servers tbody", "blacklisted");
            browser.awaitText("#link", "Live");
            assertFine(browser, "servers", width, height);
            browser.script("document.querySelector('#tab-clients').scrollIntoView()");
            browser.click("#tab-clients");
            browser.awaitText("#panel-clients tbody", "10.0.0.1");
            assertFine(browser, "clients", width, height);
            browser.click("#tab-servers");
            browser.click("#panel-servers tbody button");
            browser.awaitText("dialog h2", "10.0.0.2:80");
            assertFine(browser, "server", width, height);
            browser.button("Close");
            pen.stage(new Stage(Instant.now()).service("web", "well", Stage.servers(2)));
            browser.awaitText("#headline", "All is well");
            assertFine(browser, "well", width, height);
            pen.stage(new Stage(Instant.now())
                    .service("web", "well", Stage.servers(2))
                    .cluster(
                            "partly", Stage.instance("10.0.0.12:5701", true), Stage.instance("10.0.0.13:5701", false)));
            browser.awaitText("#headline", "10.0.0.13:5701 is not heard");
            browser.script("document.querySelector('#instances-panel').scrollIntoView()");
            assertFine(browser, "instances", width, height);
            pen.stage(new Stage(Instant.now())
                    .secure(
                            "web",
                            Stage.certificate("over.example", -3),
                            Stage.certificate("soon.example", 12),
                            Stage.certificate("good.example", 80))
                    .securePage(Stage.certificate("pen.example", 60)));
            browser.awaitText("#tls-panel", "12 days left");
            browser.script("document.querySelector('#tls-panel').scrollIntoView()");
            assertFine(browser, "certificates", width, height);
            pen.stop();
            browser.awaitText("#headline", "Connection to Pen lost");
            assertFine(browser, "lost", width, height);
        }
    }

    private static void assertFine(Browser browser, String what, int width, int height) {
        var backgrounds = new HashSet<Object>();
        for (String scheme : List.of("dark", "light")) {
            browser.look(width, height, scheme);
            backgrounds.add(background(browser));
            // All rules once; what another scheme changes is colours.
            assertThat(scheme.equals("dark") ? browser.faults() : browser.faultsOfColour())
                    .as("%s, %s", what, scheme)
                    .isEmpty();
            assertThat((Boolean) browser.script("return document.documentElement.scrollWidth <= innerWidth"))
                    .as("nothing sticks out at the side: %s, %s", what, scheme)
                    .isTrue();
            if (what.startsWith("server") || what.equals("instances") || what.equals("certificates")) {
                browser.picture(what + "-" + width + "-" + scheme);
            }
        }
        assertThat(backgrounds).as("colours of %s", what).hasSize(2);
    }

    @Test
    void everythingIsReachedByKeys() {
        try (var pen = new StagedPen(stage, StagedPen.OWN_PACE);
                var browser = Browser.open(pen.url().resolve("#/web"), 1440, 900, "light")) {
            browser.awaitText("#panel-servers tbody", "blacklisted");
            browser.press(Keys.TAB);
            assertThat(browser.text(":focus")).isEqualTo("Skip to the service");
            assertThat(browser.element(":focus").getLocation().getY())
                    .as("it is in sight")
                    .isPositive();
            browser.press(Keys.ENTER);
            browser.await("the service has the focus", page -> page.number("main:focus") == 1);

            browser.tabTo("#tab-servers");
            browser.press(Keys.ARROW_RIGHT);
            browser.awaitText("#panel-clients tbody", "10.0.0.1");
            browser.press(Keys.ARROW_LEFT);
            browser.tabTo("#panel-servers tbody tr:nth-child(1) button");
            assertThat((String) browser.script("return getComputedStyle(document.activeElement).outlineStyle"))
                    .isEqualTo("solid");
            browser.press(Keys.ENTER);
            browser.awaitText("dialog h2", "10.0.0.2:80");
            assertThat(browser.number("dialog :focus"))
                    .as("the focus is in the dialog")
                    .isEqualTo(1);
            browser.press(Keys.ESCAPE);
            browser.await("the dialog is closed", page -> page.number("dialog[open]") == 0);
            assertThat(browser.attribute(":focus", "aria-label")).isEqualTo("Open server 1, 10.0.0.2:80");
        }
    }

    @Test
    void theSwitchOfColoursIsRemembered() {
        try (var pen = new StagedPen(stage, StagedPen.OWN_PACE);
                var browser = Browser.open(pen.url(), 1440, 900, "light")) {
            browser.awaitText("#theme", "Auto");
            Object light = background(browser);
            browser.look(1440, 900, "dark");
            browser.await("the system's choice counts", page -> !light.equals(background(page)));
            browser.click("#theme");
            browser.awaitText("#theme", "Light");
            assertThat(background(browser)).isEqualTo(light);
            browser.driver().navigate().refresh();
            browser.awaitText("#theme", "Light");
            assertThat(background(browser)).isEqualTo(light);
        }
    }

    private static Object background(Browser browser) {
        return String.valueOf(browser.script("return getComputedStyle(document.body).backgroundColor"));
    }
}
