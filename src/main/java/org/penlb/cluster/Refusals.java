package org.penlb.cluster;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.penlb.cluster.wire.Refused;
import org.penlb.cluster.wire.Refused.Reason;

/** Counts messages that were not taken, and tells of them now and then. For one thread. */
final class Refusals {
    private static final Logger LOG = System.getLogger(Refusals.class.getName());
    private static final long PAUSE_NANOS = TimeUnit.SECONDS.toNanos(60);

    private final Map<Reason, Long> counts = new EnumMap<>(Reason.class);
    private final Map<Reason, Long> toldAt = new EnumMap<>(Reason.class);

    void refused(Refused refused, long now) {
        Reason reason = refused.reason();
        counts.merge(reason, 1L, Long::sum);
        Long last = toldAt.get(reason);
        if (isWorthTelling(reason) && (last == null || now - last >= PAUSE_NANOS)) {
            toldAt.put(reason, now);
            LOG.log(Level.WARNING, "cluster: what another instance tells is refused: {0}", words(refused));
        }
    }

    /** A message that was overtaken by another one is nobody's fault. */
    private static boolean isWorthTelling(Reason reason) {
        return reason != Reason.REPLAYED && reason != Reason.NOT_FOR_US;
    }

    private static String words(Refused refused) {
        long seconds = TimeUnit.MILLISECONDS.toSeconds(Math.abs(refused.aheadMillis()));
        return switch (refused.reason()) {
            case MALFORMED -> "it cannot be read (expected: instances of one release)";
            case OTHER_SECRET -> "it is signed with another secret (expected: the same \"secretFile\" everywhere)";
            case FORGED -> "its signature is wrong";
            case OLD -> "its clock is " + seconds + " s behind the clock here (expected: the same time everywhere)";
            case CLOCK_AHEAD ->
                "its clock is " + seconds + " s ahead of the clock here (expected: the same time everywhere)";
            case TOO_MANY -> "there are too many instances";
            case NOT_FOR_US, REPLAYED -> refused.reason().word();
        };
    }

    /** How many were refused, by reason. */
    Map<Reason, Long> counts() {
        return Map.copyOf(counts);
    }
}
