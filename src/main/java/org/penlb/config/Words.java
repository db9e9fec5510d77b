package org.penlb.config;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.regex.Pattern;

/** The words of a command, one after the other, with errors that say what was expected in a word's place. */
public final class Words {
    private static final Pattern BLANKS = Pattern.compile("\\s+");
    /** Neither a plus nor digits of other scripts, which Java would take. */
    private static final Pattern NUMBER = Pattern.compile("-?[0-9]+");

    private final String line;
    private final Deque<String> words;

    public Words(String line) {
        this.line = line;
        this.words = new ArrayDeque<>(Arrays.asList(BLANKS.split(line)));
    }

    public String line() {
        return line;
    }

    public boolean hasNext() {
        return !words.isEmpty();
    }

    public String next(String expected) {
        String word = words.poll();
        if (word == null) {
            throw new ConfigException("\"" + line + "\" ends too early (expected: " + expected + ")");
        }
        return word;
    }

    /** All that is left, as it stands there, blanks and all. */
    public String rest(String expected) {
        int before = BLANKS.split(line).length - words.size();
        next(expected);
        skip();
        return BLANKS.split(line, before + 1)[before].stripTrailing();
    }

    public String nextOr(String absent) {
        String word = words.poll();
        return word == null ? absent : word;
    }

    /** Takes the last word of all if it is this one. */
    public boolean takeLast(String word) {
        return word.equals(words.peekLast()) && words.pollLast() != null;
    }

    public int number(String name, int least, int most) {
        return number(name, next("a number"), least, most);
    }

    public static int number(String name, String word, int least, int most) {
        try {
            int value = Integer.parseInt(word);
            boolean plain = NUMBER.matcher(word).matches() && (value < 0 || !word.startsWith("-"));
            if (plain && value >= least && value <= most) {
                return value;
            }
        } catch (NumberFormatException _) {
            // said below
        }
        throw new ConfigException(name + ": \"" + word + "\" is not a number "
                + (most == Integer.MAX_VALUE ? "of at least " + least : "from " + least + " to " + most));
    }

    public void end() {
        if (!words.isEmpty()) {
            throw new ConfigException("\"" + line + "\" goes on too long (unexpected: " + words.peek() + ")");
        }
    }

    /** Takes all that is left, whatever it is. */
    public void skip() {
        words.clear();
    }
}
