package org.penlb;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.penlb.testing.Await;
import org.penlb.testing.EchoServer;
import org.penlb.testing.Families;
import org.penlb.testing.Ports;
import org.penlb.testing.Visitor;

/** The file that a running Pen was configured by changes. */
@Timeout(120)
class ReloadTest {
    private final Vertx vertx =
            Vertx.vertx(new VertxOptions().setPreferNativeTransport(true).setEventLoopPoolSize(2));
    private final EchoServer red = new EchoServer("red");
    private final EchoServer blue = new EchoServer("blue");
    private final int port = Ports.free();
    private final int otherPort = Ports.free();

    @TempDir
    Path folder;

    private final WatchedPen watched = new WatchedPen(vertx, () -> folder);

    @AfterEach
    void close() {
        await(vertx.close());
        red.close();
        blue.close();
    }

    private static <T> T await(Future<T> future) {
        return future.toCompletionStage().toCompletableFuture().join();
    }

    private static JsonObject service(String name, int port, Object... servers) {
        return new JsonObject()
                .put("name", name)
                .put("listen", "tcp://127.0.0.1:" + port)
                .put("selection", "roundrobin")
                .put("servers", new JsonArray(List.of(servers)));
    }

    private JsonObject config(JsonObject... services) {
        return new JsonObject()
                .put("services", new JsonArray(List.of(services)))
                .put("control", watched.control())
                .put("eventLoops", 1);
    }

    private void write(JsonObject... services) {
        watched.write(config(services));
    }

    private PenVerticle start(JsonObject... services) {
        return watched.start(config(services));
    }

