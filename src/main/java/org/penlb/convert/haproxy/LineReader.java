package org.penlb.convert.haproxy;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.penlb.config.ConfigException;
import org.penlb.convert.Characters;
import org.penlb.convert.SourceLine;

/**
 * Cuts HAProxy's configuration into lines, and lines into words: quotes, backslashes, comments, and environment variables,
 * which are variables inside of double quotes only.
 */
final class LineReader {
    private static final int MOST_IN_LINE = 65_536;

    private final String file;
    private final Characters in;
    private final Function<String, @Nullable String> environment;
    /** What the configuration itself says about its environment. */
    private final Map<String, String> own = new HashMap<>();

    private int started = 1;

    private LineReader(String file, String text, Function<String, @Nullable String> environment) {
        this.file = file;
        in = new Characters(text);
        this.environment = environment;
    }

    /**
     * @param file its name, for messages
     * @throws ConfigException naming the line that cannot be cut
     */
    static List<HaProxyLine> read(String file, String text, Function<String, @Nullable String> environment) {
        var reader = new LineReader(file, text, environment);
        List<HaProxyLine> lines = new ArrayList<>();
        while (reader.in.peek() != Characters.END) {
            reader.started = reader.in.line();
            List<String> words = reader.words();
            if (!words.isEmpty()) {
                var line = new HaProxyLine(new SourceLine(file, reader.started), words);
                reader.remember(line);
                lines.add(line);
            }
        }
        return lines;
    }

    private void remember(HaProxyLine line) {
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
        int from = in.at();
        while (true) {
            int c = in.next();
            if (in.at() - from > MOST_IN_LINE) {
                throw error("the line is longer than " + MOST_IN_LINE + " characters");
            }
            switch (c) {
                case Characters.END, '\n', '#', ' ', '\t', '\r' -> {
                    if (isWord) {
                        words.add(word.toString());
                    }
                    word.setLength(0);
                    isWord = false;
                    if (c == '#') {
                        skipComment();
                    }
                    if (c == Characters.END || c == '\n' || c == '#') {
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
        for (int c = in.next(); c != '\n' && c != Characters.END; c = in.next()) {
            // a comment
        }
    }

    private void stronglyQuoted(StringBuilder word) {
        for (int c = in.next(); c != '\''; c = in.next()) {
            word.append(inQuotes(c, '\''));
        }
    }

    private void weaklyQuoted(StringBuilder word) {
        for (int c = in.next(); c != '"'; c = in.next()) {
            switch (inQuotes(c, '"')) {
                case '\\' -> escaped(word, "\\\"$ \t'#");
                case '$' -> word.append(variable());
                default -> word.append((char) c);
            }
        }
    }

    private char inQuotes(int c, char quote) {
        if (c == Characters.END || c == '\n') {
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
        int c = in.next();
        switch (c) {
            case '\n' -> {
                return false;
            }
            case 'n' -> word.append('\n');
            case 'r' -> word.append('\r');
            case 't' -> word.append('\t');
            case 'x' -> word.append(hex());
            default -> {
                if (c == Characters.END || itself.indexOf(c) < 0) {
                    word.append('\\');
                }
                if (c != Characters.END) {
                    word.append((char) c);
                }
            }
        }
        return true;
    }

    private char hex() {
        int high = in.next();
        int low = in.next();
        if (high == Characters.END
                || low == Characters.END
                || !HexFormat.isHexDigit(high)
                || !HexFormat.isHexDigit(low)) {
            throw error("\\x without two hexadecimal digits");
        }
        return (char) ((HexFormat.fromHexDigit(high) << 4) | HexFormat.fromHexDigit(low));
    }

    /** What stands behind a dollar in double quotes: {@code NAME}, {@code {NAME}} or {@code {NAME-default}}. */
    private String variable() {
        boolean braces = in.peek() == '{';
        if (braces) {
            in.next();
        }
        int from = in.at();
        while (isNamePart(in.peek())) {
            in.next();
        }
        String name = in.since(from);
        if (name.isEmpty()) {
            throw error("a $ in double quotes without the name of a variable (expected: \\$ for the character)");
        }
        String value = value(name);
        if (braces) {
            from = in.at();
            while (in.peek() != '}') {
                inQuotes(in.next(), '"');
            }
            String rest = in.since(from);
            in.next();
            value = value == null && rest.startsWith("-") ? rest.substring(1) : value;
        }
        if (value == null) {
            throw error("the environment variable \"" + name + "\" is not set");
        }
        return value;
    }

    private static boolean isNamePart(int c) {
        return c != Characters.END && (Character.isLetterOrDigit(c) || c == '_' || c == '.');
    }

    private @Nullable String value(String name) {
        String value = own.get(name);
        if (value != null) {
            return value;
        }
        return switch (name) {
            case ".FILE" -> file;
            case ".LINE" -> String.valueOf(in.line());
            default -> environment.apply(name);
        };
    }

    private ConfigException error(String message) {
        return new SourceLine(file, started).error(message);
    }
}
