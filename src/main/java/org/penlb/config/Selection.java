package org.penlb.config;

import static org.penlb.config.FlagFacts.means;

import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.penlb.config.FlagFacts.Trait;

/**
 * How a service chooses a server for a client. Immutable.
 *
 * <p>The flags combine as pen's do: unless {@link Flag#ROUNDROBIN} (or {@link Flag#UNTRACKED}) is set, a client goes
 * back to the server it used last; a client without such a server gets one by the first of prio, weight and hash that is
 * set, else by turns. {@link Flag#FIRST} goes before all of them, {@link Flag#LEAST} behind them, and neither tracks.
 *
 * <p>What a flag is called, and what follows from it, stands with the flag and nowhere else. What follows from several is
 * worked out when they are put together, since it is asked for each datagram.
 */
public final class Selection {
    /**
     * The ways to choose, in the order in which configurations and the API name them. A new one is a line here, its class in
     * {@code balance} and that class's line in {@code Selectors}; its sentence and word in the schema are held to this.
     */
    public enum Flag {
        /** Take turns; do not look up what a client used last (-r). */
        ROUNDROBIN(means("by turns, without tracking")
                .option('r')
                .inMode(2)
                .picks(6, "by turns")
                .and(Trait.ENDS_TRACKING)
                .and(Trait.SPREADS_DATAGRAMS)),
        /** By address hash, and do not remember it (-N). */
        UNTRACKED(means("by a hash of the address, without tracking")
                .option('N')
                .withoutCommand()
                .picks(5, "hash of the address")
                .and(Trait.ENDS_TRACKING)),
        /** The available server with the lowest prio number (penctl prio). */
        PRIO(means("the lowest priority number").inMode(5).picks(2, "lowest prio")),
        /** The available server with the fewest connections for its weight (-W). */
        WEIGHT(means("the fewest connections for its weight")
                .option('W')
                .inMode(4)
                .picks(3, "fewest connections for its weight")
                .and(Trait.NEEDS_WEIGHT)),
        /** By a hash of the client's address (-h). */
        HASH(means("by a hash of the client's address").option('h').inMode(1).picks(4, "hash of the address")),
        /** Never fail over from the first choice (-s). */
        STUBBORN(means("no failover from the first choice").option('s').inMode(3)),
        /** The first available server in index order; whatever else is set. */
        FIRST(means("the first in order that is available")
                .picks(1, "the first that is available")
                .and(Trait.PICKS_UNTRACKED)
                .and(Trait.KEEPS_SESSIONS)),
        /** The available server with the fewest connections or unanswered queries, unless another flag chooses. */
        LEAST(means("the fewest connections or unanswered queries (the default for DNS)")
                .picks(7, "fewest connections")
                .and(Trait.PICKS_UNTRACKED));

        private final FlagFacts facts;

        Flag(FlagFacts facts) {
            this.facts = facts;
        }

        /** What configurations, commands and the API call it. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }

        /** What it means, as the schema of configurations says it. */
        public String meaning() {
            return facts.meaning();
        }

        /** Its option on pen's command line, such as {@code -r}; null if it has none. */
        public @Nullable String option() {
            return facts.option() == FlagFacts.NO_OPTION ? null : "-" + facts.option();
        }

        /** Whether its word is a command. */
        public boolean isCommand() {
            return facts.command();
        }

        /** Whether it picks a server; others change what comes of the pick. */
        public boolean picks() {
            return facts.rank() > 0;
        }

        /** How it picks, as {@code explain} says it; empty if it does not. */
        public String rule() {
            return facts.rule();
        }

        /** Whether clients may go untracked because of it. */
        public boolean mayEndTracking() {
            return facts.has(Trait.ENDS_TRACKING) || facts.has(Trait.PICKS_UNTRACKED);
        }

        /** Those that pen has, too, and always says in its reply to {@code mode}, in that order. */
        public static List<Flag> pens() {
            return Stream.of(values())
                    .filter(flag -> flag.facts.modePlace() > 0)
                    .sorted(Comparator.comparingInt(flag -> flag.facts.modePlace()))
                    .toList();
        }

        /** The commands that pen does not have. */
        public static List<Flag> ours() {
            return Stream.of(values())
                    .filter(flag -> flag.isCommand() && flag.facts.modePlace() == 0)
                    .toList();
        }
    }

    /** pen's default: tracked clients, new ones by turns. */
    public static final Selection DEFAULT = new Selection(Set.of());

    /** The word for no flag at all. */
    public static final String TRACKING = "tracking";

    private final Set<Flag> flags;
    private final Flag picker;
    private final boolean tracked;
    private final boolean spreadsDatagrams;

    public Selection(Set<Flag> flags) {
        this.flags = Set.copyOf(flags);
        picker = this.flags.stream()
                .filter(Flag::picks)
                .min(Comparator.comparingInt(flag -> flag.facts.rank()))
                .orElse(Flag.ROUNDROBIN);
        tracked = none(Trait.ENDS_TRACKING) && !picker.facts.has(Trait.PICKS_UNTRACKED);
        spreadsDatagrams = !none(Trait.SPREADS_DATAGRAMS) && !picker.facts.has(Trait.KEEPS_SESSIONS);
    }

    private boolean none(Trait trait) {
        return flags.stream().noneMatch(flag -> flag.facts.has(trait));
    }

    public Set<Flag> flags() {
        return flags;
    }

    public boolean has(Flag flag) {
        return flags.contains(flag);
    }

    /** The flag by whose rule a new client gets its server; if none is set that picks, {@link Flag#ROUNDROBIN}. */
    public Flag picker() {
        return picker;
    }

    /** Whether a UDP session is given another server for each datagram, and not one for as long as it lasts. */
    public boolean spreadsDatagrams() {
        return spreadsDatagrams;
    }

    /** Whether a client is sent back to the server it used last. */
    public boolean tracked() {
        return tracked;
    }

    /** Whether a rule picks that sends no new client to a server of weight 0. */
    public boolean isByWeight() {
        return picker.facts.has(Trait.NEEDS_WEIGHT);
    }

    /** The words of its flags in the order in which they are declared; {@value #TRACKING} if there are none. */
    public List<String> words() {
        return flags.isEmpty()
                ? List.of(TRACKING)
                : flags.stream().sorted().map(Flag::word).toList();
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

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Selection that && flags.equals(that.flags);
    }

    @Override
    public int hashCode() {
        return flags.hashCode();
    }

    @Override
    public String toString() {
        return String.join(" ", words());
    }
}
