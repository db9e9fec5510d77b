package org.penlb.load.cluster;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToLongFunction;
import org.penlb.testing.PenCluster;

/** What sharing costs, beside a Pen that shares nothing, by turns. */
final class Cost {
    private static final int INSTANCE = 0;
    private static final int RECEIVER = 1;
    /** Rounds that are for the compilers of the JVMs alone. */
    private static final int WARM_UPS = 3;

    private static final int SETTLING = 4;

    private static final double NANOS_PER_MICRO = 1e3;

    private Cost() {}

    /** CPU time of a process for each of many things, by turns: of an instance, and of the Pen that is none. */
    private static final class Contest {
        final List<Double> shared = new ArrayList<>();
        final List<Double> alone = new ArrayList<>();
        final List<Double> receiver = new ArrayList<>();
        final List<Double> ratios = new ArrayList<>();

        /**
         * @param work has a Pen work, and says how much it did
         */
        Contest(Stand stand, Scale scale, ToLongFunction<Integer> work) {
            for (int round = 0; round < WARM_UPS; round++) {
                var _ = work.applyAsLong(INSTANCE);
                var _ = work.applyAsLong(Stand.ALONE);
            }
            for (int round = 0; round < scale.rounds(); round++) {
                boolean sharedFirst = round % 2 == 0;
                double first = micros(stand, sharedFirst ? INSTANCE : Stand.ALONE, work);
                double second = micros(stand, sharedFirst ? Stand.ALONE : INSTANCE, work);
                shared.add(sharedFirst ? first : second);
                alone.add(sharedFirst ? second : first);
                ratios.add(shared.getLast() / alone.getLast());
            }
        }

        private double micros(Stand stand, int pen, ToLongFunction<Integer> work) {
            long begun = stand.cpu(pen);
            long heard = stand.cpu(RECEIVER);
            long done = work.applyAsLong(pen);
            if (pen == INSTANCE) {
                receiver.add((stand.cpu(RECEIVER) - heard) / NANOS_PER_MICRO / done);
            }
            return (stand.cpu(pen) - begun) / NANOS_PER_MICRO / done;
        }

        void report(Report report, String what, String expected) {
            report.row(what + ": CPU without a cluster", "µs", alone);
            report.row("  in a cluster", "µs", shared);
            report.row("  ratio (expected: " + expected + ")", "", ratios);
            report.row("  CPU of another instance meanwhile, for each", "µs", receiver);
        }
    }

    private static void startBoth(Stand stand) {
        stand.start(Stand.ALONE);
        stand.startAll();
    }

    /** New connections, of clients that were never there and of such that were. */
    static void connection(Stand stand, Scale scale, Report report) {
        startBoth(stand);
        new Contest(stand, scale, pen -> stand.clients.visitFor(scale.slice(), stand.clients::newClient, pen))
                .report(report, "a connection of a new client", "1.15");
        int known = stand.clients.newClient();
        new Contest(stand, scale, pen -> stand.clients.visitFor(
                        scale.slice(), () -> (int) (System.nanoTime() % known), pen))
                .report(report, "a connection of a known client", "1.15");
    }

    /** Connections that stay. */
    static void steady(Stand stand, Scale scale, Report report) {
        startBoth(stand);
        try (var exchanges = new Exchanges(stand.pens, Stand.ECHO_SERVER, Stand.ECHO_PORT)) {
            new Contest(
                            stand,
                            scale,
                            pen -> exchanges.run(
                                    new InetSocketAddress(
                                            InetAddress.ofLiteral(PenCluster.address(pen)), Stand.ECHO_PORT),
                                    scale.slice()))
                    .report(report, "an exchange on a connection that stays", "1.02");
        }
    }

    /** Nobody comes. */
    static void idle(Stand stand, Scale scale, Report report) {
        startBoth(stand);
        stand.pass(scale.idle().multipliedBy(SETTLING)); // the compilers go on for some time
        long alone = stand.cpu(Stand.ALONE);
        long shared = stand.cpu(INSTANCE);
        long begun = System.nanoTime();
        stand.pass(scale.idle());
        double seconds = Stand.secondsSince(begun);
        double aloneMillis = (stand.cpu(Stand.ALONE) - alone) / seconds / 1e6;
        double sharedMillis = (stand.cpu(INSTANCE) - shared) / seconds / 1e6;
        report.row("idle: CPU without, in a cluster, more (expected: 50)", "%.1f, %.1f, %.1f ms/s",
                aloneMillis, sharedMillis, sharedMillis - aloneMillis);
        double aloneMib = stand.residentMib(Stand.ALONE);
        double sharedMib = stand.residentMib(INSTANCE);
        report.row("idle: RSS without, in a cluster, more (expected: 60)", "%.0f, %.0f, %.0f MiB",
                aloneMib, sharedMib, sharedMib - aloneMib);
    }
}
