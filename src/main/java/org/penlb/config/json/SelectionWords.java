package org.penlb.config.json;

import io.vertx.core.json.JsonArray;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.penlb.config.ConfigException;
import org.penlb.config.Selection;
import org.penlb.config.Selection.Flag;

/**
 * How a server is chosen: a word, or several in a list. {@code tracking} is what there is without any other word; beside
 * others it says that they do not end it.
 */
final class SelectionWords {
    private SelectionWords() {}

    static Selection read(Value value) {
        if (value.items().stream().anyMatch(item -> value.problems().rejects(item.place()))) {
            return Selection.DEFAULT; // what is wrong is said
        }
        List<String> words = value.isText()
                ? List.of(value.text())
                : value.items().stream().map(Value::text).toList();
        Set<Flag> flags = EnumSet.noneOf(Flag.class);
        for (String word : words) {
            if (!word.equals(Selection.TRACKING)) {
                flags.add(flag(word));
            }
        }
        var selection = new Selection(flags);
        if (words.contains(Selection.TRACKING) && !selection.tracked()) {
            List<String> others = flags.stream()
                    .filter(Flag::mayEndTracking)
                    .map(flag -> "\"" + flag.word() + "\"")
                    .toList();
            throw new ConfigException("\"" + Selection.TRACKING + "\" does not go with " + String.join(", ", others)
                    + " (expected: one or the other)");
        }
        return selection;
    }

    private static Flag flag(String word) {
        for (Flag flag : Flag.values()) {
            if (flag.word().equals(word)) {
                return flag;
            }
        }
        throw new ConfigException(Found.shown(word) + " is no way to choose a server");
    }

    static Object write(Selection selection) {
        List<String> words = selection.words();
        return words.size() == 1 ? words.getFirst() : new JsonArray(words);
    }
}
