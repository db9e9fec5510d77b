package org.penlb.balance;

import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;
import org.penlb.config.Selection;
import org.penlb.config.Selection.Flag;

/** All ways to choose a server, each with what it remembers. */
final class Selectors {
    /** What picks where a flag does, a line for each. */
    private static final Map<Flag, Supplier<Selector>> TABLE = Map.of(
            Flag.ROUNDROBIN, RoundRobin::new,
            Flag.UNTRACKED, AddressHash::new,
            Flag.PRIO, LowestPrio::new,
            Flag.WEIGHT, LeastLoaded::new,
            Flag.HASH, AddressHash::new,
            Flag.FIRST, FirstAvailable::new,
            Flag.LEAST, LeastOutstanding::new);

    private final Map<Flag, Selector> byFlag = new EnumMap<>(Flag.class);
    private final RoundRobin turns;

    Selectors() {
        TABLE.forEach((flag, selector) -> byFlag.put(flag, selector.get()));
        turns = (RoundRobin) of(Selection.DEFAULT);
    }

    /** Whose turn it is, an index. */
    int turn() {
        return turns.next();
    }

    /** The one that chooses if this is asked for. */
    Selector of(Selection selection) {
        return Objects.requireNonNull(byFlag.get(selection.picker()), selection::toString);
    }
}
