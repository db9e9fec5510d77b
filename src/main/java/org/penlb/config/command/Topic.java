package org.penlb.config.command;

import java.util.Locale;

/** What an operator can ask about in one word: the constant's name in lower case. */
public enum Topic {
    CERTIFICATES,
    CHECK_QUERY,
    CLUSTER,
    CONTROL,
    COUNTERS,
    HELP,
    LISTEN,
    LOG,
    MODE,
    PID,
    SERVERS,
    SERVICES,
    SOURCE,
    STATUS,
    TCP_FASTCLOSE,
    WEB_STATS;

    private final String word = name().toLowerCase(Locale.ROOT);

    @Override
    public String toString() {
        return word;
    }
}
