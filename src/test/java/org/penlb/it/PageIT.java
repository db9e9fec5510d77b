package org.penlb.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import java.nio.file.Path;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.penlb.testing.Await;
import org.penlb.testing.EchoServer;
import org.penlb.testing.Visitor;

/** The page of a running Pen, in a browser, while clients come and go. */
class PageIT {
    @TempDir
    Path folder;

    @Test
    void numbersMove() {
        try (var pen = new WatchedPen(null);
                var browser = Browser.open(pen.url(), 1440, 900, "light")) {
            browser.awaitText("#headline", "All is well");
            browser.awaitText("#link", "Live");
            for (String value : new String[] {"#card-rate .value", "#card-bytes .value", row(0) + " td:nth-child(4)"}) {
                browser.await(
                        value + " is more than nothing",
                        page -> page.text(value).matches("[0-9.,]*[1-9].*/s"));
                String before = browser.text(value);
                browser.await(
                        value + " moves from " + before,
                        page -> !page.text(value).equals(before));
            }
            browser.await("a latency", page -> page.text("#card-latency .value").matches(".*[0-9] [µm]s"));
            assertThat(browser.attribute("#card-rate canvas", "aria-label")).contains("Connections in the last");
            browser.picture("traffic");
            browser.assertQuiet();
        }
    }

    @Test
    void aKilledServerTurnsRed() {
        try (var pen = new WatchedPen(null);
                var browser = Browser.open(pen.url(), 1440, 900, "light")) {
            EchoServer victim = pen.servers.get(1);
            browser.awaitText("#headline", "All is well");
            browser.awaitText("#panel-servers tbody", victim.address());
            browser.script(
                    "window.red = 0; const watch = () => { const row = [...document.querySelectorAll('#panel-servers tbody tr')]"
                            + ".find(row => row.textContent.includes(arguments[0]));"
                            + "if (!window.red && row && row.dataset.state !== 'up') window.red = Date.now(); };"
                            + "new MutationObserver(watch).observe(document.querySelector('#panel-servers'),"
                            + " {subtree: true, childList: true, attributes: true})",
                    victim.address());
            long killed = System.currentTimeMillis();
            victim.kill();
            browser.await(
                    "it is red",
                    page -> ((Number) Objects.requireNonNull(page.script("return window.red"))).longValue() > 0);
            long red = ((Number) Objects.requireNonNull(browser.script("return window.red"))).longValue();
            browser.note("killed", "milliseconds from the kill to red: " + (red - killed));
            browser.awaitText("#problems", victim.address());
            // Between two blacklistings it is well, until the next client finds out.
            browser.await(
                    "the page says so everywhere",
                    page -> page.text("#headline").endsWith("is degraded")
                            && page.text("#panel-servers tbody tr:first-child").contains(victim.address())
                            && page.text("#panel-servers tbody tr:first-child").contains("refused"));
            browser.await(
                    "the red of the style sheet",
                    page -> "rgb(179, 38, 30)"
                            .equals(page.script(
                                    "return getComputedStyle(document.querySelector('#panel-servers .chip')).color")));
            browser.awaitText("#events", victim.address());
            browser.picture("killed");
            victim.revive();
            browser.awaitText("#headline", "All is well");
        }
    }

    @Test
    void drainByClickEmptiesTheServer() throws IOException {
        try (var pen = new WatchedPen(folder);
                Socket client = pen.connect();
                var browser = Browser.open(pen.url(), 1440, 900, "light")) {
            String name = Visitor.nameFrom(client);
            int index = Integer.parseInt(name.substring(1));
            EchoServer server = pen.servers.get(index);
            unlock(browser);
            server(browser, index, "Drain…");
            browser.awaitText("dialog", "goes on to its end");
            browser.click("#confirm");
            browser.awaitText("#toast", server.address() + " is draining.");
            browser.await(
                    "it drains",
                    page -> page.attribute(row(index), "data-state").equals("draining"));
            browser.await(
                    "only the one that stays is open", page -> load(page, index).startsWith("1"));
            server.accepted.clear();
            EchoServer other = pen.servers.get((index + 1) % pen.servers.size());
            other.accepted.clear();
            Await.until("many have come since", () -> other.accepted.size() >= 20);
            browser.await(
                    "the others go on", page -> page.text("#card-rate .value").matches("[0-9.,]*[1-9].*/s"));
            assertThat(Visitor.echoes(client)).as("what was open goes on").isTrue();
            assertThat(server.accepted).as("nobody new comes").isEmpty();
            client.close();
            browser.await("it is empty", page -> load(page, index).startsWith("0"));
            browser.picture("drained");

            server(browser, index, "Take up…");
            browser.click("#confirm");
            browser.await(
                    "it is up", page -> page.attribute(row(index), "data-state").equals("up"));
            Await.until("clients come again", () -> !server.accepted.isEmpty());
        }
    }

