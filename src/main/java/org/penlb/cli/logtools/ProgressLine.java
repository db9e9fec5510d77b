package org.penlb.cli.logtools;

import java.io.PrintStream;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.penlb.logtools.merge.MergeProgress;

/** How far a merge has come, in one line of a terminal that is written again and again. */
final class ProgressLine implements MergeProgress {
    private static final long PAUSE = TimeUnit.MILLISECONDS.toNanos(250);
    private static final double MEGABYTE = 1e6;
    private static final double NANOS_PER_SECOND = 1e9;
    private static final double PERCENT = 100;

    private final PrintStream terminal;
    private final long start = System.nanoTime();
    private long told = start;
    private boolean visible;

    ProgressLine(PrintStream terminal) {
        this.terminal = terminal;
    }

    @Override
    public void at(long lines, long bytes, long of) {
        long now = System.nanoTime();
        if (now - told < PAUSE) {
            return;
        }
        told = now;
        visible = true;
        String share = of == 0 ? "" : String.format(Locale.ROOT, "%3.0f %%, ", PERCENT * Math.min(bytes, of) / of);
        double rate = bytes / MEGABYTE / ((now - start) / NANOS_PER_SECOND);
        terminal.print("\r" + share + String.format(Locale.ROOT, "%d lines, %.0f MB/s\033[K", lines, rate));
        terminal.flush();
    }

    /** Leaves the terminal as it was. */
    void erase() {
        if (visible) {
            terminal.print("\r\033[K");
            terminal.flush();
            visible = false;
        }
    }
}
