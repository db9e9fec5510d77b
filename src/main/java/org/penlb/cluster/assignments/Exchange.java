package org.penlb.cluster.assignments;

import java.io.DataInputStream;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.BitSet;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.TimeUnit;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;
import org.penlb.balance.HybridClock;
import org.penlb.cluster.wire.MessageType;
import org.penlb.cluster.wire.Post;

/**
 * Gets from one peer what it knows and this instance does not, service by service: from one that was away first what changed
 * since both were last seen to be equal; then sums are compared, and what differs is fetched, or all of it if that is most.
 * There is one question at a time; who does not answer is given up.
 */
final class Exchange {
    /** How it stands. */
    enum State {
        GOING_ON,
        /** Nothing is missing here. */
        COMPLETE,
        /** Something was missing, and was fetched. */
        FETCHED,
        /** The peer does not answer. */
        FAILED
    }

    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(2);
    /** A peer that adds up its clients may have others who asked before. */
    private static final long PATIENCE_FOR_SUMS_NANOS = TimeUnit.SECONDS.toNanos(5);
    /** Clocks differ, and versions may have been on their way. */
    private static final long MARGIN_MILLIS = TimeUnit.SECONDS.toMillis(5);
    /**
     * What a peer may be compared with gets later with time, also while its answer is on its way: so much is left out after
     * its first answer that it is later by now, twice as much after the next one.
     */
    private static final long LATER_MILLIS = TimeUnit.SECONDS.toMillis(1);

    private static final int MOST_LATER = 6;
    /** If a peer knows so many more, all are fetched. */
    private static final long FEW = 1_000;

    private final long number;
    private final long peer;
    private final SharedServices services;
    private final Post post;
    private final long since;
    private final long upTo;
    private final ToIntFunction<List<Assignment>> learned;
    private final Queue<String> names;

    private @Nullable String service;
    private @Nullable Step step;
    private @Nullable Sums sums;
    private @Nullable BitSet leaves;
    private State state = State.GOING_ON;
    /** Whether a comparison was followed by news. */
    private boolean missing;
    /** Whether all that has changed was fetched. */
    private boolean caughtUp;
    /** How often the peer said of this service that it is later by now. */
    private int later;

    private long askedAt;

    private enum Step {
        CHANGES,
        SUMMING,
        SUMS,
        LEAVES,
        ALL
    }

    /**
     * @param number by which answers are known
     * @param since what has changed since this version is fetched first; {@link HybridClock#NEVER} for nothing
     * @param learned is given what the peer sends; how many of these were news
     */
    Exchange(
            long number,
            long peer,
            SharedServices services,
            Post post,
            long since,
            ToIntFunction<List<Assignment>> learned,
            long now) {
        this.number = number;
        this.peer = peer;
        this.services = services;
        this.post = post;
        this.since = since;
        this.upTo = services.upTo();
        this.learned = learned;
        this.names = new ArrayDeque<>(services.all().keySet());
        nextService(now);
    }

    long peer() {
        return peer;
    }

    /** Up to this version nothing is missing if the state is complete. */
    long upTo() {
        return upTo;
    }

    State state() {
        return state;
    }

    /** Whether there is nothing to be fetched any more of what has changed while the peer was away. */
    boolean hasCaughtUp() {
        return since == HybridClock.NEVER || caughtUp;
    }

    /** Whether nothing up to a version is missing if the state is complete. */
    boolean covers(long version) {
        return caughtUp || upTo >= version;
    }

    private void nextService(long now) {
        service = names.poll();
        later = 0;
        if (service == null) {
            state = missing ? State.FETCHED : State.COMPLETE;
        } else if (since == HybridClock.NEVER) {
            sum(HybridClock.NEVER);
        } else {
            step = Step.CHANGES;
            askChanges(0, now);
        }
    }

    private Pages.Changes changes(long after, long to, int from) {
        return new Pages.Changes(number, String.valueOf(service), after, to, from);
    }

