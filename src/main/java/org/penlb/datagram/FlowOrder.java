package org.penlb.datagram;

import java.util.Collection;
import org.jspecify.annotations.Nullable;
import org.penlb.relay.IntrusiveList;

/** All flows of an event loop in the order of their last use, and those whose servers owe answers in the order of debts. */
final class FlowOrder {
    private final IntrusiveList<Flow> byUse = new IntrusiveList<>();
    private final IntrusiveList<Flow> byDebt = new IntrusiveList<>();

    /** A flow was opened or used. */
    void used(Flow flow) {
        byUse.putLast(flow.use);
    }

    /** A flow's server owes answers, from now on or still. */
    void owes(Flow flow) {
        byDebt.putLast(flow.debt);
    }

    void owesNothing(Flow flow) {
        byDebt.remove(flow.debt);
    }

    void remove(Flow flow) {
        byUse.remove(flow.use);
        byDebt.remove(flow.debt);
    }

    /** The flow that was idle for longest; null if there is none. */
    @Nullable
    Flow idlest() {
        return byUse.first();
    }

    /** The flow whose server has not answered for longest; null if none owes anything. */
    @Nullable
    Flow oldestDebt() {
        return byDebt.first();
    }

    /** All of them at this moment. */
    void copyTo(Collection<Flow> all) {
        for (Flow flow = byUse.last(); flow != null; flow = byUse.before(flow.use)) {
            all.add(flow);
        }
    }

    /** Whether one that was used since then has a datagram that was not answered. */
    boolean isAnyUnansweredSince(long time) {
        for (Flow flow = byUse.last(); flow != null && flow.usedAt() - time >= 0; flow = byUse.before(flow.use)) {
            if (flow.isOwedAnAnswer()) {
                return true;
            }
        }
        return false;
    }

    /** Has those that were used since then add to the counters what they relayed. */
    void countSince(long time) {
        for (Flow flow = byUse.last(); flow != null && flow.usedAt() - time >= 0; flow = byUse.before(flow.use)) {
            flow.count();
        }
    }
}
