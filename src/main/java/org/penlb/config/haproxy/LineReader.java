package org.penlb.config.haproxy;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.penlb.config.ConfigException;
import org.penlb.config.convert.Place;

/**
 * Cuts HAProxy's configuration into lines, and lines into words: quotes, backslashes, comments, and environment variables,
 * which are variables inside of double quotes only.
 */
final class LineReader {
    private static final int MOST_IN_LINE = 65_536;
    private static final int END = -1;

    private final String file;
    private final String text;
    private final Function<String, @Nullable String> environment;
    /** What the configuration itself says about its environment. */
    private final Map<String, String> own = new HashMap<>();

    private int at;
    private int line = 1;
    private int started = 1;

    private LineReader(String file, String text, Function<String, @Nullable String> environment) {
        this.file = file;
        this.text = text;
        this.environment = environment;
    }

    /**
     * @param file its name, for messages
     * @throws ConfigException naming the line that cannot be cut
     */
    static List<Line> read(String file, String text, Function<String, @Nullable String> environment) {
        var reader = new LineReader(file, text, environment);
        List<Line> lines = new ArrayList<>();
        while (reader.peek() != END) {
            reader.started = reader.line;
            List<String> words = reader.words();
            if (!words.isEmpty()) {
                var line = new Line(new Place(file, reader.started), words);
                reader.remember(line);
                lines.add(line);
            }
        }
        return lines;
    }

    private void remember(Line line) {
        if (line.words().size() == 3) {
            switch (line.keyword()) {
                case "setenv" -> own.put(line.words().get(1), line.words().get(2));
                case "presetenv" -> {
                    if (environment.apply(line.words().get(1)) == null) {
                        own.putIfAbsent(line.words().get(1), line.words().get(2));
                    }
                }
                default -> {}
            }
        }
    }

    private List<String> words() {
        List<String> words = new ArrayList<>();
        var word = new StringBuilder();
        boolean isWord = false; // quotes make a word of nothing
        int from = at;
        while (true) {
            int c = next();
            if (at - from > MOST_IN_LINE) {
                throw error("the line is longer than " + MOST_IN_LINE + " characters");
            }
            switch (c) {
                case END, '\n', '#', ' ', '\t', '\r' -> {
                    if (isWord) {
                        words.add(word.toString());
                    }
                    word.setLength(0);
                    isWord = false;
                    if (c == '#') {
                        skipComment();
                    }
                    if (c == END || c == '\n' || c == '#') {
                        return words;
                    }
                }
                case '\\' -> isWord |= escaped(word, " \\#\"'");
                case '"' -> {
                    weaklyQuoted(word);
                    isWord = true;
                }
                case '\'' -> {
                    stronglyQuoted(word);
                    isWord = true;
                }
                default -> {
                    word.append((char) c);
                    isWord = true;
                }
            }
        }
    }

    /** Up to the next line's start. */
    private void skipComment() {
        for (int c = next(); c != '\n' && c != END; c = next()) {
            // a comment
        }
    }

    private void stronglyQuoted(StringBuilder word) {
        for (int c = next(); c != '\''; c = next()) {
            word.append(inQuotes(c, '\''));
        }
    }

    private void weaklyQuoted(StringBuilder word) {
        for (int c = next(); c != '"'; c = next()) {
            switch (inQuotes(c, '"')) {
                case '\\' -> escaped(word, "\\\"$ \t'#");
                case '$' -> word.append(variable());
                default -> word.append((char) c);
            }
        }
    }

    private char inQuotes(int c, char quote) {
        if (c == END || c == '\n') {
            throw error("the " + quote + " is never closed");
        }
        return (char) c;
    }

    /**
     * What stands behind a backslash.
     *
     * @param itself which characters stand for themselves there
     * @return whether there was something: at the end of a line, the line goes on
     */
    private boolean escaped(StringBuilder word, String itself) {
        int c = next();
        switch (c) {
            case '\n' -> {
                return false;
            }
            case 'n' -> word.append('\n');
            case 'r' -> word.append('\r');
            case 't' -> word.append('\t');
            case 'x' -> word.append(hex());
            default -> {
                if (c == END || itself.indexOf(c) < 0) {
                    word.append('\\');
                }
                if (c != END) {
                    word.append((char) c);
                }
            }
        }
        return true;
    }

    private char hex() {
        int high = next();
        int low = next();
        if (high == END || low == END || !HexFormat.isHexDigit(high) || !HexFormat.isHexDigit(low)) {
            throw error("\\x without two hexadecimal digits");
        }
        return (char) ((HexFormat.fromHexDigit(high) << 4) | HexFormat.fromHexDigit(low));
    }

    /** What stands behind a dollar in double quotes: {@code NAME}, {@code {NAME}} or {@code {NAME-default}}. */
    private String variable() {
        boolean braces = peek() == '{';
        if (braces) {
            next();
        }
        int from = at;
        while (isNamePart(peek())) {
            next();
        }
        String name = text.substring(from, at);
        if (name.isEmpty()) {
            throw error("a $ in double quotes without the name of a variable (expected: \\$ for the character)");
        }
        String value = value(name);
        if (braces) {
            from = at;
            while (peek() != '}') {
                inQuotes(next(), '"');
            }
            String rest = text.substring(from, at);
            next();
            value = value == null && rest.startsWith("-") ? rest.substring(1) : value;
        }
        if (value == null) {
            throw error("the environment variable \"" + name + "\" is not set");
        }
        return value;
    }

    private static boolean isNamePart(int c) {
        return c != END && (Character.isLetterOrDigit(c) || c == '_' || c == '.');
    }

    private @Nullable String value(String name) {
        String value = own.get(name);
        if (value != null) {
            return value;
        }
        return switch (name) {
            case ".FILE" -> file;
            case ".LINE" -> String.valueOf(line);
            default -> environment.apply(name);
        };
    }

    private ConfigException error(String message) {
        return new Place(file, started).error(message);
    }

    private int peek() {
        return at < text.length() ? text.charAt(at) : END;
    }

    private int next() {
        int c = peek();
        if (c != END) {
            at++;
        }
        if (c == '\n') {
            line++;
        }
        return c;
    }
}
