package org.penlb.service;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.function.Supplier;

/**
 * The event loop of a verticle, for those who are not on it.
 *
 * @param context the verticle's
 */
public record EventLoopContext(Context context) {
    /**
     * Runs something on the event loop. For any thread.
     *
     * @return what it returns, or a failed future with what it throws
     */
    public <T> Future<T> call(Supplier<T> task) {
        Promise<T> done = Promise.promise();
        context.runOnContext(_ -> {
            try {
                done.complete(task.get());
            } catch (RuntimeException e) {
                done.fail(e);
            }
        });
        return done.future();
    }
}
