package org.penlb.cluster.votes;

import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.penlb.balance.LearnedState;
import org.penlb.balance.Vote;
import org.penlb.config.cluster.ClusterConfig.Ejection;
import org.penlb.events.NotableEvent;
import org.penlb.events.ServerEvent;

/**
 * Decides together with the other instances that a server cannot be reached. A server that failed here, which is left alone here
 * anyway, is a suspect: each of the others that is heard is asked. If the majority of those that can tell, and two at least
 * with this one, cannot reach it, it is left alone everywhere for as long as here, except where it was seen to be well since
 * then, and where half of a service's servers are voted out already. Who is cut off asks nobody and can tell nothing.
 *
 * <p>What is decided ends by itself; each instance calls a server back that it sees to be well before.
 *
 * <p>For one thread. Times are {@link System#nanoTime()}, which is the balancers' clock.
 */
public final class EjectionVotes {
    private final Ejection mode;
    private final Electorate electorate;
    private final OwnServers servers;
    private final LongSupplier unixMillis;
    private final Consumer<VotedEjection> confirmed;
    private final Evidence evidence;
    private final Asking asking;
    private final Answering answering;
    private final EjectionBook book = new EjectionBook();

    /**
     * @param mode where each decides for itself, nobody is asked and nothing is taken; others are answered all the same
     * @param unixMillis milliseconds since 1970, by the clock that instances share
     * @param confirmed gets what was decided here, to keep it for those who do not hear of it now
     */
    public EjectionVotes(
            Ejection mode,
            Electorate electorate,
            OwnServers servers,
            LongSupplier unixMillis,
            Consumer<VotedEjection> confirmed) {
        this.mode = mode;
        this.electorate = electorate;
        this.servers = servers;
        this.unixMillis = unixMillis;
        this.confirmed = confirmed;
        this.evidence = new Evidence(servers);
        this.asking = new Asking(electorate, servers, evidence, this::decided);
        this.answering = new Answering(electorate, evidence);
    }

    /** Whether something that happened is of interest. */
    public static boolean concerns(NotableEvent event) {
        return event instanceof ServerEvent.Ejected || event instanceof ServerEvent.Down;
    }

    /** Something happened here: of interest is that a server failed, or was found down. */
    public void happened(NotableEvent event, long now) {
        switch (event) {
            case ServerEvent.Ejected ejected -> failed(ejected, ejected.reason(), ejected.leftAlone(), now);
            case ServerEvent.Down down -> failed(down, down.reason(), servers.leftAlone(Suspect.of(down)), now);
            default -> {}
        }
    }

    private void failed(ServerEvent event, String reason, Duration leftAlone, long now) {
        Suspect suspect = Suspect.of(event);
        if (mode == Ejection.VOTE && leftAlone.isPositive() && servers.knows(suspect)) {
            Duration time = leftAlone.compareTo(VoteFormat.LONGEST_TIME) > 0 ? VoteFormat.LONGEST_TIME : leftAlone;
            asking.suspect(suspect, reason, time.toNanos(), now);
        }
    }

    /**
     * Another instance says something.
     *
     * @return whether it could be understood
     */
    public boolean received(long from, byte[] body, long now) {
        switch (VoteFormat.decode(body)) {
            case null -> {
                return false;
            }
            case VoteMessage.Question question -> asked(from, question, now);
            case VoteMessage.Answer answer -> asking.answered(from, answer, now);
            case VoteMessage.Ejected(VotedEjection ejection) -> learned(ejection);
        }
        return true;
    }

    /** Who asks about what is decided has missed that. */
    private void asked(long by, VoteMessage.Question question, long now) {
        VotedEjection decided = book.of(question.suspect(), unixMillis.getAsLong());
        if (decided != null) {
            electorate.send(by, decided.encode());
        }
        answering.asked(by, question, now);
    }

    /** Others have decided this: as they say, or as it is kept in a map. To hear it again does no harm. */
    public void learned(VotedEjection ejection) {
        long nowMillis = unixMillis.getAsLong();
        Duration left = ejection.left(nowMillis);
        if (mode == Ejection.VOTE && left.isPositive() && book.isNews(ejection, nowMillis)) {
            LearnedState.Outcome outcome = servers.take(
                    ejection.suspect(), ejection.reason(), ejection.age(nowMillis), left, ejection.votes());
            if (outcome == LearnedState.Outcome.TAKEN || outcome == LearnedState.Outcome.KNOWN) {
                asking.isDecided(ejection.suspect());
            }
        }
    }

    private void decided(Suspicion suspicion, String reason, List<Vote> votes, long now) {
        Duration age = Duration.ofNanos(now - suspicion.since());
        Duration left = Duration.ofNanos(suspicion.until() - now);
        long nowMillis = unixMillis.getAsLong();
        LearnedState.Outcome outcome = servers.take(suspicion.suspect(), reason, age, left, votes);
        if (outcome == LearnedState.Outcome.TAKEN || outcome == LearnedState.Outcome.KNOWN) {
            var ejection =
                    new VotedEjection(suspicion.suspect(), reason, nowMillis - age.toMillis(), age.plus(left), votes);
            book.isNews(ejection, nowMillis);
            byte[] body = ejection.encode();
            electorate.heard().forEach(voter -> electorate.send(voter.instance(), body));
            confirmed.accept(ejection);
        }
    }

    /** To be called ten times a second or so: ends what waits in vain, and begins what is due. */
    public void tick(long now) {
        evidence.tick(now);
        asking.tick(now);
        book.tick(unixMillis.getAsLong());
    }

    /** What is being asked and what is decided. */
    public VotesView view() {
        return new VotesView(asking.open(), book.all(unixMillis.getAsLong()));
    }
}
