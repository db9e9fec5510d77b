package org.penlb.accesslog;

import java.util.concurrent.TimeUnit;

/** When to try again to open what could not be opened anew: after a second, then ever more seldom. For any thread. */
final class Reopening {
    private static final long FIRST = TimeUnit.SECONDS.toNanos(1);
    private static final long LONGEST = TimeUnit.SECONDS.toNanos(30);

    private boolean wanted;
    private long pause;
    private long at;

    /** It was asked for, and could not be done. */
    synchronized void failed() {
        wanted = true;
        pause = FIRST;
        at = System.nanoTime() + pause;
    }

    /** It was tried again in vain. */
    synchronized void failedAgain() {
        pause = Math.min(2 * pause, LONGEST);
        at = System.nanoTime() + pause;
    }

    /** It is done: false if there was nothing to do. */
    synchronized boolean done() {
        boolean was = wanted;
        wanted = false;
        return was;
    }

    synchronized boolean isWanted() {
        return wanted;
    }

    synchronized boolean isDue() {
        return wanted && System.nanoTime() - at >= 0;
    }

    /** After how many nanoseconds it is to be tried again, at least 1; {@link Sink#NEVER} if there is nothing to do. */
    synchronized long due() {
        return wanted ? Math.max(1, at - System.nanoTime()) : Sink.NEVER;
    }
}
