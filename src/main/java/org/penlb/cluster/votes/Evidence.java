package org.penlb.cluster.votes;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.ObjLongConsumer;
import org.jspecify.annotations.Nullable;
import org.penlb.health.ProbeResult;

/**
 * Whether servers can be reached from here: by what was seen in the last second, else by one probe, whose result holds for a
 * second. So a server is bothered once a second at most, whoever wants to know how often.
 */
final class Evidence {
    static final int MOST_PROBES = 16;
    /** So many may wait for the same probe. */
    private static final int MOST_WAITING = VoteFormat.MOST_VOTES;

    private static final long FRESH_NANOS = TimeUnit.SECONDS.toNanos(1);
    /** A probe takes a second; one that does not end has been lost. */
    private static final long LOST_NANOS = TimeUnit.SECONDS.toNanos(5);

    private final OwnServers servers;
    private final Map<Suspect, Found> found = new HashMap<>();
    private final Map<Suspect, Probing> probing = new HashMap<>();

    private record Found(ProbeResult finding, long at) {}

    /** A server that is being asked. */
    private record Probing(long begunAt, List<ObjLongConsumer<ProbeResult>> waiting) {
        void tell(ProbeResult finding, long now) {
            waiting.forEach(each -> each.accept(finding, now));
        }
    }

    Evidence(OwnServers servers) {
        this.servers = servers;
    }

    /**
     * Finds out whether a server can be reached.
     *
     * @param told gets the result and the time, once, perhaps at once
     */
    void find(Suspect suspect, long now, ObjLongConsumer<ProbeResult> told) {
        ProbeResult known = known(suspect, now);
        if (known == null) {
            probe(suspect, now, told);
        } else {
            told.accept(known, now);
        }
    }

    /** What can be said without asking the server; null if it has to be asked, or is being asked. */
    private @Nullable ProbeResult known(Suspect suspect, long now) {
        if (!servers.knows(suspect)) {
            return ProbeResult.Plain.NOT_ASKED;
        }
        ProbeResult seen = servers.seen(suspect, now);
        if (seen != null) {
            return seen;
        }
        Found last = found.get(suspect);
        if (last != null && now - last.at < FRESH_NANOS) {
            return last.finding;
        }
        Probing running = probing.get(suspect);
        boolean hasRoom = running == null ? probing.size() < MOST_PROBES : running.waiting.size() < MOST_WAITING;
        return hasRoom ? null : ProbeResult.Plain.NOT_ASKED;
    }

    private void probe(Suspect suspect, long now, ObjLongConsumer<ProbeResult> told) {
        Probing running = probing.get(suspect);
        if (running != null) {
            running.waiting.add(told);
            return;
        }
        var begun = new Probing(now, new ArrayList<>(List.of(told)));
        probing.put(suspect, begun);
        servers.probe(suspect, (finding, then) -> probed(suspect, begun, finding, then));
    }

    @SuppressWarnings("ReferenceEquality") // a later one may be equal
    private void probed(Suspect suspect, Probing over, ProbeResult finding, long now) {
        if (probing.get(suspect) == over) { // else it came too late
            probing.remove(suspect);
            found.put(suspect, new Found(finding, now));
            over.tell(finding, now);
        }
    }

    /** Forgets what is old. */
    void tick(long now) {
        found.values().removeIf(last -> now - last.at >= FRESH_NANOS);
        List<Probing> lost = probing.values().stream()
                .filter(running -> now - running.begunAt >= LOST_NANOS)
                .toList();
        probing.values().removeAll(lost);
        lost.forEach(running -> running.tell(ProbeResult.Plain.NOT_ASKED, now));
    }
}