    private void askChanges(int from, long now) {
        long after = HybridClock.first(HybridClock.millis(since) - MARGIN_MILLIS);
        ask(MessageType.ASK_CHANGES, changes(after, Long.MAX_VALUE, from).write(), now);
    }

    private void ask(MessageType type, byte[] body, long now) {
        askedAt = now;
        post.send(peer, type, body);
    }

    private void sum(long after) {
        SharedService here = services.get(String.valueOf(service));
        if (here != null) {
            step = Step.SUMMING;
            sums = here.sums(Math.max(after, services.after(here)), upTo);
        }
    }

    /** Goes on with what takes long; whether there is more to do. */
    boolean work(long now) {
        Sums summed = sums;
        if (state != State.GOING_ON || step != Step.SUMMING || summed == null) {
            return false;
        }
        if (summed.step()) {
            step = Step.SUMS;
            ask(MessageType.SUMS, SumsQuestion.write(number, String.valueOf(service), summed), now);
        }
        return step == Step.SUMMING;
    }

    /** Gives up if the peer does not answer. */
    void tick(long now) {
        long patience = step == Step.SUMS ? PATIENCE_FOR_SUMS_NANOS : PATIENCE_NANOS;
        if (state == State.GOING_ON && step != Step.SUMMING && now - askedAt > patience) {
            state = State.FAILED;
        }
    }

    /** The peer says what differs. */
    void differences(DataInputStream body, long now) throws IOException {
        SumsAnswer answer = SumsAnswer.read(body);
        Sums summed = sums;
        if (answer.exchange() != number || state != State.GOING_ON || step != Step.SUMS || summed == null) {
            return; // too late
        }
        if (answer.isLater()) {
            if (later == MOST_LATER) {
                state = State.FAILED;
            } else {
                sum(HybridClock.first(HybridClock.millis(answer.after()) + (LATER_MILLIS << later++)));
            }
            return;
        }
        BitSet differing = answer.isUnknown() ? new BitSet() : answer.differences(summed);
        if (differing.isEmpty()) {
            nextService(now);
            return;
        }
        if (answer.count() > 2 * summed.count() + FEW) {
            step = Step.ALL;
            askAll(true, now);
        } else {
            step = Step.LEAVES;
            leaves = differing;
            askLeaves(0, now);
        }
    }

    private void askAll(boolean first, long now) {
        ask(MessageType.ASK_ALL, new Pages.All(number, String.valueOf(service), first).write(), now);
    }

    private void askLeaves(int from, long now) {
        Sums summed = sums;
        BitSet wanted = leaves;
        if (summed != null && wanted != null) {
            Pages.Changes range = changes(summed.after(), summed.upTo(), from);
            ask(MessageType.ASK_LEAVES, new Pages.Leaves(range, wanted).write(), now);
        }
    }

    /** The peer sends a page of clients. */
    void page(DataInputStream body, long now) throws IOException {
        Pages.Page page = Pages.Page.read(body);
        Step asked = step;
        if (page.exchange() != number || state != State.GOING_ON || asked == null) {
            return; // too late
        }
        if (page.next() != 0) {
            askOn(asked, page.next(), now); // first, so that the peer makes the next page while this one is taken in
        }
        int news = learned.applyAsInt(page.clients());
        missing |= asked != Step.CHANGES && news > 0;
        if (page.next() == 0) {
            switch (asked) {
                case CHANGES -> {
                    caughtUp = names.isEmpty();
                    sum(HybridClock.NEVER);
                }
                case LEAVES, ALL -> nextService(now);
                case SUMMING, SUMS -> {} // too late
            }
        }
    }

    private void askOn(Step asked, int from, long now) {
        switch (asked) {
            case CHANGES -> askChanges(from, now);
            case LEAVES -> askLeaves(from, now);
            case ALL -> askAll(false, now);
            case SUMMING, SUMS -> {} // too late
        }
    }
}