    @Test
    void aWrongTokenIsRefused() {
        try (var pen = new WatchedPen(folder);
                var browser = Browser.open(pen.url(), 1440, 900, "light")) {
            browser.awaitText("#access", "Unlock");
            browser.click("#access");
            browser.type("#field-token", "not the token at all");
            browser.click("#confirm");
            browser.awaitText("dialog [role=alert]", "This is not the token of this Pen.");
            assertThat(browser.text("#access")).isEqualTo("Unlock");
            browser.type("#field-token", WatchedPen.TOKEN);
            browser.click("#confirm");
            browser.awaitText("#access", "Unlocked");
            assertThat(browser.driver().getCurrentUrl()).doesNotContain(WatchedPen.TOKEN);
            assertThat(String.valueOf(browser.script("return JSON.stringify(localStorage)")))
                    .as("nothing stays on the disk")
                    .doesNotContain(WatchedPen.TOKEN);
            browser.click("#access");
            browser.button("Lock");
            browser.awaitText("#access", "Unlock");
            assertThat(browser.script("return sessionStorage.length")).isEqualTo(0L);
        }
    }

    @Test
    void withoutATokenThePageIsReadOnlyAndSaysHowToChangeThat() {
        try (var pen = new WatchedPen(null);
                var browser = Browser.open(pen.url(), 1440, 900, "light")) {
            browser.awaitText("#access", "Read-only");
            browser.click("#access");
            browser.awaitText("dialog", "\"token\"");
            browser.awaitText("dialog", "--web-token-file");
            browser.button("Close");
            assertThat(browser.element("#add-server").isDisplayed()).isFalse();
            browser.click(row(0) + " button");
            browser.awaitText("dialog", "Read-only");
            assertThat(browser.text("dialog")).doesNotContain("Drain");
        }
    }

    @Test
    void serversAreAddedChangedAndRemoved() {
        try (var pen = new WatchedPen(folder);
                var fourth = new EchoServer("s3");
                var browser = Browser.open(pen.url(), 1440, 900, "light")) {
            unlock(browser);
            browser.click("#add-server");
            browser.type("#field-address", "nonsense");
            browser.click("#confirm");
            browser.awaitText("dialog [role=alert]", "nonsense");
            browser.type("#field-address", fourth.address());
            browser.type("#field-max", "500");
            browser.click("#confirm");
            browser.awaitText("#toast", fourth.address() + " is server 3 now.");
            browser.awaitText(row(3), "of 500");
            Await.until("it gets clients", () -> !fourth.accepted.isEmpty());

            server(browser, 3, "Weight and limits…");
            browser.type("#field-weight", "7");
            browser.click("#confirm");
            browser.awaitText(row(3), "weight 7");
            server(browser, 3, "Blacklist…");
            browser.type("#field-seconds", "3600");
            browser.click("#confirm");
            browser.await(
                    "it is blacklisted",
                    page -> page.attribute(row(3), "data-state").equals("blacklisted"));
            browser.awaitText(row(3), "59 min");
            server(browser, 3, "End blacklisting…");
            browser.click("#confirm");
            browser.await(
                    "it is up", page -> page.attribute(row(3), "data-state").equals("up"));
            server(browser, 3, "Remove…");
            browser.click("#confirm");
            browser.await("it is gone", page -> page.number(row(3)) == 0);
        }
    }

    @Test
    void aConnectionIsClosed() throws IOException {
        try (var pen = new WatchedPen(folder);
                Socket client = pen.connect();
                var browser = Browser.open(pen.url(), 1440, 900, "light")) {
            assertThat(Visitor.nameFrom(client)).startsWith("s");
            unlock(browser);
            browser.click("#tab-connections");
            browser.type("#panel-connections input", "127.0.2.1");
            browser.await("it is found", page -> page.number("#panel-connections tbody tr") == 1);
            browser.click("#panel-connections tbody button");
            browser.awaitText("dialog", "The connection of 127.0.2.1 to 127.0.0.1:");
            browser.click("#confirm");
            browser.awaitText("#toast", "is closed");
            assertThatThrownBy(() -> client.getInputStream().read())
                    .isInstanceOf(SocketException.class)
                    .hasMessageContaining("reset");
            browser.await("it is gone", page -> page.number("#panel-connections tbody tr") == 0);
            browser.click("#tab-clients");
            browser.awaitText("#panel-clients tbody", "127.0.1.1");
        }
    }

    @Test
    void aRestartedPenIsFoundAgain() {
        try (var pen = WatchedPen.ofItsOwn();
                var browser = Browser.open(pen.url(), 1440, 900, "light")) {
            browser.await("numbers", page -> page.text("#card-rate .value").matches("[0-9.,]*[1-9].*/s"));
            pen.stop();
            browser.awaitText("#headline", "Connection to Pen lost");
            pen.restart();
            browser.awaitText("#headline", "All is well");
            browser.awaitText("#link", "Live");
            browser.await("numbers", page -> page.text("#card-rate .value").matches("[0-9.,]*[1-9].*/s"));
        }
    }

    private static void unlock(Browser browser) {
        browser.awaitText("#access", "Unlock");
        browser.click("#access");
        browser.type("#field-token", WatchedPen.TOKEN);
        browser.click("#confirm");
        browser.awaitText("#access", "Unlocked");
        browser.await("the dialog is closed", page -> page.number("dialog[open]") == 0);
    }

    /** Opens a server and presses one of its buttons. */
    private static void server(Browser browser, int index, String button) {
        browser.await("no dialog is open", page -> page.number("dialog[open]") == 0);
        browser.click(row(index) + " button");
        browser.button(button);
    }

    private static String row(int index) {
        return "#panel-servers tr[data-index='" + index + "']";
    }

    private static String load(Browser browser, int index) {
        return browser.text(row(index) + " .load-cell");
    }
}
