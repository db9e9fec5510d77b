package org.penlb.cluster.orders;

import java.util.Locale;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;
import org.penlb.config.AccessList;
import org.penlb.config.ConfigException;
import org.penlb.config.ServerConfig;
import org.penlb.config.Words;

/** A number that belongs to a server, besides its state. Orders call it by the constant's name in lower case, as commands do. */
enum ServerField {
    WEIGHT(0, Integer.MAX_VALUE, ServerConfig::weight, ServerConfig::withWeight),
    PRIO(Integer.MIN_VALUE, Integer.MAX_VALUE, ServerConfig::prio, ServerConfig::withPrio),
    MAX(0, Integer.MAX_VALUE, ServerConfig::max, ServerConfig::withMax),
    HARD(0, Integer.MAX_VALUE, ServerConfig::hard, ServerConfig::withHard),
    ACL(0, AccessList.COUNT - 1, ServerConfig::acl, ServerConfig::withAcl);

    /** The field that says whether a server is there and takes clients: an {@link OrderedState}. */
    static final String STATE = "state";

    /** The field that says until when a server is left alone: the wall clock's milliseconds since 1970, or 0 for no longer. */
    static final String BLACKLIST = "blacklist";

    private interface Setter {
        ServerConfig with(ServerConfig server, int value);
    }

    private final String word = name().toLowerCase(Locale.ROOT);
    private final int least;
    private final int most;
    private final ToIntFunction<ServerConfig> getter;
    private final Setter setter;

    ServerField(int least, int most, ToIntFunction<ServerConfig> getter, Setter setter) {
        this.least = least;
        this.most = most;
        this.getter = getter;
        this.setter = setter;
    }

    /** The field of this word, or null if this version of Pen knows none. */
    static @Nullable ServerField named(String word) {
        for (ServerField field : values()) {
            if (field.word.equals(word)) {
                return field;
            }
        }
        return null;
    }

    /** Whether this version of Pen knows what orders call so. */
    static boolean isKnown(String word) {
        return word.equals(STATE) || word.equals(BLACKLIST) || named(word) != null;
    }

    String word() {
        return word;
    }

    /** What it is, as the value of an order. */
    String value(ServerConfig server) {
        return String.valueOf(getter.applyAsInt(server));
    }

    /**
     * @throws ConfigException if it cannot have this value
     */
    ServerConfig with(ServerConfig server, String value) {
        return setter.with(server, Words.number(word, value, least, most));
    }
}
