package org.penlb.datagram;

import java.util.Collection;
import org.jspecify.annotations.Nullable;
import org.penlb.relay.IntrusiveList;

/**
 * All flows of an event loop in the order of their last use, and those whose servers owe answers in the order of debts.
 *
 * <p>Proven ones, whose client went on after an answer, are apart: clients that say one word and are gone, or are nobody, must not
 * drive them out, however many these are.
 */
final class FlowOrder {
    /** Of the places at most so many out of {@value #SHARES} are safe from those that are new; they need some to become known. */
    private static final int SAFE_SHARES = 3;

    private static final int SHARES = 4;

    private final IntrusiveList<Flow> byUse = new IntrusiveList<>();
    private final IntrusiveList<Flow> provenByUse = new IntrusiveList<>();
    private int flows;
    private int proven;
    private final IntrusiveList<Flow> byDebt = new IntrusiveList<>();

    /** A flow was opened. */
    void add(Flow flow) {
        flows++;
        byUse.putLast(flow.use);
    }

    /** A flow was used. */
    void used(Flow flow) {
        (flow.isProven() ? provenByUse : byUse).putLast(flow.use);
    }

    /** A flow is proven from now on. */
    void proven(Flow flow) {
        proven++;
        byUse.remove(flow.use);
        provenByUse.putLast(flow.use);
    }

    /** A flow's server owes answers, from now on or still. */
    void owes(Flow flow) {
        byDebt.putLast(flow.debt);
    }

    void owesNothing(Flow flow) {
        byDebt.remove(flow.debt);
    }

    void remove(Flow flow) {
        flows--;
        proven -= flow.isProven() ? 1 : 0;
        byUse.remove(flow.use);
        byDebt.remove(flow.debt);
    }

    /** The flow that was idle for longest; null if there is none. */
    @Nullable
    Flow idlest() {
        Flow first = byUse.first();
        Flow firstProven = provenByUse.first();
        if (first == null || firstProven == null) {
            return first == null ? firstProven : first;
        }
        return firstProven.usedAt() - first.usedAt() < 0 ? firstProven : first;
    }

    /** The flow whose place somebody else needs most: the idlest, but proven ones come last as long as they leave room. */
    @Nullable
    Flow leastNeeded() {
        Flow first = byUse.first();
        return first == null || proven * SHARES > flows * SAFE_SHARES ? idlest() : first;
    }

    /** The flow whose server has not answered for longest; null if none owes anything. */
    @Nullable
    Flow oldestDebt() {
        return byDebt.first();
    }

    /** All of them at this moment. */
    void copyTo(Collection<Flow> all) {
        copy(byUse, all);
        copy(provenByUse, all);
    }

    private static void copy(IntrusiveList<Flow> flows, Collection<Flow> all) {
        for (Flow flow = flows.last(); flow != null; flow = flows.before(flow.use)) {
            all.add(flow);
        }
    }

    /** Whether one that was used since then has a datagram that was not answered. */
    boolean isAnyUnansweredSince(long time) {
        return isAnyUnansweredSince(byUse, time) || isAnyUnansweredSince(provenByUse, time);
    }

    private static boolean isAnyUnansweredSince(IntrusiveList<Flow> flows, long time) {
        for (Flow flow = flows.last(); flow != null && flow.usedAt() - time >= 0; flow = flows.before(flow.use)) {
            if (flow.isOwedAnAnswer()) {
                return true;
            }
        }
        return false;
    }

    /** Those that were used since then. */
    void copyUsedSince(long time, Collection<Flow> used) {
        copyUsedSince(byUse, time, used);
        copyUsedSince(provenByUse, time, used);
    }

    private static void copyUsedSince(IntrusiveList<Flow> flows, long time, Collection<Flow> used) {
        for (Flow flow = flows.last(); flow != null && flow.usedAt() - time >= 0; flow = flows.before(flow.use)) {
            used.add(flow);
        }
    }
}
