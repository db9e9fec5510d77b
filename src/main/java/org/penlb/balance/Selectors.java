package org.penlb.balance;

import org.penlb.config.Selection;

/** All ways to choose a server, each with what it remembers. */
final class Selectors {
    private final RoundRobin turns = new RoundRobin();
    private final Selector leastLoaded = new LeastLoaded();
    private final Selector lowestPrio = new LowestPrio();
    private final Selector addressHash = new AddressHash();
    private final Selector firstAvailable = new FirstAvailable();
    private final Selector leastOutstanding = new LeastOutstanding();

    /** Whose turn it is, an index. */
    int turn() {
        return turns.next();
    }

    /** The one that chooses if this is asked for. Asked for each query: it allocates nothing. */
    Selector of(Selection selection) {
        if (selection.has(Selection.Flag.FIRST)) {
            return firstAvailable;
        }
        if (selection.isLeast()) {
            return leastOutstanding;
        }
        if (selection.has(Selection.Flag.PRIO)) {
            return lowestPrio;
        }
        if (selection.has(Selection.Flag.WEIGHT)) {
            return leastLoaded;
        }
        if (selection.has(Selection.Flag.HASH) || selection.has(Selection.Flag.UNTRACKED)) {
            return addressHash;
        }
        return turns;
    }
}
