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
 */
public record ServerHealth(
        @Nullable Exclusion blacklisting,
        @Nullable Exclusion ejection,
        Verdict verdict,
        @Nullable String downReason,
        @Nullable Long verdictSince,
        @Nullable Long lastGoodCheck,
        @Nullable Long since) {
    /** What health checks say. */
    public enum Verdict {
        /** Nobody has checked it, or not often enough. */
        UNKNOWN,
        UP,
        DOWN
    }

    /** Nothing is known of it, so it is well. */
    static final ServerHealth NEW = new ServerHealth(null, null, Verdict.UNKNOWN, null, null, null, null);

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
        return (blacklisting != null && !blacklisting.isOver(now)) || (ejection != null && !ejection.isOver(now));
    }

    /** Whether it was left alone and nobody has noticed the end of that yet, be it over or not. */
    boolean wasExcluded() {
        return blacklisting != null || ejection != null;
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
            case Observation.Blacklisted(long nanos) -> excluded(new Exclusion(now, now + nanos, null), null, now);
            case Observation.Failed(String reason, long nanos) ->
                excluded(blacklisting, new Exclusion(ejectedSince(now), now + nanos, reason), now);
            case Observation.EjectedElsewhere elsewhere -> learned(elsewhere, now);
            case Observation.FoundDown(String reason) ->
                verdict == Verdict.DOWN ? this : judged(Verdict.DOWN, reason, now);
            case Observation.Plain.FOUND_WELL -> judged(Verdict.UP, null, now);
            case Observation.Plain.NOT_CHECKED -> judged(Verdict.UNKNOWN, null, now);
            case Observation.Plain.CHECK_WAS_GOOD ->
                new ServerHealth(blacklisting, ejection, verdict, downReason, verdictSince, now, since);
            case Observation.Plain.WHITELISTED -> excluded(null, null, now);
            case Observation.Plain.ANSWERED ->
                excluded(blacklisting == null || blacklisting.isOver(now) ? null : blacklisting, null, now);
            case Observation.Plain.ANSWERED_DATAGRAM -> isExcluded(now) ? this : excluded(null, null, now);
        };
    }

    /** To fail again is no other ejection, only a longer one. */
    private long ejectedSince(long now) {
        return ejection == null || ejection.isOver(now) ? now : ejection.since();
    }

    private ServerHealth learned(Observation.EjectedElsewhere elsewhere, long now) {
        var news = new Exclusion(now - elsewhere.age(), now + elsewhere.left(), elsewhere.reason());
        Long here = since(now);
        boolean old = here != null && isWell(now) && here - news.since() >= 0;
        boolean known = ejection != null && ejection.until() - news.until() >= 0;
        return old || known ? this : excluded(blacklisting, news, now);
    }

    private ServerHealth excluded(@Nullable Exclusion byOperator, @Nullable Exclusion byTraffic, long now) {
        return Objects.equals(byOperator, blacklisting) && Objects.equals(byTraffic, ejection)
                ? this
                : dated(
                        new ServerHealth(
                                byOperator, byTraffic, verdict, downReason, verdictSince, lastGoodCheck, since),
                        now);
    }

    private ServerHealth judged(Verdict newVerdict, @Nullable String reason, long now) {
        return newVerdict == verdict
                ? this
                : dated(new ServerHealth(blacklisting, ejection, newVerdict, reason, now, lastGoodCheck, since), now);
    }

    /** The next one as it is to be, since when it is as it is. What is over may be forgotten there, but not when it ended. */
    private ServerHealth dated(ServerHealth next, long now) {
        Long moment = isWell(now) == next.isWell(now) ? since(now) : (Long) now;
        return new ServerHealth(
                next.blacklisting,
                next.ejection,
                next.verdict,
                next.downReason,
                next.verdictSince,
                next.lastGoodCheck,
                moment);
    }

    /** What is to be told of an observation that made the next one of this one. */
    HealthChange change(Observation seen, ServerHealth next, long now) {
        return switch (seen) {
            case Observation.Blacklisted _ -> HealthChange.BLACKLISTED;
            case Observation.Failed _ -> isExcluded(now) ? HealthChange.NONE : HealthChange.EJECTED;
            case Observation.EjectedElsewhere _ -> HealthChange.LEARNED;
            case Observation.FoundDown _ -> HealthChange.WENT_DOWN;
            case Observation.Plain.FOUND_WELL -> verdict == Verdict.DOWN ? HealthChange.CAME_UP : HealthChange.NONE;
            case Observation.Plain.NOT_CHECKED -> verdict == Verdict.DOWN ? HealthChange.UNCHECKED : HealthChange.NONE;
            case Observation.Plain.CHECK_WAS_GOOD -> HealthChange.NONE;
            case Observation.Plain.WHITELISTED -> HealthChange.WHITELISTED;
            // by the operator's order it is left alone still: nobody would call that back
            case Observation.Plain.ANSWERED, Observation.Plain.ANSWERED_DATAGRAM ->
                next.isExcluded(now) ? HealthChange.NONE : HealthChange.RESTORED;
        };
    }
}
