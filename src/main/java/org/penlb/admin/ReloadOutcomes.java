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
        CONFIGURATION,
        /** The file of commands that HUP has read. */
        COMMANDS,
        /** A file of commands that is not read again by itself. */
        ONCE
    }

    private final Events events;
    private final Clock clock;
    /** Those that are tried again: what else is read meanwhile does not hide them. */
    private final Map<Kind, Reloads.Outcome> waiting = new ConcurrentHashMap<>();

    private volatile Reloads.@Nullable Outcome last;

    ReloadOutcomes(Events events, Clock clock) {
        this.events = events;
        this.clock = clock;
    }

    /** How the last one went, or the one that is waiting; null if there was none yet. */
    Reloads.@Nullable Outcome last() {
        for (Kind kind : Kind.values()) {
            Reloads.Outcome waits = waiting.get(kind);
            if (waits != null) {
                return waits;
            }
        }
        return last;
    }

    /** As {@link Reloads#words}. */
    @Nullable
    String words() {
        Reloads.Outcome now = last();
        return now == null || now.ok()
                ? null
                : (now.waiting()
                                ? "A configuration is waiting, and tried again: "
                                : "The last configuration was refused: ")
                        + now.message();
    }

    /** The one of this kind that is waiting, or else how the last one of any kind went. */
    Reloads.@Nullable Outcome lastOf(Kind kind) {
        Reloads.Outcome waits = waiting.get(kind);
        return waits == null ? last : waits;
    }

    /**
     * One was applied.
     *
     * @param news null if nothing has changed by that
     */
    void applied(Kind kind, ConfigEvent.@Nullable Reloaded news) {
        last = new Reloads.Outcome(clock.instant(), true, null, false);
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
        var outcome = new Reloads.Outcome(clock.instant(), false, message, again);
        last = outcome;
        if (again) {
            waiting.put(kind, outcome);
        } else {
            waiting.remove(kind);
        }
        events.publish(new ConfigEvent.ReloadRefused(service, message, origin));
    }
}
