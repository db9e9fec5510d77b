package org.penlb.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.penlb.it.ConfigFile.service;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.penlb.testing.EchoServer;
import org.penlb.testing.PenProcess;
import org.penlb.testing.Ports;
import org.penlb.testing.UdpEchoServer;
import org.penlb.testing.UdpVisitor;
import org.penlb.testing.Visitor;

/** Services of every protocol on the page of one Pen, which a changed file adds to and takes from. */
@Timeout(180)
class PageServicesIT {
    @TempDir
    Path folder;

    private final int webPort = Ports.free();
    private final int tcp = Ports.free();
    private final int udp = Ports.freeForBoth();
    private final int dns = Ports.freeForBoth();
    private final AtomicBoolean over = new AtomicBoolean();

    @Test
    void each_is_seen_at_work_and_comes_and_goes_with_the_file() throws Exception {
        var file = new ConfigFile(folder);
        try (var echo = new EchoServer("s0");
                var datagrams = new UdpEchoServer("u0");
                var names = new NameServers(1, folder)) {
            JsonObject mail = service("mail", "tcp://127.0.0.1:" + tcp, List.of(echo.address()));
            JsonObject log = service("log", "udp://127.0.0.1:" + udp, List.of(datagrams.address()))
                    .put("selection", "least");
            JsonObject resolvers = service("names", "udp://127.0.0.1:" + dns, names.addresses())
                    .put("protocol", "dns")
                    .put("selection", "least");
            JsonObject app = service("app", "unix:" + folder.resolve("app.sock"), List.of("unix:/nowhere.sock"));
            write(file, mail, log, resolvers, app);
            try (var pen = PenProcess.configuredBy(file.path)) {
                Ports.awaitListening(webPort);
                Thread clients = Thread.ofVirtual().start(this::comeAndGo);
                try (var queries = Dnsperf.start(folder, at(dns), 20_000, 200);
                        var browser =
                                Browser.open(URI.create("http://127.0.0.1:" + webPort + "/"), 1440, 900, "light")) {
                    for (String name : List.of("mail", "log", "names")) {
                        choose(browser, name);
                        browser.await(
                                name + " is at work",
                                page -> page.text("#card-rate .value").matches("[0-9.,]*[1-9].*/s"));
                        browser.await(
                                "its bytes move",
                                page -> page.text("#card-bytes .value").matches("[0-9.,]*[1-9].*/s"));
                        browser.picture("service-" + name);
                    }
                    browser.await(
                            "answers of name servers take their time",
                            page -> page.text("#card-latency .value").matches(".*[0-9] [µm]s"));
                    choose(browser, "app");
                    visitUnix();
                    browser.awaitText("#panel-servers tbody", "/nowhere.sock");
                    browser.awaitText("#headline", "app is down");

                    write(file, mail, resolvers, service("more", "tcp://127.0.0.1:0", List.of(echo.address())));
                    browser.awaitText("#services", "more");
                    browser.await(
                            "those that went are not there",
                            page -> !page.text("#services").contains("log")
                                    && !page.text("#services").contains("app"));
                    browser.awaitText("#headline", "No fault is known"); // nobody has come to the new one yet
                    browser.awaitText("#problems", "was not seen to be well yet");
                    browser.awaitText("#events", "another configuration is applied");
                    file.writeText("{");
                    browser.awaitText("#verdict", file.path + ":1:");
                    assertThat(WebCase.curl("http://127.0.0.1:" + webPort + "/metrics"))
                            .contains("pen_reload_success 0.0");
                    browser.assertQuiet();
                } finally {
                    over.set(true);
                    clients.join();
                }
                assertThat(pen.said()).noneMatch(line -> line.contains("Exception"));
            }
        }
    }

    private void write(ConfigFile file, JsonObject... services) {
        file.writeText(new JsonObject()
                .put("services", new JsonArray(List.of(services)))
                .put("web", new JsonObject().put("listen", "127.0.0.1:" + webPort))
                .put("eventLoops", 1)
                .encode());
    }

    private static void choose(Browser browser, String service) {
        browser.click("#services a[href='#/" + service + "']");
        browser.awaitText("#service-name", service);
    }

    private static InetSocketAddress at(int port) {
        return new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), port);
    }

    /** Clients of mail and log; the one of log is left alone at some time. */
    private void comeAndGo() {
        try (var visitor = new UdpVisitor(at(udp))) {
            while (!over.get()) {
                try (Socket client = Visitor.connect("127.0.0.1", at(tcp))) {
                    assertThat(Visitor.nameFrom(client)).isEqualTo("s0");
                    assertThat(Visitor.echoes(client)).isTrue();
                }
                assertThat(visitor.tryAsk()).isIn("u0", "");
            }
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private void visitUnix() throws IOException {
        try (var channel = SocketChannel.open(UnixDomainSocketAddress.of(folder.resolve("app.sock")))) {
            assertThat(channel.isConnected()).isTrue();
        }
    }
}
