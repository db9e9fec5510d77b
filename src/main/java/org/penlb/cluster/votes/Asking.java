package org.penlb.cluster.votes;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.penlb.balance.Vote;
import org.penlb.health.ProbeResult;

/**
 * Asks the other instances about servers that failed here: each server once at a time, few servers at a time, and again as long
 * as nobody can tell.
 */
final class Asking {
    private static final Logger LOG = System.getLogger(Asking.class.getName());

    static final int MOST_OPEN = 16;
    /** All servers may fail at once; of those beyond, the others will find out themselves. */
    static final int MOST_SUSPECTS = 1024;
    /** A probe takes a second at most, the rest is for the way. */
    static final long PATIENCE_NANOS = TimeUnit.MILLISECONDS.toNanos(1500);
    /** So many ballots are begun in a second. */
    private static final int MOST_BEGUN = 32;

    private final Electorate electorate;
    private final OwnServers servers;
    private final Evidence evidence;
    private final Decided decided;
    private final Map<Suspect, Suspicion> suspicions = new LinkedHashMap<>();
    private long ballots;
    private long secondBegan;
    private int begunInSecond;

    /** Hears what was decided. */
    @FunctionalInterface
    interface Decided {
        /** The majority cannot reach it. */
        void out(Suspicion suspicion, String reason, List<Vote> votes, long now);
    }

    Asking(Electorate electorate, OwnServers servers, Evidence evidence, Decided decided) {
        this.electorate = electorate;
        this.servers = servers;
        this.evidence = evidence;
        this.decided = decided;
    }

    /**
     * A server failed here.
     *
     * @param nanos for how long it is left alone, more than 0
     */
    void suspect(Suspect suspect, String reason, long nanos, long now) {
        Suspicion known = suspicions.get(suspect);
        String line = VoteFormat.reason(reason);
        if (known != null) {
            known.renew(line, now, now + nanos);
        } else if (suspicions.size() < MOST_SUSPECTS && VoteFormat.canTell(suspect)) {
            suspicions.put(suspect, new Suspicion(suspect, line, now, now + nanos));
        }
        beginThoseDue(now);
    }

    /** Somebody answers. */
    void answered(long by, VoteMessage.Answer answer, long now) {
        for (Suspicion suspicion : suspicions.values()) {
            Ballot ballot = suspicion.ballot();
            if (ballot != null && ballot.number() == answer.ballot()) {
                ballot.answered(by, answer.finding());
                conclude(suspicion, ballot, now);
                return;
            }
        }
    }

    /** Others have decided about it: there is nothing to ask any more. */
    void isDecided(Suspect suspect) {
        Suspicion suspicion = suspicions.get(suspect);
        if (suspicion != null) {
            suspicion.settle();
        }
    }

    void tick(long now) {
        for (Suspicion suspicion : List.copyOf(suspicions.values())) {
            Ballot ballot = suspicion.ballot();
            if (ballot != null) {
                conclude(suspicion, ballot, now);
            }
        }
        suspicions.values().removeIf(suspicion -> suspicion.isOver(now));
        beginThoseDue(now);
    }

    private void beginThoseDue(long now) {
        if (now - secondBegan >= TimeUnit.SECONDS.toNanos(1)) {
            secondBegan = now;
            begunInSecond = 0;
        }
        long open = suspicions.values().stream().filter(Suspicion::isOpen).count();
        for (Suspicion suspicion : suspicions.values()) {
            if (open >= MOST_OPEN || begunInSecond >= MOST_BEGUN) {
                return;
            }
            if (suspicion.isDue(now)) {
                begin(suspicion, now);
                open += suspicion.isOpen() ? 1 : 0;
            }
        }
    }

    private void begin(Suspicion suspicion, long now) {
        Suspect suspect = suspicion.suspect();
        if (!servers.isOut(suspect, suspicion.since(), now) || now - suspicion.until() >= 0) {
            suspicion.settle();
            return;
        }
        List<Electorate.Voter> voters = electorate.heard();
        if (voters.isEmpty() || electorate.isCutOff()) {
            suspicion.retry(now);
            return;
        }
        if (suspicion.isFresh()) {
            ask(suspicion, voters, now);
        } else {
            suspicion.verify(now);
            evidence.find(suspect, now, (finding, then) -> looked(suspicion, finding, then));
        }
    }

    private static void looked(Suspicion suspicion, ProbeResult finding, long now) {
        if (finding == ProbeResult.Plain.GOOD) {
            suspicion.settle();
        } else {
            suspicion.verified(now);
        }
    }

    private void ask(Suspicion suspicion, List<Electorate.Voter> voters, long now) {
        begunInSecond++;
        ballots++;
        List<Electorate.Voter> asked =
                new ArrayList<>(voters.subList(0, Math.min(voters.size(), VoteFormat.MOST_VOTES - 1)));
        suspicion.begin(new Ballot(ballots, asked, now + PATIENCE_NANOS), now);
        byte[] question = VoteFormat.encode(new VoteMessage.Question(ballots, suspicion.suspect(), suspicion.reason()));
        asked.forEach(voter -> electorate.send(voter.instance(), question));
    }

    private void conclude(Suspicion suspicion, Ballot ballot, long now) {
        switch (ballot.result(now)) {
            case OPEN -> {}
            case OUT -> out(suspicion, ballot, now);
            case STAYS -> {
                suspicion.settle();
                LOG.log(
                        Level.INFO,
                        "{0}: server {1}: {2}; it is left alone here only",
                        suspicion.suspect().service(),
                        suspicion.suspect().server(),
                        ballot.words());
            }
            case NOBODY_KNOWS -> suspicion.retry(now);
        }
    }

    private void out(Suspicion suspicion, Ballot ballot, long now) {
        if (electorate.isCutOff()) {
            suspicion.retry(now);
            return;
        }
        suspicion.settle();
        if (servers.isOut(suspicion.suspect(), suspicion.since(), now) && now - suspicion.until() < 0) {
            var own = Findings.vote(electorate.ownName(), new ProbeResult.Bad(suspicion.reason()));
            decided.out(
                    suspicion, VoteFormat.reason(ballot.words() + ": " + suspicion.reason()), ballot.votes(own), now);
        }
    }

    /** Servers that the others are being asked about. */
    List<Suspect> open() {
        return suspicions.values().stream()
                .filter(Suspicion::isOpen)
                .map(Suspicion::suspect)
                .toList();
    }
}
