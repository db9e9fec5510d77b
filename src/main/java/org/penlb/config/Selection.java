package org.penlb.config;

import java.util.EnumSet;
import java.util.Set;

/**
 * How a service chooses a server for a client.
 *
 * <p>The flags combine as pen's do: unless {@link Flag#ROUNDROBIN} (or {@link Flag#UNTRACKED}) is set, a client goes
 * back to the server it used last; a client without such a server gets one by the first of prio, weight and hash that is
 * set, else by turns. {@link Flag#FIRST} goes before all of them, {@link Flag#LEAST} behind them, and neither tracks.
 */
public record Selection(Set<Flag> flags) {
    /** pen's names for its selection modes, in the order in which they are asked. */
    public enum Flag {
        /** Take turns; do not look up what a client used last (-r). */
        ROUNDROBIN,
        /** By address hash, and do not remember it (-N). */
        UNTRACKED,
        /** The available server with the lowest prio number (penctl prio). */
        PRIO,
        /** The available server with the fewest connections for its weight (-W). */
        WEIGHT,
        /** By a hash of the client's address (-h). */
        HASH,
        /** Never fail over from the first choice (-s). */
        STUBBORN,
        /** The first available server in index order; whatever else is set. */
        FIRST,
        /** The available server with the fewest connections or unanswered queries, unless another flag chooses. */
        LEAST
    }

    /** pen's default: tracked clients, new ones by turns. */
    public static final Selection DEFAULT = new Selection(Set.of());

    public Selection {
        flags = Set.copyOf(flags);
    }

    public boolean has(Flag flag) {
        return flags.contains(flag);
    }

    /** Whether a UDP session is given another server for each datagram, and not one for as long as it lasts. */
    public boolean spreadsDatagrams() {
        return has(Flag.ROUNDROBIN) && !has(Flag.FIRST);
    }

    /** Whether a client is sent back to the server it used last. */
    public boolean tracked() {
        return !has(Flag.ROUNDROBIN) && !has(Flag.UNTRACKED) && !has(Flag.FIRST) && !isLeast();
    }

    /** Whether {@link Flag#WEIGHT} chooses: no new client is sent to a server of weight 0 then. */
    public boolean isByWeight() {
        return has(Flag.WEIGHT) && !has(Flag.FIRST) && !has(Flag.PRIO);
    }

    /** Whether {@link Flag#LEAST} is set and no other flag chooses. Asked for each query: it allocates nothing. */
    public boolean isLeast() {
        return has(Flag.LEAST)
                && !has(Flag.FIRST)
                && !has(Flag.ROUNDROBIN)
                && !has(Flag.UNTRACKED)
                && !has(Flag.PRIO)
                && !has(Flag.WEIGHT)
                && !has(Flag.HASH);
    }

    /** This selection with a flag turned on or off. */
    public Selection with(Flag flag, boolean on) {
        var changed = EnumSet.noneOf(Flag.class);
        changed.addAll(flags);
        if (on) {
            changed.add(flag);
        } else {
            changed.remove(flag);
        }
        return new Selection(changed);
    }
}
