package org.penlb.cluster.votes;

import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The ejections that are known here and not over, of each server the latest; so none is taken twice, and all can be told again. */
final class EjectionBook {
    static final int MOST = 1024;

    private final Map<Suspect, VotedEjection> known = new HashMap<>();

    /** Keeps one, unless a later one is known. If there are too many, the one that is over first gives way. */
    boolean isNews(VotedEjection ejection, long nowMillis) {
        VotedEjection before = known.get(ejection.suspect());
        boolean isOld = before != null
                && before.beganMillis() >= ejection.beganMillis()
                && before.left(nowMillis).compareTo(ejection.left(nowMillis)) >= 0;
        if (isOld) {
            return false;
        }
        if (before == null && known.size() >= MOST) {
            known.values().stream()
                    .min(Comparator.comparing((VotedEjection each) -> each.left(nowMillis)))
                    .ifPresent(first -> known.remove(first.suspect()));
        }
        known.put(ejection.suspect(), ejection);
        return true;
    }

    @Nullable
    VotedEjection of(Suspect suspect, long nowMillis) {
        VotedEjection ejection = known.get(suspect);
        return ejection == null || isOver(ejection, nowMillis) ? null : ejection;
    }

    List<VotedEjection> all(long nowMillis) {
        return known.values().stream()
                .filter(ejection -> !isOver(ejection, nowMillis))
                .toList();
    }

    void tick(long nowMillis) {
        known.values().removeIf(ejection -> isOver(ejection, nowMillis));
    }

    private static boolean isOver(VotedEjection ejection, long nowMillis) {
        return ejection.left(nowMillis).compareTo(Duration.ZERO) <= 0;
    }
}
