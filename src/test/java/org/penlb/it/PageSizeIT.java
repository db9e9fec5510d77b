package org.penlb.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** Fifty services, a thousand servers, a million clients: the browser holds what it shows, and no more. */
class PageSizeIT {
    /** Nodes of the document, with room for what a page of a list has. */
    private static final int MOST_NODES = 3000;

    private final Stage stage = new Stage(Instant.now());

    private StagedPen large() {
        var servers = new ArrayList<>(Stage.servers(1000));
        servers.set(700, Stage.down(700, "10.0.2.188:80", "connection refused"));
        stage.service("web", "degraded", List.copyOf(servers));
        for (int i = 1; i < 50; i++) {
            stage.service("service-" + i, i == 37 ? "down" : "well", Stage.servers(3));
        }
        return new StagedPen(stage, StagedPen.OWN_PACE);
    }

    @Test
    void aThousandServersAreTurnedPageByPage() {
        try (var pen = large();
                var browser = Browser.open(pen.url().resolve("#/web"), 1440, 900, "light")) {
            browser.awaitText("#panel-servers .pager", "1–25 of 1,000 servers");
            assertThat(browser.text("#panel-servers tbody tr")).contains("down", "10.0.2.188:80", "connection refused");
            assertThat(browser.number("#panel-servers tbody tr")).isEqualTo(25);
            browser.button("Next");
            browser.awaitText("#panel-servers .pager", "26–50 of 1,000 servers");
            browser.type("#panel-servers input", "10.0.3.231");
            browser.awaitText("#panel-servers .pager", "1–1 of 1 server");
            browser.awaitText("#panel-servers tbody", "10.0.3.231:80");
            browser.type("#panel-servers input", "nowhere");
            browser.awaitText("#panel-servers .pager", "No server is like that");
            assertThat(nodes(browser)).isLessThan(MOST_NODES);
            browser.assertQuiet();
        }
    }

    @Test
    void ofFiftyServicesThoseWithTroubleComeFirst() {
        try (var pen = large();
                var browser = Browser.open(pen.url(), 1440, 900, "light")) {
            browser.awaitText("#headline", "service-37 is down");
            assertThat(browser.text("#service-name")).isEqualTo("service-37");
            assertThat(browser.text("#services li:nth-child(1)")).contains("service-37");
            assertThat(browser.text("#services li:nth-child(2)")).contains("web");
            browser.type("#services-search", "service-12");
            browser.await("one service is found", page -> page.number("#services li") == 1);
            browser.click("#services a");
            browser.awaitText("#service-name", "service-12");
            assertThat(nodes(browser)).isLessThan(MOST_NODES);
        }
    }

    @Test
    void aMillionClientsAreOnePageInTheDocument() {
        try (var pen = large();
                var browser = Browser.open(pen.url(), 1440, 900, "light")) {
            browser.awaitText("#tab-clients", "1M");
            assertThat(pen.listsAsked())
                    .as("nothing is asked before it is looked at")
                    .isZero();
            browser.click("#tab-clients");
            browser.awaitText("#panel-clients .pager", "1–50 of 1,000,000");
            browser.script("document.querySelector('#panel-clients .pager').scrollIntoView()");
            for (int page = 1; page < 5; page++) {
                browser.click("#panel-clients .pager button:last-child");
                browser.awaitText("#panel-clients .pager", (50 * page + 1) + "–" + 50 * (page + 1) + " of 1,000,000");
            }
            browser.awaitText("#panel-clients tbody", "10.0.0.249");
            assertThat(browser.number("#panel-clients tbody tr")).isEqualTo(50);
            assertThat(nodes(browser)).isLessThan(MOST_NODES);
            browser.button("Previous");
            browser.awaitText("#panel-clients .pager", "151–200 of 1,000,000");
            browser.type("#panel-clients input", "10.15.66.63");
            browser.awaitText("#panel-clients tbody tr:first-child", "10.15.66.63");
            browser.await("only that one", page -> page.number("#panel-clients tbody tr") == 1);
            browser.button("Explain");
            browser.awaitText("dialog pre", "client 10.15.66.63");
            browser.assertQuiet();
        }
    }

    /** All the time the lists are as long as they are, whatever was looked at before. */
    @Test
    void whatIsNoLongerShownIsGone() {
        try (var pen = large();
                var browser = Browser.open(pen.url(), 1440, 900, "light")) {
            browser.awaitText("#headline", "service-37 is down");
            int before = nodes(browser);
            for (int i = 1; i < 20; i++) {
                browser.script("location.hash = '#/service-' + arguments[0]", i);
                String name = "service-" + i;
                browser.await(name, page -> page.text("#service-name").equals(name));
            }
            browser.script("location.hash = '#/service-37'");
            browser.await("the first again", page -> page.text("#service-name").equals("service-37"));
            assertThat(nodes(browser)).isLessThanOrEqualTo(before + 50);
        }
    }

    private static int nodes(Browser browser) {
        return ((Number) Objects.requireNonNull(browser.script("return document.querySelectorAll('*').length")))
                .intValue();
    }
}
