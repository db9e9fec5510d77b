package org.penlb.cluster;

import java.time.Duration;
import java.util.Locale;
import java.util.function.BiConsumer;
import java.util.function.BooleanSupplier;
import java.util.logging.Level;
import java.util.logging.Logger;

/** What the protocol costs among many instances, and with many clients: messages, bytes and CPU time, without a network. */
public final class ManyInstances {
    private static final Logger LOGGER = Logger.getLogger("org.penlb.cluster");
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final Duration INSTANT = Duration.ofMillis(100);
    private static final int LONGEST = 600;
    private static final int TABLE = 100_000;
    /** Of all together, a second. */
    private static final int RATE = 5_000;

    private final BiConsumer<String, String> row;

    private ManyInstances(BiConsumer<String, String> row) {
        this.row = row;
    }

    /**
     * Measures all of it.
     *
     * @param quick only that it works
     * @param row is given what was measured, and the figure
     */
    public static void measure(boolean quick, BiConsumer<String, String> row) {
        LOGGER.setLevel(Level.OFF); // each would say whom it hears
        var many = new ManyInstances(row);
        try (var bus = new BusCost()) {
            many.row(
                    "a message on the event bus: CPU of both ends together",
                    "%.1f µs",
                    bus.micros(SECOND.multipliedBy(quick ? 1 : 10)));
        }
        for (int size : quick ? new int[] {3} : new int[] {3, 10, 30, 100}) {
            many.crowd(size, quick ? 1 : 3);
        }
        for (int clients : quick ? new int[] {50_000} : new int[] {1_000_000, 10_000_000}) {
            many.clients(clients);
        }
    }

    private void row(String what, String format, Object... values) {
        row.accept(what, String.format(Locale.ROOT, format, values));
    }

    /** Time passes until something holds; seconds of it. */
    private static double passUntil(Crowd crowd, BooleanSupplier condition) {
        int instants = 0;
        while (!condition.getAsBoolean()) {
            crowd.pass(INSTANT, 0, 0);
            if (++instants > 10 * LONGEST) {
                return Double.NaN;
            }
        }
        return instants / 10.0;
    }

    private void crowd(int size, int seconds) {
        var crowd = new Crowd(size, TABLE);
        passUntil(crowd, crowd::allHeard);
        crowd.pass(SECOND.multipliedBy(seconds), RATE, 0); // for the compilers
        passUntil(crowd, crowd::isEqual);
        crowd.pass(SECOND.multipliedBy(2), 0, 0);
        Crowd.Spent idle = crowd.pass(SECOND.multipliedBy(seconds), 0, 0);
        double share = 1.0 / size / seconds;
        row(
                size + " instances, idle: each sends a second",
                "%.0f messages, %.1f KiB, CPU %.2f ms",
                idle.messages() * share,
                idle.bytes() * share / 1024,
                idle.cpuNanos() * share / 1e6);
        Crowd.Spent busy = crowd.pass(SECOND.multipliedBy(seconds), RATE, TABLE);
        row(
                size + " instances, " + RATE + " assignments/s in all: each sends a second",
                "%.0f messages, %.1f KiB, CPU %.2f ms",
                busy.messages() * share,
                busy.bytes() * share / 1024,
                busy.cpuNanos() * share / 1e6);
        double told = (double) RATE * seconds * (size - 1);
        row(
                "  for an assignment and a peer that is told",
                "%.0f bytes, CPU %.2f µs",
                (busy.bytes() - idle.bytes()) / told,
                (busy.cpuNanos() - idle.cpuNanos()) / told / 1e3);
        passUntil(crowd, crowd::isEqual);
        crowd.cut(size / 2);
        crowd.pass(SECOND.multipliedBy(30), RATE / 10, 2 * TABLE);
        crowd.heal();
        double heard = passUntil(crowd, crowd::allHeard);
        double equal = heard + passUntil(crowd, crowd::isEqual);
        row(
                size + " instances cut in halves for 30 s: all hear all, all are equal",
                "%.1f s, %.1f s after it is healed (%d clients known)",
                heard,
                equal,
                crowd.known());
    }

    private void clients(int count) {
        long before = usedBytes();
        var crowd = new Crowd(2, count);
        crowd.pass(SECOND.multipliedBy(2), 0, 0);
        crowd.cut(1);
        crowd.pass(SECOND.multipliedBy(4), 0, 0);
        crowd.assign(0, 0, count);
        double bytes = (usedBytes() - before) / (double) count;
        row(count + " clients: memory of one instance", "%.0f bytes a client", bytes);
        crowd.sumNanos(0);
        row(count + " clients: CPU to add up a table once", "%.0f ms", crowd.sumNanos(0) / 1e6);
        crowd.heal();
        long messages = 0;
        long wire = 0;
        long cpu = 0;
        int instants = 0;
        do {
            Crowd.Spent spent = crowd.pass(INSTANT, 0, 0);
            messages += spent.messages();
            wire += spent.bytes();
            cpu += spent.cpuNanos();
            instants++;
        } while (instants < 10 * LONGEST && !crowd.isEqual());
        row(
                count + " clients: an instance that knows none learns them",
                "%.1f s of the model, %d messages, %.0f MiB, CPU of both %.1f s",
                instants / 10.0,
                messages,
                wire / 1024.0 / 1024,
                cpu / 1e9);
    }

    /** What is in use when collecting garbage finds no more of it: once is not enough for what has only just become garbage. */
    private static long usedBytes() {
        long before;
        long used = Long.MAX_VALUE;
        do {
            before = used;
            System.gc();
            used = Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
        } while (used < before - before / 100);
        return used;
    }
}
