package org.penlb.events;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What somebody did to one server. */
public sealed interface ServerChange {
    /** It is there from now on. */
    record Added() implements ServerChange {}

    /** It is there no more. */
    record Removed() implements ServerChange {}

    /**
     * It is configured in another way.
     *
     * @param takesClients whether it takes new clients from now on, or is draining; null if that is as it was
     */
    record Configured(@Nullable Boolean takesClients, List<Setting> settings) implements ServerChange {
        public Configured {
            settings = List.copyOf(settings);
        }
    }

    /**
     * One of its settings.
     *
     * @param name as commands call it
     */
    record Setting(String name, String before, String after) {}

    /**
     * It is to be left alone.
     *
     * @param duration how long; zero ends what was said before
     */
    record Blacklisted(Duration duration) implements ServerChange {}
}
