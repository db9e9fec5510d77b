package org.penlb.cluster.votes;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.Function;
import java.util.function.ObjLongConsumer;
import org.jspecify.annotations.Nullable;
import org.penlb.balance.LearnedState;
import org.penlb.balance.Server;
import org.penlb.balance.Vote;
import org.penlb.health.ProbeResult;
import org.penlb.health.TrafficEvidence;
import org.penlb.health.probe.HealthChecks;
import org.penlb.service.Service;
import org.penlb.service.VotedEjections;

/**
 * The servers of the services that run in this Pen.
 *
 * @param services finds a service by its name; null if there is none
 * @param checks asks servers
 * @param thread runs what is for the thread that votes
 */
public record RunningServers(Function<String, @Nullable Service> services, HealthChecks checks, Executor thread)
        implements OwnServers {
    private static final Duration PATIENCE = Duration.ofSeconds(1);

    private List<Server> named(Suspect suspect) {
        Service service = services.apply(suspect.service());
        return service == null ? List.of() : service.balancer().named(suspect.server());
    }

    @Override
    public boolean knows(Suspect suspect) {
        return !named(suspect).isEmpty();
    }

    @Override
    public @Nullable ProbeResult seen(Suspect suspect, long now) {
        Service service = services.apply(suspect.service());
        return service == null
                ? null
                : TrafficEvidence.of(
                        service.balancer().named(suspect.server()),
                        service.config().protocol(),
                        now);
    }

    @Override
    public void probe(Suspect suspect, ObjLongConsumer<ProbeResult> told) {
        Service service = services.apply(suspect.service());
        List<Server> named = named(suspect);
        if (service == null || named.isEmpty()) {
            told.accept(ProbeResult.Plain.NOT_ASKED, System.nanoTime());
            return;
        }
        checks.ask(service, named.getFirst(), PATIENCE)
                .onSuccess(result -> thread.execute(() -> told.accept(result, System.nanoTime())));
    }

    @Override
    public boolean isOut(Suspect suspect, long since, long now) {
        List<Server> named = named(suspect);
        return named.stream().anyMatch(server -> !server.isWell(now))
                && named.stream().noneMatch(server -> server.isSeenWellAfter(since));
    }

    @Override
    public Duration leftAlone(Suspect suspect) {
        Service service = services.apply(suspect.service());
        return service == null ? Duration.ZERO : service.config().blacklist();
    }

    @Override
    public LearnedState.Outcome take(Suspect suspect, String reason, Duration age, Duration left, List<Vote> votes) {
        Service service = services.apply(suspect.service());
        return service == null
                ? LearnedState.Outcome.NO_SERVER
                : new VotedEjections(service).take(suspect.server(), reason, age, left, votes);
    }
}
