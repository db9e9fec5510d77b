package org.penlb.cli.top;

import java.util.ArrayList;
import java.util.List;

/**
 * A line of the screen: pieces of text with their styles, of a limited width. It is the one way to the terminal, and lets
 * through printable ASCII only: each character is one column wide, and none commands the terminal.
 */
final class Line {
    /** Stands for what a terminal might obey, or show in more or less than one column. */
    static final char REPLACEMENT = '?';

    private final int width;
    private final List<Piece> pieces = new ArrayList<>();
    private int length;

    /** Some text and how it looks. */
    record Piece(String text, Style style) {}

    /**
     * An empty line.
     *
     * @param width what does not fit into so many columns is cut off
     */
    Line(int width) {
        this.width = width;
    }

    /** Appends text. */
    Line add(String text, Style style) {
        int end = Math.min(text.length(), width - length);
        if (end > 0) {
            Piece last = pieces.isEmpty() ? null : pieces.getLast();
            String harmless = harmless(text, end);
            if (last != null && last.style() == style) {
                pieces.set(pieces.size() - 1, new Piece(last.text() + harmless, style));
            } else {
                pieces.add(new Piece(harmless, style));
            }
            length += end;
        }
        return this;
    }

    /** Appends text as it comes. */
    Line add(String text) {
        return add(text, Style.PLAIN);
    }

    /** How many columns of it are used. */
    int length() {
        return length;
    }

    /** The same text in one style. */
    Line in(Style style) {
        return new Line(width).add(text(), style);
    }

    List<Piece> pieces() {
        return pieces;
    }

    /** Without styles. */
    String text() {
        var text = new StringBuilder(length);
        pieces.forEach(piece -> text.append(piece.text()));
        return text.toString();
    }

    /** Such a text as a line takes it, whatever its length. */
    static String harmless(String text) {
        return harmless(text, text.length());
    }

    private static String harmless(String text, int end) {
        var harmless = new StringBuilder(end);
        for (int i = 0; i < end; i++) {
            char c = text.charAt(i);
            harmless.append(c >= ' ' && c <= '~' ? c : REPLACEMENT);
        }
        return harmless.toString();
    }

    @Override
    public String toString() {
        return text();
    }
}
