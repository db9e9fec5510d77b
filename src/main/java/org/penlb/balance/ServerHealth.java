package org.penlb.balance;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * How a server is, as of one moment: what the operator ordered, what health checks say, and what traffic says. Three opinions
 * that are kept apart, since none may speak for another: an answer to a client does not end the operator's order. A server
 * takes clients if none of them is against it. Which state the operator configured (up, draining, removed) is a part of the
 * {@link Server} itself, and changes with the table.
 *
 * <p>Immutable. The next one is what an {@link Observation} makes of it. Times are the balancer's clock, nanoseconds from
 * any origin, so there is no number that means never: that is null.
 *
 * @param blacklisting the operator's order to leave it alone, perhaps over by now
 * @param ejection that it is left alone because it failed, perhaps over by now
 * @param verdict what checks found
 * @param downReason why it is down, one line in an operator's words; null unless the verdict is down
 * @param verdictSince when the verdict changed last
 * @param lastGoodCheck when a check got a good answer last
 * @param since when an observation made it well, or not well any more
 * @param proven whether it was seen to be well, by traffic or by checks, and not seen to fail since
 */
public record ServerHealth(
        @Nullable Exclusion blacklisting,
        @Nullable Exclusion ejection,
        Verdict verdict,
        @Nullable String downReason,
        @Nullable Long verdictSince,
        @Nullable Long lastGoodCheck,
        @Nullable Long since,
        boolean proven) {
    /** What health checks say. */
    public enum Verdict {
        /** Nobody has checked it, or not often enough. */
        UNKNOWN,
        UP,
        DOWN
    }

    /** Nothing is known of it: it takes clients, though nobody has seen that it can. */
    static final ServerHealth NEW = new ServerHealth(null, null, Verdict.UNKNOWN, null, null, null, null, false);

    public ServerHealth {
        if ((verdict == Verdict.DOWN) != (downReason != null)) {
            throw new IllegalArgumentException("downReason: " + downReason + " (expected: one if the verdict is down)");
        }
    }

    /** Whether it can take clients. */
    public boolean isWell(long now) {
        return downReason == null && !isExcluded(now);
    }

    /** Whether checks find it well. */
    public boolean verdictIsUp() {
        return verdict == Verdict.UP;
    }

    /** Whether it is left alone, because it failed or because the operator says so. */
    public boolean isExcluded(long now) {
        return isOrderedAway(now) || (ejection != null && !ejection.isOver(now));
    }

    /** Whether an answer of it is no news: it is seen to be well, and nobody has left it alone. */
    boolean isSettled() {
        return proven && blacklisting == null && ejection == null;
    }

    /** Whether it is left alone because several instances decided so together. */
    boolean isVotedOut(long now) {
        return ejection != null && ejection.isVoted() && !ejection.isOver(now);
    }

    /** Whether the operator has it left alone. */
    boolean isOrderedAway(long now) {
        return blacklisting != null && !blacklisting.isOver(now);
    }

    /** Why it is left alone, and until when: of the operator's order and its failure whatever lasts longer. Null if it is not. */
    public @Nullable Exclusion exclusion(long now) {
        Exclusion order = blacklisting == null || blacklisting.isOver(now) ? null : blacklisting;
        Exclusion failure = ejection == null || ejection.isOver(now) ? null : ejection;
        if (order == null || failure == null) {
            return order == null ? failure : order;
        }
        return failure.until() - order.until() > 0 ? failure : order;
    }

    /** Since when it is as it is, well or not; null if it has been well since it is known. */
    public @Nullable Long since(long now) {
        return isWell(now) ? later(later(since, end(blacklisting)), end(ejection)) : since;
    }

    private static @Nullable Long end(@Nullable Exclusion over) {
        return over == null ? null : (Long) over.until();
    }

    private static @Nullable Long later(@Nullable Long one, @Nullable Long other) {
        if (one == null || other == null) {
            return one == null ? other : one;
        }
        return one - other > 0 ? one : other;
    }

    /** What it is after this was observed; itself if that changes nothing, as most of the time. */
    ServerHealth after(Observation seen, long now) {
        return switch (seen) {
            case Observation.Blacklisted(long nanos) ->
                excluded(new Exclusion(now, now + nanos, null), null, proven, now);
            case Observation.Failed(String reason, long nanos) ->
                excluded(blacklisting, new Exclusion(ejectedSince(now), now + nanos, reason), false, now);
            case Observation.VotedOut voted -> votedOut(voted, now);
            case Observation.FoundDown(String reason) ->
                verdict == Verdict.DOWN ? this : judged(Verdict.DOWN, reason, ejection, false, now);
            case Observation.AnsweredDatagram(long askedAt) ->
                ejection != null && !ejection.isOver(now) && askedAt - ejection.since() < 0 ? this : answered(now);
            case Observation.Plain.FOUND_WELL -> judged(Verdict.UP, null, ejectionByTraffic(), true, now);
            case Observation.Plain.NOT_CHECKED -> judged(Verdict.UNKNOWN, null, ejection, proven, now);
            case Observation.Plain.CHECK_WAS_GOOD -> checkedWell(now);
            case Observation.Plain.WHITELISTED -> excluded(null, null, proven, now);
            case Observation.Plain.ANSWERED -> answered(now);
            case Observation.Plain.SILENT -> excluded(blacklisting, ejection, false, now);
        };
    }

    /** An answer ends what traffic has against it; the operator's order stands. Checks are to say whether it is down. */
    private ServerHealth answered(long now) {
        return excluded(isOrderedAway(now) ? blacklisting : null, null, downReason == null, now);
    }

    /** To fail again is no other ejection, only a longer one. */
    private long ejectedSince(long now) {
        return ejection == null || ejection.isOver(now) ? now : ejection.since();
    }

    /** What others have voted holds until it is seen to be well here, be it by a check. */
    private @Nullable Exclusion ejectionByTraffic() {
        return ejection != null && ejection.isVoted() ? null : ejection;
    }

    private ServerHealth checkedWell(long now) {
        ServerHealth next = downReason == null ? excluded(blacklisting, ejectionByTraffic(), true, now) : this;
        return new ServerHealth(
                next.blacklisting, next.ejection, verdict, downReason, verdictSince, now, next.since, next.proven);
    }

    private ServerHealth votedOut(Observation.VotedOut voted, long now) {
        var news = new Exclusion(now - voted.age(), now + voted.left(), voted.reason(), voted.votes());
        Long here = since(now);
        boolean old = here != null && isWell(now) && here - news.since() >= 0;
        Exclusion present = ejection == null || ejection.isOver(now) ? null : ejection;
        boolean lasts = present != null && present.until() - news.until() >= 0;
        if (old || (lasts && isVotedOut(now))) {
            return this;
        }
        Exclusion out = present == null
                ? news
                : new Exclusion(present.since(), lasts ? present.until() : news.until(), voted.reason(), voted.votes());
        return excluded(blacklisting, out, false, now);
    }

    private ServerHealth excluded(
            @Nullable Exclusion byOperator, @Nullable Exclusion byTraffic, boolean seenWell, long now) {
        return Objects.equals(byOperator, blacklisting) && Objects.equals(byTraffic, ejection) && seenWell == proven
                ? this
                : dated(byOperator, byTraffic, verdict, downReason, verdictSince, seenWell, now);
    }

    private ServerHealth judged(
            Verdict newVerdict, @Nullable String reason, @Nullable Exclusion byTraffic, boolean seenWell, long now) {
        return newVerdict == verdict
                ? excluded(blacklisting, byTraffic, seenWell, now)
                : dated(blacklisting, byTraffic, newVerdict, reason, now, seenWell, now);
    }

    /** The next one, since when it is as it is. What is over may be forgotten there, but not when it ended. */
    private ServerHealth dated(
            @Nullable Exclusion byOperator,
            @Nullable Exclusion byTraffic,
            Verdict newVerdict,
            @Nullable String reason,
            @Nullable Long judgedAt,
            boolean seenWell,
            long now) {
        var next = new ServerHealth(
                byOperator, byTraffic, newVerdict, reason, judgedAt, lastGoodCheck, since(now), seenWell);
        return isWell(now) == next.isWell(now)
                ? next
                : new ServerHealth(byOperator, byTraffic, newVerdict, reason, judgedAt, lastGoodCheck, now, seenWell);
    }

    /** What is to be told of an observation that made the next one of this one. */
    HealthChange change(Observation seen, ServerHealth next, long now) {
        return switch (seen) {
            case Observation.Blacklisted _ -> HealthChange.BLACKLISTED;
            case Observation.Failed _ -> isExcluded(now) ? HealthChange.NONE : HealthChange.EJECTED;
            case Observation.VotedOut _ -> isVotedOut(now) ? HealthChange.NONE : HealthChange.VOTED_OUT;
            case Observation.FoundDown _ -> HealthChange.WENT_DOWN;
            case Observation.Plain.FOUND_WELL ->
                verdict == Verdict.DOWN ? HealthChange.CAME_UP : checkedChange(next, now);
            case Observation.Plain.NOT_CHECKED -> verdict == Verdict.DOWN ? HealthChange.UNCHECKED : HealthChange.NONE;
            case Observation.Plain.CHECK_WAS_GOOD -> checkedChange(next, now);
            case Observation.Plain.WHITELISTED -> HealthChange.WHITELISTED;
            case Observation.Plain.SILENT -> HealthChange.NONE;
            case Observation.Plain.ANSWERED -> answeredChange(next, now);
            case Observation.AnsweredDatagram _ -> answeredChange(next, now);
        };
    }

    /** By the operator's order it is left alone still: nobody would call that back. */
    private HealthChange answeredChange(ServerHealth next, long now) {
        boolean wasLeftAlone = blacklisting != null || ejection != null;
        return wasLeftAlone && !next.isExcluded(now) ? HealthChange.RESTORED : HealthChange.NONE;
    }

    private HealthChange checkedChange(ServerHealth next, long now) {
        return ejection != null && next.ejection == null ? answeredChange(next, now) : HealthChange.NONE;
    }
}
