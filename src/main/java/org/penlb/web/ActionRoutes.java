package org.penlb.web;

import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.penlb.admin.Administration;
import org.penlb.config.AdminState;
import org.penlb.config.ServerConfig;
import org.penlb.config.ServiceConfig;
import org.penlb.config.command.Command;
import org.penlb.config.command.ServerSetting;
import org.penlb.control.CommandRunner;
import org.penlb.events.Origin;
import org.penlb.listen.Listener;
import org.penlb.service.OpenConnection;
import org.penlb.service.ServiceSnapshot;

/** What the API changes: each action is a command as the control port takes it, and waits for its turn with those. */
final class ActionRoutes {
    private static final int NO_CONTENT = 204;
    private static final int CREATED = 201;

    private final Administration pen;
    private final CommandRunner commands;
    private final Answers answers;
    private final Guard guard;
    private final Handler<RoutingContext> body = BodyHandler.create(false).setBodyLimit(WebVerticle.LONGEST_BODY);

    ActionRoutes(Administration pen, CommandRunner commands, Answers answers, Guard guard) {
        this.pen = pen;
        this.commands = commands;
        this.answers = answers;
        this.guard = guard;
    }

    void addTo(Endpoints endpoints) {
        String service = WebVerticle.API + "/services/{service}";
        String server = service + "/servers/{index}";
        withBody(endpoints, HttpMethod.POST, service + "/servers", this::add);
        withBody(endpoints, HttpMethod.PATCH, server, this::change);
        withBody(endpoints, HttpMethod.POST, WebVerticle.API + "/commands", this::command);
        endpoints.act(HttpMethod.DELETE, server, this::authorize, this::remove);
        endpoints.act(HttpMethod.DELETE, service + "/connections/{number}", this::authorize, this::closeConnection);
        String session = WebVerticle.API + "/session";
        endpoints.readJson(
                session, request -> answers.json(request, () -> new JsonObject().put("readOnly", guard.isReadOnly())));
        endpoints.act(HttpMethod.POST, session, this::authorize, ActionRoutes::done);
    }

    private void withBody(Endpoints endpoints, HttpMethod method, String path, Handler<RoutingContext> handler) {
        endpoints.act(method, path, this::authorize, ActionRoutes::json, body, handler);
    }

    private void authorize(RoutingContext request) {
        guard.check(request);
        request.next();
    }

    /** Pages of other origins cannot send this type without asking first. */
    private static void json(RoutingContext request) {
        String type = request.request().getHeader(HttpHeaders.CONTENT_TYPE);
        if (type == null || !type.strip().matches("(?i)application/json\\s*(;.*)?")) {
            throw new HttpError(415, "the body is not JSON by its type (expected: Content-Type: application/json)");
        }
        request.next();
    }

    private static void done(RoutingContext request) {
        request.response().setStatusCode(NO_CONTENT).end();
    }

    private void add(RoutingContext request) {
        Listener listener = RequestParameters.service(request, pen);
        var fields = RequestFields.of(request, "address", "weight", "prio", "max", "hard");
        String address = fields.text("address");
        if (address == null) {
            throw new HttpError(400, "address is missing (expected: host:port or the path of a Unix socket)");
        }
        int weight = fields.number("weight", 0, ServerConfig.FAIR);
        int prio = fields.number("prio", Integer.MIN_VALUE, 0);
        int max = fields.number("max", 0, 0);
        int hard = fields.number("hard", 0, 0);
        var index = new AtomicInteger();
        var added = commands.run(Origin.PAGE, listener.service().config().name(), service -> {
            index.set(service.servers().size());
            var server = new ServerConfig(
                    pen.arguments().address(address, service.listen()), max, hard, weight, prio, 0, AdminState.UP);
            return new Command.AddServers(List.of(server));
        });
        answerServer(request, listener, index, CREATED, added);
    }

    private void change(RoutingContext request) {
        Listener listener = RequestParameters.service(request, pen);
        int index = RequestParameters.number(request, "index", ServerConfig.MOST - 1);
        var fields = RequestFields.of(request, "state", "weight", "prio", "max", "hard", "blacklistSeconds", "address");
        List<ServerSetting> settings = settings(fields);
        if (settings.isEmpty()) {
            throw new HttpError(
                    400, "nothing is to be changed (expected: state, weight, prio, max, hard or blacklistSeconds)");
        }
        String expected = fields.text("address");
        var changed = commands.run(Origin.PAGE, listener.service().config().name(), service -> {
            there(service, index, expected);
            return new Command.ChangeServer(index, settings);
        });
        answerServer(request, listener, new AtomicInteger(index), 200, changed);
    }

