package org.penlb.it;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A made-up state of Pen as the API tells it; its counters run. */
final class Stage implements Supplier<JsonObject> {
    private final List<Supplier<JsonObject>> services = new ArrayList<>();
    private final Instant started;
    private static final JsonObject HANDSHAKES = new JsonObject()
            .put("done", 12_500)
            .put("failed", new JsonObject().put("hello", 0).put("refused", 2).put("too_long", 1))
            .put("truncated", 3);

    private @Nullable JsonObject cluster;
    private @Nullable JsonObject pageTls;
    private long turns;

    Stage(Instant started) {
        this.started = started;
    }

    /**
     * One more service.
     *
     * @param health well, degraded or down
     * @param servers its servers
     */
    Stage service(String name, String health, List<JsonObject> servers) {
        services.add(() -> service(name, health, servers, turns));
        return this;
    }

    /** One more service, which speaks TLS. */
    Stage secure(String name, JsonObject... certificates) {
        services.add(() -> service(name, "well", servers(2), turns)
                .put("tls", tls(certificates).put("handshakes", HANDSHAKES)));
        return this;
    }

    /** The page speaks TLS. */
    Stage securePage(JsonObject... certificates) {
        pageTls = tls(certificates);
        return this;
    }

    private static JsonObject tls(JsonObject... certificates) {
        return new JsonObject()
                .put("engine", "BoringSSL (netty-tcnative)")
                .putNull("shortcoming")
                .put("certificates", new JsonArray(List.of(certificates)))
                .put("certificatesTotal", certificates.length);
    }

    /** A certificate with so many days left. */
    static JsonObject certificate(String name, int daysLeft, String... findings) {
        Instant now = Instant.now();
        return new JsonObject()
                .put("file", "/etc/pen/" + name + ".crt")
                .put("names", new JsonArray().add(name).add("www." + name))
                .put("namesTotal", 2)
                .put("key", "ECDSA 256")
                .put("issuer", "CN=Test CA,O=Example")
                .put("notBefore", now.minus(Duration.ofDays(60)).toString())
                .put(
                        "notAfter",
                        now.plus(Duration.ofDays(daysLeft)).plusSeconds(3600).toString())
                .put("daysLeft", daysLeft)
                .putNull("ocspUntil")
                .put("findings", new JsonArray(List.of(findings)));
    }

    /**
     * Instances of which this one is the first.
     *
     * @param state joining, alone, whole, partly or cut-off
     */
    Stage cluster(String state, JsonObject... peers) {
        var instances = new JsonArray().add(instance("10.0.0.11:5701", true).put("self", true));
        for (String distance : List.of("heardMillisAgo", "lag", "inSyncMillisAgo")) {
            instances.getJsonObject(0).putNull(distance);
        }
        long heard = 1 + Stream.of(peers).filter(peer -> peer.getBoolean("up")).count();
        Stream.of(peers).forEach(instances::add);
        cluster = new JsonObject()
                .put("name", "blue")
                .put("instance", "10.0.0.11:5701")
                .put("state", state)
                .put("known", instances.size())
                .put("heard", heard)
                .put("joins", 1)
                .put("mapFailures", 0)
                .put(
                        "assignments",
                        new JsonObject().put("told", 120).put("learned", 340).put("ahead", 0))
                .put("refusedMessages", new JsonObject().put("forged", 0).put("clock-ahead", 3))
                .put("instances", instances)
                .put("totals", totals(heard))
                .put("services", new JsonArray().add(totals(heard).put("name", "web")));
        return this;
    }

    /** Another instance, heard just now, or silent for a while. */
    static JsonObject instance(String name, boolean up) {
        return new JsonObject()
                .put("name", name)
                .put("self", false)
                .put("up", up)
                .put("heardMillisAgo", up ? 300 : 200_400)
                .put("lag", up ? 0 : 4096)
                .put("inSyncMillisAgo", up ? 1_400 : 202_000)
                .put("totals", totals(1));
    }

