package org.penlb.config;

import java.util.EnumSet;
import java.util.Set;

/**
 * What is told about a {@link Selection.Flag}: all that the command line, the commands, the JSON configuration and its
 * schema, the help, the replies and the explanations know of it.
 *
 * @param meaning for the schema, without a full stop
 * @param option its letter on the command line, or {@link #NO_OPTION}
 * @param command whether it is a command, which {@code no} takes back
 * @param modePlace its place in the reply to {@code mode}, from 1; 0 if it is said there only where it is set
 * @param rank of flags that are set, the one with the lowest rank picks the server; 0 if it picks none
 * @param rule how it picks, for {@code explain}; empty if it does not
 */
record FlagFacts(
        String meaning, char option, boolean command, int modePlace, int rank, String rule, Set<Trait> traits) {
    static final char NO_OPTION = 0;

    /** What else changes where it is set. */
    enum Trait {
        /** Clients are not sent back to the server they used last, whatever picks. */
        ENDS_TRACKING,
        /** They are not, if this picks. */
        PICKS_UNTRACKED,
        /** A UDP session is given another server for each datagram, whatever picks. */
        SPREADS_DATAGRAMS,
        /** It is not, if this picks. */
        KEEPS_SESSIONS,
        /** If this picks, no new client is sent to a server of weight 0. */
        NEEDS_WEIGHT
    }

    FlagFacts {
        traits = Set.copyOf(traits);
    }

    /** A word that changes something, but picks no server; a command of ours. */
    static FlagFacts means(String meaning) {
        return new FlagFacts(meaning, NO_OPTION, true, 0, 0, "", Set.of());
    }

    FlagFacts option(char letter) {
        return new FlagFacts(meaning, letter, command, modePlace, rank, rule, traits);
    }

    FlagFacts withoutCommand() {
        return new FlagFacts(meaning, option, false, modePlace, rank, rule, traits);
    }

    /** One of pen's, which are always said. */
    FlagFacts inMode(int place) {
        return new FlagFacts(meaning, option, command, place, rank, rule, traits);
    }

    FlagFacts picks(int itsRank, String itsRule) {
        return new FlagFacts(meaning, option, command, modePlace, itsRank, itsRule, traits);
    }

    FlagFacts and(Trait trait) {
        var more = EnumSet.of(trait);
        more.addAll(traits);
        return new FlagFacts(meaning, option, command, modePlace, rank, rule, more);
    }

    boolean has(Trait trait) {
        return traits.contains(trait);
    }
}
