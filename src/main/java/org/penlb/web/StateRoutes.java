package org.penlb.web;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.penlb.admin.Administration;
import org.penlb.cluster.ClusterView;
import org.penlb.config.ConfigException;
import org.penlb.config.IpAddress;
import org.penlb.config.command.Command;
import org.penlb.config.json.ConfigContext;
import org.penlb.config.json.JsonConfig;
import org.penlb.control.CommandRunner;
import org.penlb.events.Origin;
import org.penlb.events.RecentEvent;
import org.penlb.events.RecentEvents;
import org.penlb.listen.Listener;
import org.penlb.service.OpenFiles;

/** What the API shows. */
final class StateRoutes {
    private static final int USUAL_EVENTS = 100;

    private final Administration pen;
    private final CommandRunner commands;
    private final Answers answers;
    private final Snapshots snapshots;
    private final Buffer openapi;

    /**
     * @param openapi what describes the API
     */
    StateRoutes(Administration pen, CommandRunner commands, Answers answers, Snapshots snapshots, Buffer openapi) {
        this.pen = pen;
        this.commands = commands;
        this.answers = answers;
        this.snapshots = snapshots;
        this.openapi = openapi;
    }

    void addTo(Endpoints endpoints) {
        String service = WebVerticle.API + "/services/{service}";
        endpoints.readJson(WebVerticle.API + "/overview", request -> answers.end(request, snapshots.next()));
        endpoints.readJson(WebVerticle.API + "/services", request -> answers.json(request, this::services));
        endpoints.readJson(service, request -> {
            Listener listener = RequestParameters.service(request, pen);
            answers.json(request, () -> ServiceJson.of(listener));
        });
        endpoints.readJson(service + "/servers", request -> {
            Listener listener = RequestParameters.service(request, pen);
            answers.json(request, () -> ServiceJson.servers(listener));
        });
        endpoints.readJson(service + "/explain", this::explain);
        endpoints.readJson(WebVerticle.API + "/events", this::events);
        endpoints.readJson(WebVerticle.API + "/cluster", this::cluster);
        endpoints.readJson(
                WebVerticle.API + "/config",
                request -> answers.json(request, () -> JsonConfig.write(pen.config(), machine())));
        endpoints.readJson(
                WebVerticle.API + "/openapi.json", request -> answers.json(request, () -> new JsonObject(openapi)));
    }

    /** What need not be said because the machine says it. */
    private ConfigContext machine() {
        return new ConfigContext(
                pen.arguments(),
                new OpenFiles(),
                Runtime.getRuntime().availableProcessors(),
                Path.of(""),
                ConfigContext.SecretReader.NONE);
    }

    private JsonArray services() {
        var services = new JsonArray();
        pen.listeners().forEach(listener -> services.add(ServiceJson.of(listener)));
        return services;
    }

    private void explain(RoutingContext request) {
        Listener listener = RequestParameters.service(request, pen);
        String client = RequestParameters.text(request, "client");
        if (client == null) {
            throw new HttpError(400, "client is missing (expected: ?client=ADDRESS)");
        }
        var asked = new Command.Explain(address(client));
        String name = listener.service().config().name();
        answers.end(
                request,
                commands.run(Origin.PAGE, name, _ -> asked)
                        .map(text -> new JsonObject()
                                .put("lines", new JsonArray(text.lines().toList()))
                                .toBuffer()));
    }

    private static IpAddress address(String text) {
        try {
            return IpAddress.parse(text);
        } catch (ConfigException e) {
            throw new HttpError(400, "client: " + e.getMessage());
        }
    }

    private void cluster(RoutingContext request) {
        ClusterView view = pen.cluster();
        if (view == null) {
            throw new HttpError(404, "there is no cluster (expected: \"cluster\" in the configuration)");
        }
        answers.json(request, () -> ClusterJson.whole(view));
    }

    private void events(RoutingContext request) {
        RecentEvents events = pen.events().recent();
        int limit = (int) RequestParameters.number(request, "limit", 1, RequestParameters.MOST_ITEMS, USUAL_EVENTS);
        @Nullable String after = RequestParameters.text(request, "after");
        List<RecentEvent> found = after == null
                ? events.latest(limit)
                : events.after(RequestParameters.number(request, "after", 0, Long.MAX_VALUE, 0), limit);
        answers.json(
                request,
                () -> new JsonObject()
                        .put(
                                "items",
                                new JsonArray(
                                        found.stream().map(RecentEvent::toJson).toList()))
                        .put("last", events.last()));
    }
}
