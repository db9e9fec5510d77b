package org.penlb.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.Keys;

/** penctl.cgi in a browser: what curl only claims about forms, origins and policies, a browser does by itself. */
@Timeout(180)
class CgiPageIT {
    @TempDir
    Path folder;

    @Test
    void an_operator_sends_the_form() throws Exception {
        OraclePen.assumeInstalled();
        String page = folder.resolve("status.html").toString();
        try (OraclePen pen = OraclePen.start(List.of("-w", page), List.of("127.0.0.1:9"));
                CgiSite site = new CgiNginx(folder, pen.controlAddress()).start();
                Browser browser = Browser.open(site.login("/pen/penctl.cgi"), 1000, 700, "light")) {
            browser.awaitText("h1", "penctl");
            browser.type("#command", "server 0 max 7" + Keys.ENTER);
            browser.awaitText("h2", "server 0 max 7");
            assertThat(pen.say("servers")).contains(" max 7 ");
            browser.click("nav a");
            browser.awaitText("pre", "max 7");
            assertThat(browser.faults()).isEmpty();
            browser.picture("penctl-cgi");
            browser.driver().get(site.login("/pen/penstats").toString());
            browser.awaitText("h1", "Pen status page");
            assertThat(browser.faults()).isEmpty();
            assertThat(browser.script("return getComputedStyle(document.querySelector('table')).borderCollapse"))
                    .as("the style is let in")
                    .isEqualTo("collapse");
            browser.picture("penstats");
            browser.assertQuiet();
        }
    }
}