    private static JsonObject totals(long instances) {
        return new JsonObject()
                .put("open", 3 * instances)
                .put("accepted", 100 * instances)
                .put("refused", 0)
                .put("queries", 0)
                .put("answers", 0)
                .put(
                        "bytes",
                        new JsonObject().put("fromClients", 2048 * instances).put("fromServers", 20_480 * instances))
                .put("errors", 4 * instances);
    }

    /** Servers that are all up, the first of them at 10.0.0.0. */
    static List<JsonObject> servers(int number) {
        var servers = new ArrayList<JsonObject>();
        for (int i = 0; i < number; i++) {
            servers.add(server(i, "10.0." + (i >> 8) + "." + (i & 255) + ":80"));
        }
        return servers;
    }

    static JsonObject server(int index, String address) {
        return new JsonObject()
                .put("index", index)
                .put("role", "regular")
                .put("address", address)
                .put("state", "up")
                .putNull("reason")
                .putNull("blacklistedSeconds")
                .put("weight", 0)
                .put("prio", 0)
                .put("max", index % 2 == 0 ? 100 : 0)
                .put("hard", index % 2 == 0 ? 120 : 0)
                .put("connections", 7)
                .put("bytes", new JsonObject().put("toServer", 1000).put("fromServer", 2000))
                .put("served", 100)
                .put("failures", 0)
                .putNull("lastFailure")
                .putNull("latencyMicros")
                .putNull("latencySinceStartMicros");
    }

    /** A server that a check found down. */
    static JsonObject down(int index, String address, String reason) {
        return server(index, address)
                .put("state", "down")
                .put("reason", reason)
                .put("connections", 0)
                .put("failures", 3)
                .put(
                        "lastFailure",
                        new JsonObject().put("at", Instant.now().toString()).put("reason", reason));
    }

    /** A server that is left alone for a while. */
    static JsonObject blacklisted(int index, String address, int seconds) {
        return down(index, address, "connection refused")
                .put("state", "blacklisted")
                .put("blacklistedSeconds", seconds);
    }

    private static JsonObject service(String name, String health, List<JsonObject> servers, long turns) {
        return new JsonObject()
                .put("name", name)
                .put("protocol", "tcp")
                .put("listen", "127.0.0.1:8080")
                .put("health", health)
                .put("selection", "tracking")
                .put("paused", false)
                .put(
                        "connections",
                        new JsonObject()
                                .put("open", 12)
                                .put("pending", 1)
                                .put("max", 4064)
                                .put("accepted", 1000 + 10 * turns)
                                .put("refused", 0))
                .put("bytes", new JsonObject().put("fromClients", 1000 * turns).put("fromServers", 50_000 * turns))
                .put("errors", health.equals("well") ? 0 : turns / 20)
                .put(
                        "latencyMicros",
                        new JsonObject()
                                .put("p50", 180 + turns % 40)
                                .put("p90", 400)
                                .put("p99", 1200 + turns % 300))
                .put(
                        "latencySinceStartMicros",
                        new JsonObject().put("p50", 150).put("p90", 300).put("p99", 655_360))
                .put(
                        "clients",
                        new JsonObject().put("tracked", StagedPen.CLIENTS).put("max", 2 * StagedPen.CLIENTS))
                .put("servers", new JsonArray(servers));
    }

    /** The next overview. */
    @Override
    public synchronized JsonObject get() {
        turns++;
        var all = new JsonArray();
        services.forEach(service -> all.add(service.get()));
        Instant now = Instant.now();
        return new JsonObject()
                .put("version", "1.0.0")
                .put("startedAt", started.toString())
                .put("uptimeSeconds", now.getEpochSecond() - started.getEpochSecond())
                .put("pid", 4711)
                .put("now", now.toString())
                .put("readOnly", true)
                .putNull("reload")
                .put("cluster", cluster)
                .put("pageTls", pageTls)
                .put("services", all);
    }
}
