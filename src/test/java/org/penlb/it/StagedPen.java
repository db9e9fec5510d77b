package org.penlb.it;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.penlb.testing.Await;

/**
 * What the page sees of a Pen, made up: for sizes, names and faults that a real one is hard to bring to. It serves the page
 * itself under the policy that Pen has for it.
 */
final class StagedPen implements AutoCloseable {
    /** As many clients as each service is said to have. */
    static final int CLIENTS = 1_000_000;

    /** How often Pen tells. */
    static final Duration OWN_PACE = Duration.ofSeconds(1);

    /** Four times as often as Pen: the tests need not wait that long, and no two come as close as to count as one. */
    private static final Duration PACE = Duration.ofMillis(250);

    private static final Pattern LIST = Pattern.compile("/api/v1/services/(.+)/(clients|connections|explain)");
    private static final String POLICY =
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
                    + "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    private final Vertx vertx = Vertx.vertx();
    private final Set<HttpServerResponse> watchers = ConcurrentHashMap.newKeySet();
    private final AtomicInteger lists = new AtomicInteger();
    private volatile Supplier<JsonObject> stage;
    private volatile boolean full;
    private volatile int most = Integer.MAX_VALUE;
    private volatile JsonArray events = new JsonArray();
    private HttpServer server;
    private final int port;

    /** @param stage makes what an overview says, for each one anew */
    StagedPen(Supplier<JsonObject> stage) {
        this(stage, PACE);
    }

    /**
     * Where nothing waits for the next overview, or they are long: the browser takes each apart and draws it, and its log
     * keeps them.
     *
     * @param pace how often it tells
     */
    StagedPen(Supplier<JsonObject> stage, Duration pace) {
        this.stage = stage;
        server = listen(0);
        port = server.actualPort();
        vertx.setPeriodic(pace.toMillis(), _ -> tell());
    }

    private HttpServer listen(int at) {
        return get(vertx.createHttpServer().requestHandler(this::answer).listen(at, "127.0.0.1"));
    }

    private static <T> T get(Future<T> future) {
        try {
            return future.toCompletionStage().toCompletableFuture().get(Await.LONG.toSeconds(), TimeUnit.SECONDS);
        } catch (InterruptedException | TimeoutException | ExecutionException e) {
            throw new AssertionError(e);
        }
    }

    URI url() {
        return URI.create("http://127.0.0.1:" + port + "/");
    }

    /** From now on this is how it is, and whoever watches is told at once. */
    void stage(Supplier<JsonObject> now) {
        stage = now;
        vertx.runOnContext(_ -> tell());
    }

    /** What happened, oldest first. */
    void events(JsonArray now) {
        events = now;
    }

    /** Whether it has no place for one more who watches. */
    void full(boolean now) {
        full = now;
        if (now) {
            watchers.forEach(HttpServerResponse::reset);
        }
    }

    /** Of a list it gives so many at a time, if more are asked for. */
    void most(int items) {
        most = items;
    }

    int watchers() {
        return watchers.size();
    }

    /** How often a list of clients or connections was asked for. */
    int listsAsked() {
        return lists.get();
    }

    /** Nobody answers any more. */
    void stop() {
        get(server.close());
        watchers.clear();
    }

    /** Answers again, at the same address. */
    void start() {
        server = listen(port);
    }

    private void tell() {
        if (!watchers.isEmpty()) {
            String message = overview();
            watchers.stream().filter(watcher -> !watcher.writeQueueFull()).forEach(watcher -> watcher.write(message));
        }
    }

    private String overview() {
        return "event: overview\ndata: " + state().encode() + "\n\n";
    }

    private JsonObject state() {
        return stage.get().put("lastEvent", events.size());
    }

    private void answer(HttpServerRequest request) {
        HttpServerResponse response = request.response();
        response.putHeader("Content-Security-Policy", POLICY).putHeader("X-Content-Type-Options", "nosniff");
        String path =
                URLDecoder.decode(Objects.requireNonNull(request.path()).replace("+", "%2B"), StandardCharsets.UTF_8);
        Matcher list = LIST.matcher(path);
        if (path.equals("/api/v1/live")) {
            live(response);
        } else if (path.equals("/api/v1/overview")) {
            json(response, 200, state());
        } else if (path.equals("/api/v1/events")) {
            json(response, 200, new JsonObject().put("items", events).put("last", events.size()));
        } else if (list.matches()) {
            json(response, 200, list(request, list.group(2)));
        } else if (request.method().equals(HttpMethod.GET) && !path.startsWith("/api/")) {
            file(response, path);
        } else {
            json(response, 404, new JsonObject().put("error", new JsonObject().put("message", "not staged: " + path)));
        }
    }

    private void live(HttpServerResponse response) {
        if (full) {
            json(response, 503, new JsonObject().put("error", new JsonObject().put("message", "too many watch")));
            return;
        }
        response.setChunked(true).putHeader("Content-Type", "text/event-stream");
        response.exceptionHandler(_ -> watchers.remove(response));
        response.closeHandler(_ -> watchers.remove(response));
        response.write(overview());
        watchers.add(response);
    }

    private JsonObject list(HttpServerRequest request, String kind) {
        lists.incrementAndGet();
        if (kind.equals("explain")) {
            return new JsonObject().put("lines", new JsonArray().add("client " + request.getParam("client")));
        }
        int after = Integer.parseInt(request.getParam("after", "0"));
        int limit = Math.min(most, Integer.parseInt(request.getParam("limit", "50")));
        String search = request.getParam("search", "");
        var items = new JsonArray();
        for (int i = after; i < CLIENTS && items.size() < limit; i++) {
            String address = "10." + (i >> 16) + "." + (i >> 8 & 255) + "." + (i & 255);
            if (address.startsWith(search)) {
                items.add(new JsonObject()
                        .put("address", address)
                        .put("client", address)
                        .put("number", i)
                        .put("server", 0)
                        .put("serverAddress", "10.0.0.1:80")
                        .put("ageSeconds", i)
                        .put("openedSecondsAgo", i)
                        .put("connections", 1)
                        .put("bytes", new JsonObject().put("fromClients", i).put("fromServers", i)));
            }
        }
        String next = items.size() < limit || after + limit >= CLIENTS ? null : String.valueOf(after + limit);
        return new JsonObject().put("total", CLIENTS).put("items", items).put("next", next);
    }

    private void file(HttpServerResponse response, String path) {
        String name = path.equals("/")
                ? "web/index.html"
                : path.startsWith("/webjars/") ? "META-INF/resources" + path : "web" + path;
        String type = name.endsWith(".html")
                ? "text/html; charset=utf-8"
                : name.endsWith(".css") ? "text/css" : name.endsWith(".svg") ? "image/svg+xml" : "text/javascript";
        vertx.<Buffer>executeBlocking(() -> vertx.fileSystem().readFileBlocking(name))
                .onSuccess(body -> response.putHeader("Content-Type", type).end(body))
                .onFailure(_ -> response.setStatusCode(404).end());
    }

    private static void json(HttpServerResponse response, int status, JsonObject body) {
        response.setStatusCode(status)
                .putHeader("Content-Type", "application/json")
                .putHeader("Cache-Control", "no-store")
                .end(body.encode());
    }

    @Override
    public void close() {
        get(vertx.close());
    }
}
