package org.penlb.cluster.assignments;

import java.io.DataInputStream;
import java.io.IOException;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;
import org.penlb.balance.HybridClock;
import org.penlb.cluster.wire.Post;

/**
 * Sees to it that this instance comes to know what its peers know, whatever was lost: compares with each of them when it
 * comes, when something is missing, and from time to time, with one after the other.
 */
final class Healing {
    /** How often somebody is compared with though nothing is missing. */
    private static final long PERIOD_NANOS = TimeUnit.SECONDS.toNanos(10);
    /** The same peer is not asked again before this. */
    private static final long PAUSE_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final SharedServices services;
    private final Post post;
    private final ToIntFunction<List<Assignment>> learned;
    private final Map<Long, Peer> peers = new HashMap<>();
    private @Nullable Exchange exchange;
    private long exchanges;
    private long lastPeriod;

    /** What is known of one peer. */
    private static final class Peer {
        private boolean wanted = true;
        /** It was away: much may have changed there. */
        private boolean wasAway = true;

        /** Versions up to this one may be missing. */
        private long wantedUpTo;

        private boolean asked;
        /** The begin or the end of the last exchange. */
        private long lastTry;

        private long completeUpTo = HybridClock.NEVER;
        private boolean isComplete;
        private long completeAt;
    }

    /**
     * @param learned is given what a peer sends; how many of these were news
     */
    Healing(SharedServices services, Post post, ToIntFunction<List<Assignment>> learned, long now) {
        this.services = services;
        this.post = post;
        this.learned = learned;
        this.lastPeriod = now;
    }

    /** A peer is heard from now on, or not. */
    void up(long peer, boolean isUp) {
        Peer known = peers.computeIfAbsent(peer, _ -> new Peer());
        known.wanted = isUp;
        known.wantedUpTo = services.latest();
        known.wasAway |= isUp;
        known.asked = isUp && known.asked;
        Exchange going = exchange;
        if (!isUp && going != null && going.peer() == peer) {
            exchange = null;
        }
    }

    /** A peer is gone for good. */
    void forget(long peer) {
        up(peer, false);
        peers.remove(peer);
    }

    /** Something that a peer knows may be missing here. */
    void want(long peer) {
        Peer known = peers.get(peer);
        if (known != null) {
            known.wanted = true;
            known.wantedUpTo = services.latest();
        }
    }

    /**
     * A peer has asked, and knows other clients. If nothing that it knows was missing here of late, it is the one who is to
     * fetch them, or nobody can: servers that were removed here are not there to tell of.
     */
    void differs(long peer, long now) {
        Peer known = peers.get(peer);
        if (known != null && (!known.isComplete || now - known.completeAt >= PERIOD_NANOS)) {
            known.wanted = true;
        }
    }

    /** When nothing was missing here last that a peer knows; null if it never was. */
    @Nullable
    Long completeAt(long peer) {
        Peer known = peers.get(peer);
        return known == null || !known.isComplete ? null : (Long) known.completeAt;
    }

    /** Goes on with what takes long; whether there is more to do. */
    boolean work(long now) {
        Exchange going = exchange;
        return going != null && going.work(now);
    }

    /**
     * Begins and ends what is due.
     *
     * @param heard the peers that are heard
     */
    void tick(List<Long> heard, long now) {
        Exchange going = exchange;
        if (going != null) {
            going.tick(now);
            if (going.state() == Exchange.State.GOING_ON) {
                return;
            }
            ended(going, now);
        }
        if (now - lastPeriod >= PERIOD_NANOS && !heard.isEmpty()) {
            lastPeriod = now;
            longestAgo(heard, now).map(peers::get).ifPresent(known -> known.wanted = true);
        }
        longestAgo(heard.stream().filter(peer -> isDue(peer, now)).toList(), now)
                .ifPresent(peer -> begin(peer, Objects.requireNonNull(peers.get(peer)), now));
    }

    private boolean isDue(long peer, long now) {
        Peer known = peers.get(peer);
        return known != null
                && known.wanted
                && (known.wasAway || services.upTo() >= known.wantedUpTo)
                && (!known.asked || now - known.lastTry >= PAUSE_NANOS);
    }

    /** One after the other, so that one who does not answer keeps nobody else waiting for long. */
    private Optional<Long> longestAgo(List<Long> some, long now) {
        return some.stream().filter(peers::containsKey).max(Comparator.comparingLong(peer -> sinceLastTry(peer, now)));
    }

    private long sinceLastTry(long peer, long now) {
        Peer known = peers.get(peer);
        return known == null || !known.asked ? Long.MAX_VALUE : now - known.lastTry;
    }

    private void begin(long peer, Peer known, long now) {
        known.wanted = false;
        known.asked = true;
        known.lastTry = now;
        // Otherwise little is missing, and to fetch all that has changed would cost more than to find out what that is.
        long since = known.wasAway ? known.completeUpTo : HybridClock.NEVER;
        exchange = new Exchange(++exchanges, peer, services, post, since, learned, now);
    }

    private void ended(Exchange over, long now) {
        exchange = null;
        Peer known = peers.get(over.peer());
        if (known == null) {
            return;
        }
        known.lastTry = now;
        known.wasAway &= !over.hasCaughtUp();
        switch (over.state()) {
            case COMPLETE -> {
                known.completeUpTo = over.upTo();
                if (over.covers(known.wantedUpTo)) {
                    known.completeAt = now;
                    known.isComplete = true;
                } else {
                    known.wanted = true;
                }
            }
            case FETCHED, FAILED -> known.wanted = true; // looks again whether that was all
            case GOING_ON -> {}
        }
    }

    /** A peer says what differs. */
    void differences(long peer, DataInputStream body, long now) throws IOException {
        Exchange going = exchange;
        if (going != null && going.peer() == peer) {
            going.differences(body, now);
        }
    }

    /** A peer sends a page of clients. */
    void page(long peer, DataInputStream body, long now) throws IOException {
        Exchange going = exchange;
        if (going != null && going.peer() == peer) {
            going.page(body, now);
        }
    }
}
