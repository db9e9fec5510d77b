package org.penlb.config;

import org.jspecify.annotations.Nullable;

/** Tells where clients are. Asked on event loops, by several at once: it must not wait. */
@FunctionalInterface
public interface CountryLookup {
    /** Knows nobody's country. */
    CountryLookup NONE = _ -> null;

    /**
     * The country of a client.
     *
     * @return its code of two upper-case letters (ISO 3166-1 alpha-2), or null if nobody knows; clients of a Unix socket
     *     have none
     */
    @Nullable
    String country(IpAddress client);

    /** Another number whenever clients may be somewhere else than they were said to be before. */
    default int edition() {
        return 0;
    }
}
