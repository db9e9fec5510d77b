package org.penlb.admin;

import java.time.Clock;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.penlb.events.ConfigEvent;
import org.penlb.events.Events;
import org.penlb.events.Origin;

/** How reloads went, remembered and told to those who want to know. */
final class ReloadOutcomes {
    /** What was read. */
    enum Kind {
        /** The configuration. */
        CONFIGURATION("configuration"),
        /** The file of commands that HUP has read. */
        COMMANDS("file of commands"),
        /** A file of commands that is not read again by itself. */
        ONCE("file of commands");

        private final String words;

        Kind(String words) {
            this.words = words;
        }
    }

    private record Known(Kind kind, Reloads.Outcome outcome) {}

    private final Events events;
    private final Clock clock;
    /** Those that are tried again: what else is read meanwhile does not hide them. */
    private final Map<Kind, Known> waiting = new ConcurrentHashMap<>();

    private volatile @Nullable Known last;

    ReloadOutcomes(Events events, Clock clock) {
        this.events = events;
        this.clock = clock;
    }

    /** How the last one went, or the one that is waiting; null if there was none yet. */
    Reloads.@Nullable Outcome last() {
        return outcome(known());
    }

    private @Nullable Known known() {
        for (Kind kind : Kind.values()) {
            Known waits = waiting.get(kind);
            if (waits != null) {
                return waits;
            }
        }
        return last;
    }

    private static Reloads.@Nullable Outcome outcome(@Nullable Known known) {
        return known == null ? null : known.outcome;
    }

    /** As {@link Reloads#words}. */
    @Nullable
    String words() {
        Known now = known();
        if (now == null || now.outcome.ok()) {
            return null;
        }
        return (now.outcome.waiting()
                        ? "A " + now.kind.words + " is waiting, and tried again: "
                        : "The last " + now.kind.words + " was refused: ")
                + now.outcome.message();
    }

    /** The one of this kind that is waiting, or else how the last one of any kind went. */
    Reloads.@Nullable Outcome lastOf(Kind kind) {
        return outcome(waiting.getOrDefault(kind, last));
    }

    /**
     * One was applied.
     *
     * @param news null if nothing has changed by that
     */
    void applied(Kind kind, ConfigEvent.@Nullable Reloaded news) {
        last = new Known(kind, new Reloads.Outcome(clock.instant(), true, null, false));
        waiting.remove(kind);
        if (news != null) {
            events.publish(news);
        }
    }

    /**
     * One was not applied.
     *
     * @param service whose it is; null if it is about all
     * @param again whether it is tried again by itself
     */
    void refused(Kind kind, @Nullable String service, Throwable why, Origin origin, boolean again) {
        String message = String.valueOf(why.getMessage());
        var outcome = new Known(kind, new Reloads.Outcome(clock.instant(), false, message, again));
        last = outcome;
        if (again) {
            waiting.put(kind, outcome);
        } else {
            waiting.remove(kind);
        }
        events.publish(new ConfigEvent.ReloadRefused(service, message, origin));
    }
}
