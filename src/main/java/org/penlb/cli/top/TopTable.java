package org.penlb.cli.top;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.function.ToIntFunction;

/** Rows beneath titles, with as many columns as there is place for. */
final class TopTable<T> {
    private static final String CUT = "~";

    /** So many columns are looked after before others get a place. */
    private static final int ESSENTIAL = 4;

    private final List<Column<T>> columns;
    private final List<T> rows;
    private final int[] widths;
    private final int width;

    /**
     * Lays a table out.
     *
     * @param width how many columns of the terminal there are
     */
    TopTable(List<Column<T>> columns, List<T> rows, int width) {
        this.rows = rows;
        this.width = width;
        Map<Column<T>, Integer> chosen = new LinkedHashMap<>();
        List<Column<T>> order = byPriority(columns);
        choose(order.subList(0, Math.min(ESSENTIAL, order.size())), chosen);
        grow(chosen, Column::usual);
        choose(order, chosen);
        grow(chosen, Column::most);
        this.columns = columns.stream().filter(chosen::containsKey).toList();
        widths = this.columns.stream()
                .mapToInt(column -> chosen.getOrDefault(column, 0))
                .toArray();
    }

    /** Takes those in that have a place. */
    private void choose(List<Column<T>> order, Map<Column<T>, Integer> chosen) {
        for (Column<T> column : order) {
            if (column.least() < left(chosen) || chosen.isEmpty()) {
                chosen.putIfAbsent(column, column.least());
            }
        }
    }

    /** Gives what is left to those whose text is longer, up to a limit. */
    private void grow(Map<Column<T>, Integer> chosen, ToIntFunction<Column<T>> limit) {
        chosen.replaceAll((column, has) -> {
            int wanted = Math.min(longest(column), limit.applyAsInt(column));
            return has + Math.clamp(wanted - has, 0, Math.max(0, left(chosen)));
        });
    }

    /** How many columns of the terminal are unused; each that is used has a blank behind it, but the last. */
    private int left(Map<Column<T>, Integer> chosen) {
        return width - chosen.values().stream().mapToInt(used -> used + 1).sum() + 1;
    }

    private static <T> List<Column<T>> byPriority(List<Column<T>> columns) {
        return columns.stream()
                .sorted(Comparator.comparingInt(Column::priority))
                .toList();
    }

    private int longest(Column<T> column) {
        int longest = column.title().length();
        for (T row : rows) {
            longest = Math.max(longest, column.text().apply(row).length());
        }
        return longest;
    }

    /**
     * The titles, over the whole width.
     *
     * @param sorted the title of the column that the rows are sorted by, which is written in capitals
     */
    Line titles(String sorted) {
        var line = new Line(width);
        for (int i = 0; i < widths.length; i++) {
            String title = columns.get(i).title();
            boolean isSorted = title.equals(sorted);
            cell(line, i, isSorted ? title.toUpperCase(Locale.ROOT) : title, Style.TITLE);
        }
        return line.add(" ".repeat(width - line.length()), Style.TITLE);
    }

    /** The rows. */
    List<Line> lines(Function<T, Style> style) {
        List<Line> lines = new ArrayList<>(rows.size());
        for (T row : rows) {
            var line = new Line(width);
            for (int i = 0; i < widths.length; i++) {
                cell(line, i, columns.get(i).text().apply(row), style.apply(row));
            }
            lines.add(line);
        }
        return lines;
    }

    private void cell(Line line, int column, String text, Style style) {
        int room = widths[column];
        String cut = text.length() <= room ? text : text.substring(0, Math.max(0, room - 1)) + CUT;
        String blanks = " ".repeat(Math.max(0, room - cut.length()));
        line.add((column > 0 ? " " : "") + (columns.get(column).right() ? blanks + cut : cut + blanks), style);
    }
}
