package org.penlb.cluster.votes;

import java.time.Duration;
import java.util.List;
import java.util.function.ObjLongConsumer;
import org.jspecify.annotations.Nullable;
import org.penlb.balance.LearnedState;
import org.penlb.balance.Vote;
import org.penlb.health.ProbeResult;

/** This instance's servers, as far as votes need them. Times are the balancers' clock, nanoseconds. */
public interface OwnServers {
    /** Whether there is such a regular server here. */
    boolean knows(Suspect suspect);

    /** How it is by what clients and checks have shown in the last second; null if they have shown nothing. */
    @Nullable
    ProbeResult seen(Suspect suspect, long now);

    /**
     * Asks it once.
     *
     * @param told gets the result and the time, once and on the thread that votes, perhaps at once; after a second if it does
     *     not answer
     */
    void probe(Suspect suspect, ObjLongConsumer<ProbeResult> told);

    /** Whether it is left alone or down here, and was not seen to be well since then. */
    boolean isOut(Suspect suspect, long since, long now);

    /** For how long servers that failed are left alone in its service; zero for not at all. */
    Duration leftAlone(Suspect suspect);

    /** Leaves it alone, and tells: as {@link LearnedState#ejection}. */
    LearnedState.Outcome take(Suspect suspect, String reason, Duration age, Duration left, List<Vote> votes);
}