    private static InetSocketAddress at(int port) {
        return new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), port);
    }

    @Test
    void a_listener_that_is_to_leave_ipv4_to_others_is_opened_anew() throws IOException {
        Families.assumeIpv6();
        JsonObject both = service("web", port, red.address()).put("listen", "tcp://[::]:" + port);
        PenVerticle pen = start(both);
        assertThat(visit(port)).isEqualTo("red");
        write(both.copy().put("v6only", true));
        WatchedPen.awaitApplied(pen);
        assertThat(visit(port)).isEqualTo("nobody");
        assertThat(Visitor.visit("::1", new InetSocketAddress(InetAddress.ofLiteral("::1"), port)))
                .isEqualTo("red");
    }

    private static String visit(int port) {
        try {
            return Visitor.visit("127.0.0.1", at(port));
        } catch (IOException _) {
            return "nobody";
        }
    }

    @Test
    void a_changed_server_list_is_applied_and_connections_go_on() throws IOException {
        PenVerticle pen = start(service("web", port, red.address()));
        try (Socket open = Visitor.connect("127.0.0.1", at(port))) {
            assertThat(Visitor.nameFrom(open)).isEqualTo("red");
            write(service("web", port, blue.address()));
            Await.until("blue serves", () -> visit(port).equals("blue"));
            assertThat(Visitor.echoes(open)).isTrue();
            WatchedPen.awaitApplied(pen);
        }
    }

    @Test
    void services_come_and_go() throws IOException {
        start(service("web", port, red.address()));
        write(service("web", port, red.address()), service("app", otherPort, blue.address()));
        Await.until("the new one serves", () -> visit(otherPort).equals("blue"));
        try (Socket open = Visitor.connect("127.0.0.1", at(port))) {
            assertThat(Visitor.nameFrom(open)).isEqualTo("red");
            write(service("app", otherPort, blue.address()));
            Await.until("the old one is closed", () -> visit(port).equals("nobody"));
            assertThat(Visitor.echoes(open)).isTrue();
            assertThat(visit(otherPort)).isEqualTo("blue");
            assertThat(watched.command("listen")).isEqualTo("127.0.0.1:" + otherPort + "\n");
        }
    }

    @Test
    void a_new_service_takes_the_door_of_one_that_goes() {
        start(service("web", port, red.address()), service("app", otherPort, red.address()));
        JsonObject moved = service("app", port, blue.address());
        write(moved);
        Await.until("blue serves there", () -> visit(port).equals("blue"));
        Await.until("nobody is where it was", () -> visit(otherPort).equals("nobody"));
    }

    @Test
    void a_renamed_service_keeps_its_listener() throws IOException {
        PenVerticle pen = start(service("web", port, red.address()));
        Object listener = pen.listeners().getFirst();
        write(service("site", port, red.address()));
        WatchedPen.awaitApplied(pen);
        assertThat(pen.listeners().getFirst()).isSameAs(listener);
        assertThat(watched.command("service site servers")).contains("port " + red.port());
    }

    @Test
    void a_bad_file_changes_nothing_until_it_is_good_again() {
        PenVerticle pen = start(service("web", port, red.address()));
        WatchedPen.write(watched.file(), "{ \"services\": [");
        assertThat(WatchedPen.awaitRefused(pen)).startsWith(watched.file() + ":1:");
        write(service("web", port, "127.0.0.1:99999"), service("app", otherPort));
        Await.until(
                "the new trouble is told", () -> WatchedPen.awaitRefused(pen).contains("services[0].servers[0]"));
        assertThat(WatchedPen.awaitRefused(pen).lines())
                .hasSize(2)
                .allMatch(line -> line.startsWith(watched.file() + ": services["));
        assertThat(visit(port)).isEqualTo("red");
        assertThat(visit(otherPort)).isEqualTo("nobody");
        write(service("web", port, red.address()));
        WatchedPen.awaitApplied(pen);
    }

    @Test
    void a_file_that_is_gone_changes_nothing() throws IOException {
        PenVerticle pen = start(service("web", port, red.address()));
        Files.delete(watched.file());
        assertThat(WatchedPen.awaitRefused(pen)).isEqualTo(watched.file() + ": no such file");
        assertThat(visit(port)).isEqualTo("red");
        write(service("web", port, red.address()));
        WatchedPen.awaitApplied(pen);
    }

    @Test
    void a_pipe_in_the_place_of_the_file_holds_up_nobody() throws Exception {
        PenVerticle pen = start(service("web", port, red.address()));
        Files.delete(watched.file());
        assertThat(new ProcessBuilder("mkfifo", watched.file().toString())
                        .start()
                        .waitFor())
                .isZero();
        String why = watched.file() + ": is not a regular file, which alone can be read while Pen runs";
        assertThat(watched.command("plan " + watched.file())).isEqualTo("cannot be applied: " + why + "\n");
        await(pen.reload());
        assertThat(WatchedPen.awaitRefused(pen)).isEqualTo(why);
        write(service("web", port, blue.address()));
        Await.until("blue serves", () -> visit(port).equals("blue"));
    }

    @Test
    void a_door_that_cannot_be_had_changes_nothing_at_all() throws IOException {
        PenVerticle pen = start(service("web", port, red.address()), service("app", otherPort, red.address()));
        try (var taken = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
            write(
                    service("web", port, blue.address()),
                    service("new", otherPort, blue.address()), // app makes room for it
                    service("more", taken.getLocalPort(), blue.address()));
            assertThat(WatchedPen.awaitRefused(pen))
                    .isEqualTo("listener \"127.0.0.1:" + taken.getLocalPort()
                            + "\": the port is in use by another program");
            assertThat(visit(port)).isEqualTo("red");
            Await.until("app is back", () -> visit(otherPort).equals("red"));
        }
        WatchedPen.write(watched.file(), Files.readString(watched.file()) + "\n");
        WatchedPen.awaitApplied(pen);
        assertThat(visit(port)).isEqualTo("blue");
        assertThat(visit(otherPort)).isEqualTo("blue");
    }

    @Test
    void what_commands_changed_stays_until_the_file_says_otherwise() throws IOException {
        JsonObject second = new JsonObject().put("address", blue.address());
        PenVerticle pen = start(service("web", port, red.address(), second));
        watched.command("server 0 drain");
        write(service("web", port, red.address(), second.copy().put("weight", 5)));
        WatchedPen.awaitApplied(pen);
        assertThat(watched.command("servers")).contains("weight 5");
        assertThat(visit(port)).isEqualTo("blue");
        assertThat(visit(port)).isEqualTo("blue");
    }

    @Test
    void a_plan_says_what_would_change_and_changes_nothing() throws IOException {
        PenVerticle pen =
                start(service("web", port, red.address(), blue.address()).put("selection", "tracking"));
        assertThat(visit(port)).isEqualTo("red");
        watched.command("server 1 weight 3");
        JsonObject changed = new JsonObject()
                .put(
                        "services",
                        new JsonArray()
                                .add(service("web", port, blue.address(), "127.0.0.1:1")
                                        .put("selection", "tracking")
                                        .put("connectTimeout", "2s"))
                                .add(service("app", otherPort, blue.address())))
                .put("control", watched.control())
                .put("eventLoops", 1);
        Path plan = Files.writeString(folder.resolve("next.json"), changed.encode());
        assertThat(watched.command("plan " + plan).lines())
                .containsExactlyInAnyOrder(
                        "service web: servers[" + red.address() + "]: removed; its connections go on",
                        "service web: servers[127.0.0.1:1]: new",
                        "service web: connectTimeout: the default -> 2s",
                        "service web: 1 of 1 tracked clients (100.0 %) would move",
                        "service app: new, listens at 127.0.0.1:" + otherPort + ", 1 server",
                        "kept as commands have made it: service web: servers[" + blue.address()
                                + "].weight: 3 (the file: the default)",
                        "warning: web: servers differ in weight, and are not chosen by it (expected: the selection"
                                + " \"weight\")");
        assertThat(watched.command("plan " + watched.file()).lines())
                .containsExactly(
                        "nothing would change",
                        "kept as commands have made it: service web: servers[" + blue.address()
                                + "].weight: 3 (the file: the default)",
                        "warning: web: servers differ in weight, and are not chosen by it (expected: the selection"
                                + " \"weight\")");
        assertThat(watched.command("plan " + folder.resolve("none.json")))
                .isEqualTo("cannot be applied: " + folder.resolve("none.json") + ": no such file\n");
        assertThat(visit(port)).isEqualTo("red");
        assertThat(pen.lastReload()).isNull();
    }

    @Test
    void a_plan_says_that_servers_keep_their_numbers() throws IOException {
        start(service("web", port, red.address(), blue.address()).put("selection", "first"));
        Path plan = folder.resolve("other.json");
        Files.writeString(
                plan,
                Files.readString(watched.file())
                        .replace(red.address(), "?")
                        .replace(blue.address(), red.address())
                        .replace("?", blue.address()));
        assertThat(watched.command("plan " + plan).lines())
                .containsExactly(
                        "nothing would change",
                        "kept: service web: servers: their order, since they keep their numbers until a restart");
    }
}
