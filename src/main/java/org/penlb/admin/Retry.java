package org.penlb.admin;

import io.vertx.core.Vertx;
import java.time.Duration;

/**
 * One thing that is tried again by itself, ever more seldom, until something newer is asked for or Pen ends. For any thread.
 */
final class Retry {
    /** No timer of Vert.x has this ID. */
    private static final long NO_TIMER = -1;

    /**
     * How long to wait.
     *
     * @param first before it is tried again for the first time; after that twice as long each time
     * @param longest the most
     */
    record Pauses(Duration first, Duration longest) {
        /** What is over in a second is noticed within two, and what lasts for hours costs nothing to speak of. */
        static final Pauses USUAL = new Pauses(Duration.ofSeconds(1), Duration.ofSeconds(30));
    }

    private final Vertx vertx;
    private final Pauses pauses;
    private Duration pause;
    private long timer = NO_TIMER;
    private long asked;
    private boolean stopped;

    Retry(Vertx vertx, Pauses pauses) {
        this.vertx = vertx;
        this.pauses = pauses;
        this.pause = pauses.first();
    }

    /**
     * Something newer is asked for: what waits is given up.
     *
     * @return its number
     */
    synchronized long begin() {
        vertx.cancelTimer(timer);
        pause = pauses.first();
        return ++asked;
    }

    /** Whether nothing newer has been asked for, and Pen goes on. */
    synchronized boolean isCurrent(long number) {
        return !stopped && number == asked;
    }

    /**
     * Has it tried again after a while.
     *
     * @param number which it is
     * @return false if it will not be, because it is not current
     */
    synchronized boolean later(long number, Runnable attempt) {
        if (!isCurrent(number)) {
            return false;
        }
        timer = vertx.setTimer(pause.toMillis(), _ -> attempt.run());
        Duration twice = pause.multipliedBy(2);
        pause = twice.compareTo(pauses.longest()) > 0 ? pauses.longest() : twice;
        return true;
    }

    /** Nothing is tried again any more. */
    synchronized void stop() {
        stopped = true;
        vertx.cancelTimer(timer);
    }
}
