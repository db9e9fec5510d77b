package org.penlb.cli.top;

import java.util.ArrayList;
import java.util.List;

/** What is sent to a terminal so that it shows a page: only lines that changed, in sequences of ECMA-48. */
final class Painter {
    private static final String ESCAPE = "\033[";
    private static final String PLAIN = ESCAPE + "0m";
    private static final String CLEAR_LINE = ESCAPE + "K";
    private static final String CLEAR = PLAIN + ESCAPE + "2J";

    private final boolean colour;
    private final List<String> shown = new ArrayList<>();
    private boolean unknown = true;

    /**
     * A painter for a terminal of which nothing is known.
     *
     * @param colour whether colours may be used
     */
    Painter(boolean colour) {
        this.colour = colour;
    }

    /** Something else may be on the terminal now: the next page is sent as a whole. */
    void forget() {
        unknown = true;
    }

    /** What turns what is shown into this page. */
    String paint(TopPage page, int height) {
        var out = new StringBuilder();
        if (unknown) {
            out.append(CLEAR);
            shown.clear();
            unknown = false;
        }
        while (shown.size() < height) {
            shown.add("");
        }
        for (int row = 0; row < height; row++) {
            Line line = page.line(row);
            String text = line == null ? "" : sequences(line);
            if (!text.equals(shown.get(row))) {
                shown.set(row, text);
                out.append(ESCAPE).append(row + 1).append(";1H").append(text);
                // Behind the last column this would erase the last character.
                if (line == null || line.length() < page.width()) {
                    out.append(CLEAR_LINE);
                }
            }
        }
        return out.toString();
    }

    private String sequences(Line line) {
        var out = new StringBuilder();
        for (Line.Piece piece : line.pieces()) {
            String parameters = piece.style().parameters(colour);
            if (parameters.isEmpty()) {
                out.append(piece.text());
            } else {
                out.append(ESCAPE)
                        .append(parameters)
                        .append('m')
                        .append(piece.text())
                        .append(PLAIN);
            }
        }
        return out.toString();
    }
}
