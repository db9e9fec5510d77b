package org.penlb.convert.haproxy;

import java.util.List;
import org.penlb.config.ConfigException;
import org.penlb.convert.SourceLine;
import org.penlb.convert.Statement;

/**
 * A line of HAProxy's configuration.
 *
 * @param words its words, without quotes; at least one
 */
record HaProxyLine(SourceLine place, List<String> words) implements Statement {
    HaProxyLine {
        words = List.copyOf(words);
    }

    String keyword() {
        return words.getFirst();
    }

    /**
     * The word at this index.
     *
     * @param expected what it is, for the message if it is missing
     */
    String word(int index, String expected) {
        if (index >= words.size()) {
            throw error("\"" + text() + "\" ends too early (expected: " + expected + ")");
        }
        return words.get(index);
    }

    /** The words from this index on. */
    List<String> from(int index) {
        return words.subList(Math.min(index, words.size()), words.size());
    }

    ConfigException error(String message) {
        return place.error(message);
    }

    /** Says where it was, unless it says so already. */
    ConfigException error(ConfigException inner) {
        return place.error(inner);
    }

    @Override
    public String text() {
        return String.join(" ", words);
    }
}
