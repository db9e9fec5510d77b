package org.penlb.cli.top;

import java.util.function.Function;

/**
 * A column of a table.
 *
 * @param priority where there is no place for all columns, those with the least are shown
 * @param least how wide it is at least
 * @param usual how wide it is, if its text is so long, before columns of a lower priority get a place
 * @param most how wide it is at most
 * @param right whether its text stands at the right
 * @param text what it says of a row
 */
record Column<T>(String title, int priority, int least, int usual, int most, boolean right, Function<T, String> text) {
    /** A column of numbers. */
    static <T> Column<T> number(String title, int priority, int width, Function<T, String> text) {
        return new Column<>(title, priority, width, width, Math.max(width, 7), true, text);
    }
}
