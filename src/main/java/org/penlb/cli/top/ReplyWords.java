package org.penlb.cli.top;

import org.jspecify.annotations.Nullable;

/** The words of a line, one after the other. */
final class ReplyWords {
    private static final int MOST_DIGITS = 18;

    private final String line;
    private int at;

    ReplyWords(String line) {
        this.line = line;
    }

    /** The next word; empty at the end of the line. */
    String next() {
        while (at < line.length() && line.charAt(at) == ' ') {
            at++;
        }
        int end = line.indexOf(' ', at);
        String word = end < 0 ? line.substring(at) : line.substring(at, end);
        at += word.length();
        return word;
    }

    /** Whether the next word is this one, which is then passed. */
    boolean skip(String expected) {
        int before = at;
        if (next().equals(expected)) {
            return true;
        }
        at = before;
        return false;
    }

    /** What is before this word, which is passed too; null, and nothing passed, if it does not come. */
    @Nullable
    String upTo(String word) {
        int end = line.indexOf(" " + word + " ", at);
        if (end < 0) {
            return null;
        }
        String before = line.substring(at, end).strip();
        at = end + word.length() + 1;
        return before;
    }

    /** What is left. */
    String rest() {
        return line.substring(at).strip();
    }

    /**
     * The next word as a number that is not negative, of at most 18 digits; {@code >1000} is 1000. If it is none, it is -1,
     * and nothing is passed.
     */
    long number() {
        int before = at;
        String word = next();
        int from = word.startsWith(">") ? 1 : 0;
        if (word.length() == from || word.length() - from > MOST_DIGITS) {
            at = before;
            return -1;
        }
        long number = 0;
        for (int i = from; i < word.length(); i++) {
            int digit = word.charAt(i) - '0';
            if (digit < 0 || digit > 9) {
                at = before;
                return -1;
            }
            number = 10 * number + digit;
        }
        return number;
    }
}
