package org.penlb.load.cluster;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.IntSupplier;
import java.util.stream.IntStream;
import org.penlb.load.measure.Statistics;
import org.penlb.testing.PenCluster;

/** What clients and instances notice when one of them stands still, is killed, or is cut off. */
final class Faults {
    /** New connections a second at each Pen that has clients. */
    private static final double RATE = 200;

    private static final int VICTIM = 2;
    private static final int[] OTHERS = {0, 1};
    private static final double P99 = 0.99;

    private Faults() {}

    private static CompletableFuture<List<Visit>> load(Stand stand, Duration length, IntSupplier who, int... pens) {
        long end = System.nanoTime() + length.toNanos();
        return CompletableFuture.supplyAsync(() -> stand.clients.visitUntil(end, RATE * pens.length, who, pens));
    }

    private static long cpu(Stand stand) {
        return IntStream.of(OTHERS).mapToLong(stand::cpu).sum();
    }

    /** How many of the clients that were served are given another server at a Pen now. */
    private static long unlike(Stand stand, Collection<Visit> visits, int pen) {
        Map<Integer, Character> last = new HashMap<>();
        visits.stream().filter(Visit::served).forEach(visit -> last.put(visit.client(), visit.server()));
        return stand.clients.visitAll(List.copyOf(last.keySet()), pen).stream()
                .filter(visit -> visit.server() != last.get(visit.client()))
                .count();
    }

    private static long silences(Stand stand) {
        return stand.said(0, PenCluster.name(1) + " is not heard") + stand.said(1, PenCluster.name(0) + " is not heard");
    }

    /** One of three is stopped for a while, again and again. */
    static void stop(Stand stand, Scale scale, Report report) {
        stand.startAll();
        IntSupplier who = stand.clients::newClient;
        load(stand, scale.slice(), who, OTHERS).join();
        List<Double> latencies = new ArrayList<>();
        List<Double> work = new ArrayList<>();
        List<Double> agreed = new ArrayList<>();
        List<Double> p99s = new ArrayList<>();
        long lost = 0;
        long unserved = 0;
        for (int i = 0; i < scale.stops(); i++) {
            long cpu0 = cpu(stand);
            List<Visit> before = load(stand, scale.stop(), who, OTHERS).join();
            long cpu1 = cpu(stand);
            stand.signal(VICTIM, "STOP");
            List<Visit> during;
            try {
                during = load(stand, scale.stop(), who, OTHERS).join();
            } finally {
                stand.signal(VICTIM, "CONT");
            }
            long resumed = System.nanoTime();
            long cpu2 = cpu(stand);
            agreed.add(awaitAgreedWith(stand, VICTIM, resumed));
            latencies.add(Report.millis(during, P99) / Report.millis(before, P99));
            p99s.add(Report.millis(before, P99));
            work.add((double) (cpu2 - cpu1) / (cpu1 - cpu0));
            lost += unlike(stand, during, VICTIM);
            unserved += during.stream().filter(visit -> !visit.served()).count();
        }
        report.row("one is stopped for " + scale.stop().toSeconds() + " s: p99 of clients of the others, before", "ms", p99s);
        report.row("  during it / before (expected: 1.2)", "", latencies);
        report.row("  CPU of the others, during / before (expected: 1.5)", "", work);
        report.row("  the others lost each other", "%d times", silences(stand));
        report.row("  connections that were not served", "%d", unserved);
        report.row("  until all agree after CONT (expected: 5)", "s", agreed);
        report.row("  clients of that time whose server it does not know", "%d", lost);
    }

    /** All that one and the others tell each other is there, as was looked for since a moment. */
    private static double awaitAgreedWith(Stand stand, int one, long since) {
        return stand.await("all agree with " + one, since, () -> IntStream.of(OTHERS)
                .allMatch(other -> knowsAll(stand, one, other, since) && knowsAll(stand, other, one, since)));
    }

    private static boolean knowsAll(Stand stand, int one, int other, long since) {
        return stand.pens.hears(one, other) && stand.pens.completeMillisAgo(one, other) < Stand.millisSince(since);
    }

    /** One of three is cut off from the others for a while; clients come to all. */
    static void cut(Stand stand, Scale scale, Report report) {
        stand.startAll();
        IntSupplier who = stand.clients::newClient;
        for (int other : OTHERS) {
            stand.pens.cut(other, VICTIM);
        }
        List<Visit> during = load(stand, scale.cut(), who, 0, 1, VICTIM).join();
        CompletableFuture<List<Visit>> afterwards = load(stand, scale.slice(), who, 0, 1, VICTIM);
        for (int other : OTHERS) {
            stand.pens.mend(other, VICTIM);
        }
        long healed = System.nanoTime();
        double heard = stand.awaitHeard(healed);
        double agreed = awaitAgreedWith(stand, VICTIM, healed);
        List<Visit> after = afterwards.join();
        report.row("one is cut off for " + scale.cut().toSeconds() + " s, then healed: all hear all", "%.1f s", heard);
        report.row("  until all agree (expected: 5)", "%.1f s", agreed);
        report.row(
                "  connections that were not served",
                "%d of %d",
                unserved(during) + unserved(after),
                during.size() + after.size());
        for (int pen = 0; pen < Stand.MEMBERS; pen++) {
            report.row("  clients whose server is not known at " + pen, "%d of %d", unlike(stand, during, pen), during.size());
        }
        long votes = IntStream.range(0, Stand.MEMBERS)
                .mapToLong(pen -> stand.said(pen, "left alone"))
                .sum();
        report.row("  servers left alone", "%d", votes);
    }

    private static long unserved(List<Visit> visits) {
        return visits.stream().filter(visit -> !visit.served()).count();
    }

    /** One of three is killed while clients come to it. */
    static void kill(Stand stand, Scale scale, Report report) {
        List<Double> last = new ArrayList<>();
        List<Double> lost = new ArrayList<>();
        long served = 0;
        stand.startAll();
        for (int i = 0; i < scale.stops(); i++) {
            CompletableFuture<List<Visit>> load = load(stand, scale.slice(), stand.clients::newClient, VICTIM);
            stand.pass(scale.slice().dividedBy(2));
            long killed = System.nanoTime();
            stand.pens.kill(VICTIM);
            List<Visit> all = load.join().stream().filter(Visit::served).toList();
            Map<Integer, Visit> before = new HashMap<>();
            all.forEach(visit -> before.put(visit.client(), visit));
            List<Visit> moved = stand.clients.visitAll(List.copyOf(before.keySet()), OTHERS).stream()
                    .filter(visit -> visit.server() != before.get(visit.client()).server())
                    .toList();
            served += all.size();
            lost.add((double) moved.size());
            last.add(moved.stream()
                    .mapToDouble(visit -> (killed - before.get(visit.client()).at()) / 1e6)
                    .max()
                    .orElse(0));
            long begun = System.nanoTime();
            stand.start(VICTIM);
            stand.awaitAgreed(begun);
        }
        report.row("one is killed: clients of it that get another server elsewhere", "of " + served, lost);
        report.row("  the first of them came before the kill", "ms", last);
        report.row("  median of clients lost", "%.0f", Statistics.median(lost));
    }
}
