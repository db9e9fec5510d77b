package org.penlb.admin;

import io.vertx.core.Future;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.penlb.config.ConfigException;

/**
 * Something that was asked for and may be refused for a reason that passes: then it is tried again in its turn, until it is
 * done, or refused for good, or something newer of its kind is asked for.
 */
final class Asked {
    /** Is told how it goes. */
    interface Listener {
        /**
         * It was refused, for another reason than the last time.
         *
         * @param again whether it had been refused before
         * @param waiting whether it is tried again
         */
        void refused(Throwable why, boolean again, boolean waiting);

        /** It was done at last, after it had been refused. */
        void doneAfterAll();
    }

    private final Retry retry;
    private final Turns turns;
    private final Supplier<Future<Void>> ahead;
    private final Supplier<Future<Void>> task;
    private final Listener listener;
    private final long number;
    private volatile @Nullable Throwable last;

    /**
     * Takes the place of what was asked for before.
     *
     * @param ahead before it is tried again, what may take long and needs no turn; it is not tried if that fails
     */
    Asked(Retry retry, Turns turns, Supplier<Future<Void>> ahead, Supplier<Future<Void>> task, Listener listener) {
        this.retry = retry;
        this.turns = turns;
        this.ahead = ahead;
        this.task = task;
        this.listener = listener;
        this.number = retry.begin();
    }

    /** Tries it for the first time, in its turn. How that went is told before the future is completed. */
    Future<Void> begin() {
        return turns.take(task).andThen((_, why) -> {
            if (why != null) {
                refused(why);
            }
        });
    }

    private void again() {
        Future.succeededFuture()
                .compose(_ -> ahead.get())
                .compose(_ -> turns.take(
                        () -> retry.isCurrent(number) ? task.get().map(true) : Future.succeededFuture(false)))
                .onSuccess(done -> {
                    if (done) {
                        listener.doneAfterAll();
                    }
                })
                .onFailure(this::refused);
    }

    /** It cannot be done now. */
    void refused(Throwable why) {
        Throwable before = last;
        if (before != null && !retry.isCurrent(number)) {
            return; // what is newer has the word
        }
        last = why;
        // What was waiting and is broken for good now may have been looked at while it was written.
        boolean waiting = (mayPass(why) || (before != null && mayPass(before))) && retry.later(number, this::again);
        if (before == null
                || mayPass(before) != mayPass(why)
                || !Objects.equals(before.getMessage(), why.getMessage())) {
            listener.refused(why, before != null, waiting);
        } else if (!waiting) {
            listener.refused(why, true, false);
        }
    }

    /** Says why something was refused, a line for each problem. */
    static void tell(Logger log, Throwable why) {
        String.valueOf(why.getMessage()).lines().forEach(line -> log.log(Level.ERROR, "nothing is applied: {0}", line));
    }

    private static boolean mayPass(Throwable why) {
        return why instanceof ConfigException wrong && wrong.mayPass();
    }
}
