package org.penlb.convert.nginx;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.penlb.config.ConfigException;
import org.penlb.convert.SourceLine;
import org.penlb.convert.Statement;

/**
 * A directive of nginx: words up to a semicolon, or words and a block.
 *
 * @param words its name and its arguments, without quotes
 * @param block what stands between its braces; null if it has none
 */
record Directive(
        SourceLine place, List<String> words, @Nullable List<Directive> block) implements Statement {
    Directive {
        words = List.copyOf(words);
        block = block == null ? null : List.copyOf(block);
    }

    String name() {
        return words.getFirst();
    }

    List<String> arguments() {
        return words.subList(1, words.size());
    }

    /** The only argument that it has. */
    String argument() {
        if (words.size() != 2) {
            throw error("invalid number of arguments in \"" + name() + "\" (expected: one)");
        }
        return words.get(1);
    }

    /** Whether the only argument is on, and not off. */
    boolean isOn() {
        return switch (argument()) {
            case "on" -> true;
            case "off" -> false;
            case String other -> throw error(name() + ": \"" + other + "\" is not on or off");
        };
    }

    /** The directives in its block. */
    List<Directive> inside() {
        if (block == null) {
            throw error("directive \"" + name() + "\" has no opening \"{\"");
        }
        return block;
    }

    ConfigException error(String message) {
        return place.error(message);
    }

    /** As it is written, but for the block. */
    @Override
    public String text() {
        return String.join(" ", words) + (block == null ? "" : " {}");
    }
}
