package org.penlb.cli.logtools;

import java.io.PrintWriter;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.penlb.logtools.resolve.ResolveCounts;

/** Says on stderr how far webresolve has come: a line that is written anew, and one that stays when it closes. */
final class ResolveProgress implements AutoCloseable {
    private static final long PACE_MILLIS = 500;
    private static final String START_OF_LINE = "\r";
    /** What is left of a longer line before it (ECMA-48, EL). */
    private static final String CLEAR_REST = "\033[K";

    private final ResolveCounts counts;
    private final PrintWriter err;
    private final boolean summary;
    private final ScheduledExecutorService pace = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().factory());
    private final boolean live;

    /**
     * @param live whether to say it all the time
     * @param summary whether to say it at the end
     */
    ResolveProgress(ResolveCounts counts, PrintWriter err, boolean live, boolean summary) {
        this.counts = counts;
        this.err = err;
        this.live = live;
        this.summary = summary;
        if (live) {
            var _ = pace.scheduleAtFixedRate(this::show, PACE_MILLIS, PACE_MILLIS, TimeUnit.MILLISECONDS);
        }
    }

    private void show() {
        err.print(START_OF_LINE + "webresolve: " + counts + CLEAR_REST);
        err.flush();
    }

    @Override
    public void close() {
        pace.close();
        if (live) {
            err.print(START_OF_LINE + CLEAR_REST);
        }
        if (summary) {
            err.println("webresolve: " + counts);
        }
        err.flush();
    }
}
