package org.penlb.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.penlb.web.WebStage.BEARER;
import static org.penlb.web.WebStage.JSON;

import io.vertx.core.json.JsonObject;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.penlb.config.Address;
import org.penlb.events.ServerEvent;
import org.penlb.testing.Await;

/** Those who watch, those who watch slowly, and those who are too many. */
@Timeout(120)
class LiveStreamTest {
    private static final Address SERVER = new Address.Inet("10.0.0.1", 80);

    private final WebStage pen = WebStage.start(WebStage.service("web", "127.0.0.1:9", "127.0.0.2:9"));
    private final List<Socket> open = new ArrayList<>();

    @AfterEach
    void close() throws IOException {
        for (Socket socket : open) {
            socket.close();
        }
        pen.close();
    }

    /** Somebody who watches. */
    private final class Watcher {
        private final BufferedReader in;
        final String status;

        Watcher(String... headers) throws IOException {
            Socket socket = pen.http.connect();
            open.add(socket);
            String request = "GET /api/v1/live HTTP/1.1\r\nHost: localhost\r\n" + String.join("\r\n", headers)
                    + (headers.length == 0 ? "" : "\r\n") + "\r\n";
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            in = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
            status = in.readLine();
        }

        /** The data of the next message of this kind. */
        JsonObject next(String kind) throws IOException {
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                if (line.equals("event: " + kind)) {
                    String data = in.readLine();
                    while (!data.startsWith("data: ")) {
                        data = in.readLine();
                    }
                    return new JsonObject(data.substring("data: ".length()));
                }
            }
            throw new AssertionError("the stream ended");
        }
    }

    @Test
    void who_watches_sees_the_state_at_once_and_then_as_it_changes() throws IOException {
        var watcher = new Watcher();
        assertThat(watcher.status).contains("200");
        assertThat(watcher.next("overview").getJsonArray("services")).hasSize(1);
        pen.http.send("PATCH", "/api/v1/services/web/servers/1", "{\"state\":\"draining\"}", JSON, BEARER);
        JsonObject event = watcher.next("event");
        assertThat(event.getString("kind")).isEqualTo("server-changed");
        assertThat(event.getString("server")).isEqualTo("127.0.0.2:9");
        JsonObject overview = watcher.next("overview");
        assertThat(overview.getJsonArray("services")
                        .getJsonObject(0)
                        .getJsonArray("servers")
                        .getJsonObject(1)
                        .getString("state"))
                .isEqualTo("draining");
        long before = overview.getLong("uptimeSeconds");
        Await.until("time goes on", () -> next(watcher, "overview").getLong("uptimeSeconds") > before);
    }

    private static JsonObject next(Watcher watcher, String kind) {
        try {
            return watcher.next(kind);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void who_comes_back_gets_what_he_missed() throws IOException {
        long first = pen.pen().events().recent().last();
        for (int i = 0; i < 5; i++) {
            pen.pen().events().publish(new ServerEvent.Down("web", SERVER, "number " + i));
        }
        var watcher = new Watcher("Last-Event-ID: " + first);
        for (int i = 0; i < 5; i++) {
            assertThat(watcher.next("event").getString("text")).isEqualTo("number " + i);
        }
    }

    @Test
    void so_many_may_watch_and_no_more() throws IOException {
        var watchers = new ArrayList<Watcher>();
        for (int i = 0; i < LiveStream.MOST_WATCHERS; i++) {
            watchers.add(new Watcher());
        }
        for (Watcher watcher : watchers) {
            watcher.next("overview");
        }
        Http.Answer refused = pen.http.get("/api/v1/live");
        assertThat(refused.status()).isEqualTo(503);
        assertThat(refused.header("retry-after")).isNotNull();
        assertThat(pen.http.get("/api/v1/overview").status()).isEqualTo(200);
        open.removeFirst().close();
        Await.until("one has left", () -> newWatcher().contains("200"));
    }

    private String newWatcher() {
        try {
            return new Watcher().status;
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