    private static List<ServerSetting> settings(RequestFields fields) {
        var settings = new ArrayList<ServerSetting>();
        String state = fields.text("state");
        if (state != null) {
            settings.add(new ServerSetting.State(
                    switch (state) {
                        case "up" -> AdminState.UP;
                        case "draining" -> AdminState.DRAINING;
                        default -> throw new HttpError(400, "state: not up or draining");
                    }));
        }
        fields.ifNumber("weight", 0, value -> settings.add(new ServerSetting.Weight(value)));
        fields.ifNumber("prio", Integer.MIN_VALUE, value -> settings.add(new ServerSetting.Prio(value)));
        fields.ifNumber("max", 0, value -> settings.add(new ServerSetting.Max(value)));
        fields.ifNumber("hard", 0, value -> settings.add(new ServerSetting.Hard(value)));
        fields.ifNumber("blacklistSeconds", 0, value -> settings.add(new ServerSetting.Blacklist(value)));
        return settings;
    }

    private void remove(RoutingContext request) {
        Listener listener = RequestParameters.service(request, pen);
        int index = RequestParameters.number(request, "index", ServerConfig.MOST - 1);
        String expected = RequestParameters.text(request, "address");
        var removed = commands.run(Origin.PAGE, listener.service().config().name(), service -> {
            there(service, index, expected);
            return new Command.ChangeServer(index, List.of(new ServerSetting.State(AdminState.REMOVED)));
        });
        answers.here(removed).onComplete(_ -> done(request), request::fail);
    }

    /** Between looking at the page and clicking, another operator may have been there. */
    private static void there(ServiceConfig service, int index, @Nullable String expected) {
        boolean there =
                index < service.servers().size() && service.servers().get(index).state() != AdminState.REMOVED;
        if (!there) {
            throw new HttpError(404, "server " + index + " of service \"" + service.name() + "\" is not there");
        }
        String address = service.servers().get(index).address().toString();
        if (expected != null && !expected.equals(address)) {
            throw new HttpError(
                    409, "server " + index + " is " + address + " by now (expected: " + expected + "); look again");
        }
    }

    private void answerServer(
            RoutingContext request, Listener listener, AtomicInteger index, int status, Future<String> change) {
        answers.end(request, answers.here(change).compose(_ -> {
            request.response().setStatusCode(status);
            return answers.make(() -> server(listener, index.get()).toBuffer());
        }));
    }

    private static JsonObject server(Listener listener, int index) {
        return ServerJson.of(ServiceSnapshot.ofServer(listener.service(), index));
    }

    private void closeConnection(RoutingContext request) {
        Listener listener = RequestParameters.service(request, pen);
        int number = RequestParameters.number(request, "number", Integer.MAX_VALUE);
        String expected = RequestParameters.text(request, "client");
        OpenConnection connection = listener.service().connectionTable().get(number);
        if (connection == null) {
            throw new HttpError(404, "connection " + number + " is not open");
        }
        var closed = connection.view().compose(view -> {
            String client = PageRoutes.shown(view.client());
            if (expected != null && !expected.equals(client)) {
                throw new HttpError(
                        409, "connection " + number + " is one of " + client + " by now (expected: " + expected + ")");
            }
            return commands.run(
                    Origin.PAGE, listener.service().config().name(), _ -> new Command.CloseConnection(number));
        });
        answers.here(closed).onComplete(_ -> done(request), request::fail);
    }

    private void command(RoutingContext request) {
        var fields = RequestFields.of(request, "command", "service");
        String line = fields.text("command");
        if (line == null || line.isBlank()) {
            throw new HttpError(400, "command is missing (expected: a line of penctl's language)");
        }
        if (line.lines().count() > 1) {
            throw new HttpError(400, "command: more than one line");
        }
        String service = fields.text("service");
        if (service != null) {
            RequestParameters.service(service, pen);
        }
        answers.end(
                request,
                commands.runButExit(Origin.PAGE, service, line)
                        .map(reply -> new JsonObject().put("reply", reply).toBuffer()));
    }
}
