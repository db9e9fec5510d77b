package org.penlb.convert;

import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Keeps account of every statement of a configuration: it is carried over, or {@link Notes} name it, or it is part of one that
 * they name. {@link #settle} names what neither is true of, so that nothing is lost in silence.
 */
public final class Ledger {
    /** What clients notice when it is missing. */
    public enum Kind {
        SERVER,
        LISTENER,
        ROUTE,
        RULE;

        /** {@code servers}, {@code listeners} and so on. */
        public String plural() {
            return name().toLowerCase(Locale.ROOT) + "s";
        }
    }

    /** So many there are of a kind, and so many of them were left out. */
    public record Count(Kind kind, int all, int leftOut) {
        @Override
        public String toString() {
            return leftOut + " of " + all + " " + kind.plural();
        }
    }

    private final Set<Statement> carried = identities();
    private final IdentityHashMap<Statement, Kind> counted = new IdentityHashMap<>();

    private static Set<Statement> identities() {
        return Collections.newSetFromMap(new IdentityHashMap<>());
    }

    /** A set of statements that are about to be carried over, if what they belong to is. */
    public static Set<Statement> attempt() {
        return identities();
    }

    /** Says that a statement is one that clients notice. */
    public void count(Kind kind, Statement statement) {
        counted.put(statement, kind);
    }

    /** Says that a statement has its say in the new configuration. */
    public void carried(Statement statement) {
        carried.add(statement);
    }

    /** As {@link #carried(Statement)}, of each. */
    public void carried(Iterable<? extends Statement> statements) {
        statements.forEach(carried::add);
    }

    /** Whether a statement has its say in the new configuration. */
    public boolean isCarried(Statement statement) {
        return carried.contains(statement);
    }

    /** The lines on which something has its say in the new configuration. */
    public Set<SourceLine> lines() {
        return carried.stream().map(Statement::place).collect(Collectors.toSet());
    }

    /**
     * Names a statement unless it is accounted for.
     *
     * @param notes what is named already
     * @param alone whether nothing else stands on its line
     * @param reason why it has no say
     */
    public void settle(Statement statement, Notes notes, boolean alone, String reason) {
        if (!isCarried(statement) && !notes.areAbout(statement, alone)) {
            notes.not(statement.place(), statement.text(), reason);
        }
    }

    /** How much was left out of what clients notice, for each kind of which something was. */
    public List<Count> leftOut() {
        Map<Kind, int[]> numbers = new EnumMap<>(Kind.class);
        counted.forEach((statement, kind) -> {
            int[] both = numbers.computeIfAbsent(kind, _ -> new int[2]);
            both[0]++;
            both[1] += isCarried(statement) ? 0 : 1;
        });
        List<Count> counts = new ArrayList<>();
        numbers.forEach((kind, both) -> {
            if (both[1] > 0) {
                counts.add(new Count(kind, both[0], both[1]));
            }
        });
        return counts;
    }
}
