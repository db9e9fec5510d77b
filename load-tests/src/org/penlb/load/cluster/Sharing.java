package org.penlb.load.cluster;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** How soon what happens at one instance is so at all. */
final class Sharing {
    private static final double RATE = 500;
    private static final double NANOS_PER_MILLI = 1e6;

    private Sharing() {}

    /** Whether clients keep their servers when they come to another instance. */
    static void stickiness(Stand stand, Scale scale, Report report) {
        stand.startAll();
        for (int millis : new int[] {50, 100, 500, 2_000}) {
            int moved = stand.clients.moved(scale.clients(), RATE, Duration.ofMillis(millis), Stand.MEMBERS);
            report.row(
                    "clients that get the same server elsewhere " + millis + " ms later",
                    "%.3f %% (%d of %d did not)",
                    100.0 * (scale.clients() - moved) / scale.clients(),
                    moved,
                    scale.clients());
        }
    }

    /** How soon a command is effective on all. */
    static void command(Stand stand, Scale scale, Report report) {
        stand.startAll();
        List<Double> millis = new ArrayList<>();
        for (int i = 0; i < scale.commands(); i++) {
            String weight = "weight " + (i + 1) + " ";
            long begun = System.nanoTime();
            stand.pens.say(i % Stand.MEMBERS, "server 0 " + weight);
            stand.await("the command is carried out", begun, () -> Stand.pairs((_, other) ->
                    stand.pens.say(other, "servers").contains(weight)));
            millis.add((System.nanoTime() - begun) / NANOS_PER_MILLI);
        }
        report.row("a command is effective on all (asking them included)", "ms", millis);
    }
}
