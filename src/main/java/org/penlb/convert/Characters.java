package org.penlb.convert;

/** The characters of a file one by one, and the line that they are in. */
public final class Characters {
    /** What comes behind the last one. */
    public static final int END = -1;

    private final String text;
    private int at;
    private int line = 1;

    public Characters(String text) {
        this.text = text;
    }

    /** The character that comes next, or {@link #END}; it stays. */
    public int peek() {
        return at < text.length() ? text.charAt(at) : END;
    }

    /** Takes the character that comes next, or {@link #END}. */
    public int next() {
        int c = peek();
        if (c != END) {
            at++;
        }
        if (c == '\n') {
            line++;
        }
        return c;
    }

    /** How many are taken. */
    public int at() {
        return at;
    }

    /** Those that were taken since so many were. */
    public String since(int from) {
        return text.substring(from, at);
    }

    /** The line of the one that comes next, from 1. */
    public int line() {
        return line;
    }
}
