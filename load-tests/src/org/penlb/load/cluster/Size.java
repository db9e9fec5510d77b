package org.penlb.load.cluster;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/** How long it takes to learn a million clients, and how much memory they have. */
final class Size {
    private static final int LATE = 2;
    private static final Duration LONGEST_LOAD = Duration.ofSeconds(60);

    private Size() {}

    /** A Pen starts when the others know a million clients, and more come. */
    static void late(Stand stand, Scale scale, Report report) {
        stand.start(0);
        stand.start(1);
        stand.await("both hear each other", System.nanoTime(), () -> stand.pens.hears(0, 1) && stand.pens.hears(1, 0));
        double empty = stand.residentMib(0);
        double emptyHeap = stand.heapMib(0);
        long begun = System.nanoTime();
        stand.clients.fill(scale.table(), 0, 1);
        report.row("so many clients came", "%d in %.0f s", scale.table(), Stand.secondsSince(begun));
        double full = stand.residentMib(0);
        double fullHeap = stand.heapMib(0);
        report.row("an instance: RSS, heap in use: empty", "%.0f MiB, %.1f MiB", empty, emptyHeap);
        report.row("an instance: RSS, heap in use: with these clients", "%.0f MiB, %.1f MiB", full, fullHeap);
        long end = System.nanoTime() + LONGEST_LOAD.toNanos();
        var load = CompletableFuture.supplyAsync(() -> stand.clients.askUntil(end, scale.rate(), 0, 1));
        long started = System.nanoTime();
        stand.start(LATE);
        double listening = Stand.secondsSince(started);
        double heard = stand.await("it hears the others", started, () -> stand.pens.hears(LATE, 0) && stand.pens.hears(LATE, 1));
        double learned = stand.await(
                "it has learned them", started, () -> stand.assignments(LATE, "learned") >= scale.table());
        double complete = stand.await(
                "nothing is missing",
                started,
                () -> stand.pens.completeMillisAgo(LATE, 0) < Long.MAX_VALUE
                        && stand.pens.completeMillisAgo(LATE, 1) < Long.MAX_VALUE);
        long now = System.nanoTime();
        int asked = load.join();
        double seconds = Stand.secondsSince(started);
        report.row("a late instance, from its start: serves, hears the others", "%.1f s, %.1f s", listening, heard);
        report.row("  knows as many clients, from when it hears them (expected: 15)", "%.1f s", learned - heard);
        report.row("  nothing is missing, from when it hears them", "%.1f s", complete - heard);
        report.row("  meanwhile assignments", "%.0f a second", asked / seconds);
        report.row("  watched for", "%.0f s", (now - started) / 1e9);
        report.row("  its RSS, heap in use", "%.0f MiB, %.1f MiB", stand.residentMib(LATE), stand.heapMib(LATE));
    }

    /** As many clients of a Pen that shares nothing. */
    static void memory(Stand stand, Scale scale, Report report) {
        stand.start(Stand.ALONE);
        double empty = stand.residentMib(Stand.ALONE);
        double emptyHeap = stand.heapMib(Stand.ALONE);
        stand.clients.fill(scale.table(), Stand.ALONE);
        double full = stand.residentMib(Stand.ALONE);
        report.row("without a cluster: RSS, heap in use: empty", "%.0f MiB, %.1f MiB", empty, emptyHeap);
        report.row(
                "without a cluster: RSS, heap in use: with " + scale.table() + " clients",
                "%.0f MiB, %.1f MiB",
                full,
                stand.heapMib(Stand.ALONE));
    }
}
