package org.penlb.convert.nginx;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.penlb.config.ConfigException;
import org.penlb.convert.Characters;
import org.penlb.convert.SourceLine;

/**
 * The syntax of nginx's files: words, quoted or not, that end with a semicolon or begin a block. A {@code #} begins a comment
 * where a word could begin. What the words mean is for others.
 */
final class NginxParser {
    private static final int MOST_NESTED = 32;

    private final String file;
    private final Characters in;

    private NginxParser(String file, String text) {
        this.file = file;
        in = new Characters(text);
    }

    /**
     * @param file its name, for messages
     * @throws ConfigException naming the line that is not of this syntax
     */
    static List<Directive> parse(String file, String text) {
        var parser = new NginxParser(file, text);
        return parser.directives(null, 0);
    }

    private SourceLine here() {
        return new SourceLine(file, in.line());
    }

    private List<Directive> directives(@Nullable SourceLine opened, int depth) {
        List<Directive> directives = new ArrayList<>();
        while (true) {
            skip();
            int c = in.peek();
            if (c == Characters.END) {
                if (opened == null) {
                    return directives;
                }
                throw here().error("unexpected end of file, expecting \"}\" for the \"{\" in line " + opened.line());
            }
            if (c == '}' && opened != null) {
                in.next();
                return directives;
            }
            if (c == '}' || c == '{' || c == ';') {
                throw here().error("unexpected \"" + (char) c + "\"");
            }
            directives.add(directive(depth));
        }
    }

    private Directive directive(int depth) {
        SourceLine place = here();
        List<String> words = new ArrayList<>();
        while (true) {
            skip();
            int c = in.peek();
            switch (c) {
                case Characters.END ->
                    throw here().error("unexpected end of file, expecting \";\" or \"}\" for the directive in line "
                            + place.line());
                case ';' -> {
                    in.next();
                    return new Directive(place, words, null);
                }
                case '{' -> {
                    SourceLine opened = here();
                    in.next();
                    if (depth == MOST_NESTED) {
                        throw opened.error("more than " + MOST_NESTED + " blocks inside each other");
                    }
                    return new Directive(place, words, directives(opened, depth + 1));
                }
                case '}' -> throw here().error("unexpected \"}\", expecting \";\" behind \"" + words.getLast() + "\"");
                default -> words.add(word());
            }
        }
    }

    private String word() {
        int quote = in.peek();
        return quote == '"' || quote == '\'' ? quoted((char) quote) : bare();
    }

    private String quoted(char quote) {
        SourceLine opened = here();
        in.next();
        var word = new StringBuilder();
        for (int c = in.next(); c != quote; c = in.next()) {
            if (c == Characters.END) {
                throw opened.error("the " + quote + " is never closed");
            }
            word.append(c == '\\' ? escaped() : Character.toString(c));
        }
        int behind = in.peek();
        if (behind != Characters.END && !isSpace(behind) && behind != ';' && behind != '{' && behind != ')') {
            throw here().error("unexpected \"" + Character.toString(behind) + "\" behind a closing quote");
        }
        return word.toString();
    }

    private String bare() {
        var word = new StringBuilder();
        int c = in.peek();
        while (c != Characters.END && !isSpace(c) && c != ';' && c != '{') {
            in.next();
            if (c == '\\') {
                word.append(escaped());
            } else {
                word.append((char) c);
                if (c == '$' && in.peek() == '{') { // a variable, not a block
                    in.next();
                    word.append('{');
                }
            }
            c = in.peek();
        }
        return word.toString();
    }

    private String escaped() {
        int c = in.next();
        return switch (c) {
            case Characters.END -> throw here().error("unexpected end of file behind \"\\\"");
            case '"', '\'', '\\' -> Character.toString(c);
            case 't' -> "\t";
            case 'r' -> "\r";
            case 'n' -> "\n";
            default -> "\\" + Character.toString(c);
        };
    }

    /** Spaces and comments. */
    private void skip() {
        while (true) {
            int c = in.peek();
            if (c == '#') {
                while (in.peek() != '\n' && in.peek() != Characters.END) {
                    in.next();
                }
            } else if (c != Characters.END && isSpace(c)) {
                in.next();
            } else {
                return;
            }
        }
    }

    private static boolean isSpace(int c) {
        return c == ' ' || c == '\t' || c == '\n' || c == '\r';
    }
}
