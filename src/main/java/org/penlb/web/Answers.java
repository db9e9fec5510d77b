package org.penlb.web;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.json.Json;
import io.vertx.ext.web.RoutingContext;
import java.util.Objects;
import java.util.concurrent.Callable;

/**
 * Makes answers. The state is read and written down on one thread of its own, so that however much there is to say, and
 * however many ask, no event loop waits for it and no more than one core works for it.
 */
final class Answers {
    static final String JSON = "application/json";

    private final Context context;
    private final WorkerExecutor worker;

    /** To be made in the context that the answers are sent in. */
    Answers(Vertx vertx) {
        this.context = vertx.getOrCreateContext();
        this.worker = vertx.createSharedWorkerExecutor("pen-web", 1);
    }

    /** Does something on that thread, after what was asked for before. */
    <T> Future<T> make(Callable<T> work) {
        return worker.executeBlocking(work).map(Objects::requireNonNull);
    }

    /** The same future, whose end is told in the context of the answers. */
    <T> Future<T> here(Future<T> elsewhere) {
        Promise<T> promise = Promise.promise();
        elsewhere.onComplete(result -> context.runOnContext(_ -> promise.handle(result)));
        return promise.future();
    }

    /** Answers with what this says, as JSON. */
    void json(RoutingContext request, Callable<?> state) {
        end(request, make(() -> Json.encodeToBuffer(state.call())));
    }

    /** Answers with what this will be, a piece of JSON. */
    void end(RoutingContext request, Future<Buffer> json) {
        end(request, JSON, json);
    }

    void end(RoutingContext request, String type, Future<Buffer> body) {
        here(body)
                .onComplete(
                        buffer -> {
                            if (!request.response().closed()) {
                                request.response().putHeader(HttpHeaders.CONTENT_TYPE, type);
                                request.end(buffer);
                            }
                        },
                        e -> {
                            if (!request.response().closed()) {
                                request.fail(e);
                            }
                        });
    }
}
