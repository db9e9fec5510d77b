package org.penlb.web;

import io.vertx.core.Handler;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Route;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** What can be asked for: paths with their methods. Whatever else is asked for gets an error that says what there is. */
final class Endpoints {
    private final Router router;
    private final Map<String, Set<String>> methods = new LinkedHashMap<>();

    Endpoints(Router router) {
        this.router = router;
    }

    /**
     * Something that can be read, with GET and HEAD.
     *
     * @param path with variable parts in braces, as OpenAPI writes it
     * @param types the kinds of content of which one must be acceptable; any will do if there are none
     */
    void read(String path, Set<String> types, Handler<RoutingContext> handler) {
        Handler<RoutingContext> reader = types.isEmpty() ? handler : ifAcceptable(types, handler);
        for (HttpMethod method : new HttpMethod[] {HttpMethod.GET, HttpMethod.HEAD}) {
            route(method, path).handler(reader);
        }
    }

    private static Handler<RoutingContext> ifAcceptable(Set<String> types, Handler<RoutingContext> handler) {
        return request -> {
            var wanted = new Preferences(request.request().headers().getAll(HttpHeaders.ACCEPT));
            if (types.stream().allMatch(type -> wanted.ofType(type) <= 0)) {
                throw Errors.notAcceptable(new TreeSet<>(types));
            }
            handler.handle(request);
        };
    }

    /** Something that can be read as JSON. */
    void readJson(String path, Handler<RoutingContext> handler) {
        read(path, Set.of(Answers.JSON), handler);
    }

    /** Something that can be done. The handlers are asked one after the other. */
    @SafeVarargs
    final void act(HttpMethod method, String path, Handler<RoutingContext>... handlers) {
        for (Handler<RoutingContext> handler : handlers) {
            route(method, path).handler(handler); // one each: vertx-web takes no body behind another handler of a route
        }
    }

    private Route route(HttpMethod method, String path) {
        methods.computeIfAbsent(path, _ -> new TreeSet<>()).add(method.name());
        return router.route(method, pattern(path));
    }

    private static String pattern(String path) {
        return path.replace('{', ':').replace("}", "");
    }

    /** To be called once, when everything is there. */
    void complete() {
        methods.forEach((path, allowed) -> router.route(pattern(path)).handler(request -> {
            request.response().putHeader(HttpHeaders.ALLOW, String.join(", ", allowed));
            throw new HttpError(
                    405,
                    shown(request.request().method().name()) + " is not possible here (expected: "
                            + String.join(", ", allowed) + ")");
        }));
        router.route().handler(request -> {
            throw new HttpError(404, "there is nothing at " + shown(request.normalizedPath()));
        });
    }

    private static String shown(String text) {
        return text.length() <= 100 ? text : text.substring(0, 100) + "...";
    }

    /** Each path with its methods. */
    Map<String, Set<String>> all() {
        return methods;
    }
}
