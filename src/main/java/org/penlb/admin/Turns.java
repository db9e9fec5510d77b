package org.penlb.admin;

import io.vertx.core.Future;
import java.util.function.Supplier;

/** What is asked for at the same time, done one after the other in the order in which it was asked for. */
final class Turns {
    private Future<?> last;

    /**
     * @param first what all wait for
     */
    Turns(Future<?> first) {
        this.last = first;
    }

    /** Does something when everything that was asked for before is done, and before anything that is asked for later. */
    synchronized <T> Future<T> take(Supplier<Future<T>> task) {
        Future<T> next = last.transform(_ -> {
            try {
                return task.get();
            } catch (RuntimeException e) {
                return Future.failedFuture(e);
            }
        });
        last = next;
        return next;
    }
}
