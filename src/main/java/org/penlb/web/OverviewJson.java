package org.penlb.web;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.lang.management.ManagementFactory;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.penlb.admin.Administration;
import org.penlb.admin.Reloads;
import org.penlb.cluster.ClusterView;

/** The whole state as the API shows it. */
final class OverviewJson {
    private static final String VERSION =
            version(OverviewJson.class.getPackage().getImplementationVersion());

    private OverviewJson() {}

    /** Of this program. */
    static String programVersion() {
        return VERSION;
    }

    private static String version(@Nullable String fromJar) {
        return fromJar == null ? "unknown" : fromJar;
    }

    static JsonObject of(Administration pen, boolean readOnly) {
        var services = new JsonArray();
        pen.listeners().forEach(listener -> services.add(ServiceJson.of(listener)));
        Instant now = Instant.now();
        long started = ManagementFactory.getRuntimeMXBean().getStartTime();
        return new JsonObject()
                .put("version", VERSION)
                .put("startedAt", Instant.ofEpochMilli(started).toString())
                .put("uptimeSeconds", Math.max(0, (now.toEpochMilli() - started) / 1000))
                .put("pid", ProcessHandle.current().pid())
                .put("now", now.toString())
                .put("readOnly", readOnly)
                .put("notice", pen.notice())
                .put("reload", reload(pen.reloads().last()))
                .put("lastEvent", pen.events().recent().last())
                .put("cluster", cluster(pen.cluster()))
                .put("pageTls", TlsJson.ofPage(pen.certificates().page(), now))
                .put("services", services);
    }

    private static @Nullable JsonObject cluster(@Nullable ClusterView view) {
        return view == null ? null : ClusterJson.brief(view);
    }

    private static @Nullable JsonObject reload(Reloads.@Nullable Outcome last) {
        return last == null
                ? null
                : new JsonObject()
                        .put("at", last.at().toString())
                        .put("ok", last.ok())
                        .put("waiting", last.waiting())
                        .put("message", last.message());
    }
}
