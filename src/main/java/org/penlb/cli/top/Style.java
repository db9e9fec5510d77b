package org.penlb.cli.top;

/** How a piece of a line looks. What a style says is always said in words, too. */
enum Style {
    PLAIN("", ""),
    /** Names and numbers of the head. */
    STRONG("1", "1"),
    /** Titles of columns. */
    TITLE("7", "7"),
    /** What an operator might want to know. */
    DOUBTFUL("33", ""),
    /** What is wrong. */
    BAD("1;31", "1"),
    /** Of earlier. */
    OLD("2", "2");

    private final String coloured;
    private final String plain;

    Style(String coloured, String plain) {
        this.coloured = coloured;
        this.plain = plain;
    }

    /** The parameters of the terminal's sequence that switches to it; empty if nothing is to be switched. */
    String parameters(boolean colour) {
        return colour ? coloured : plain;
    }
}
