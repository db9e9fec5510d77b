package org.penlb.cluster.votes;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.ObjLongConsumer;
import org.jspecify.annotations.Nullable;
import org.penlb.balance.LearnedState;
import org.penlb.balance.Vote;
import org.penlb.health.ProbeResult;

/** Servers of which a test says how they are. Every one is known, and out, unless it says otherwise. */
final class FakeServers implements OwnServers {
    final Set<Suspect> unknown = new HashSet<>();
    final Set<Suspect> well = new HashSet<>();
    final Map<Suspect, ProbeResult> seen = new HashMap<>();
    final Map<Suspect, ObjLongConsumer<ProbeResult>> probes = new HashMap<>();
    final List<Suspect> probed = new ArrayList<>();
    final List<String> taken = new ArrayList<>();
    final Map<Suspect, LearnedState.Outcome> outcomes = new HashMap<>();
    Duration leftAlone = Duration.ofSeconds(30);

    @Override
    public boolean knows(Suspect suspect) {
        return !unknown.contains(suspect);
    }

    @Override
    public @Nullable ProbeResult seen(Suspect suspect, long now) {
        return seen.get(suspect);
    }

    @Override
    public void probe(Suspect suspect, ObjLongConsumer<ProbeResult> told) {
        probed.add(suspect);
        probes.put(suspect, told);
    }

    @Override
    public boolean isOut(Suspect suspect, long since, long now) {
        return !well.contains(suspect);
    }

    @Override
    public Duration leftAlone(Suspect suspect) {
        return leftAlone;
    }

    @Override
    public LearnedState.Outcome take(Suspect suspect, String reason, Duration age, Duration left, List<Vote> votes) {
        taken.add(suspect.server() + " " + reason + " " + age.toMillis() + " " + left.toMillis() + " " + votes);
        return outcomes.getOrDefault(suspect, LearnedState.Outcome.TAKEN);
    }
}
