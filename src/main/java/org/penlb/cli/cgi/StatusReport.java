package org.penlb.cli.cgi;

import java.util.List;

/**
 * What a pen's status page says, apart from how it says it.
 *
 * @param parts from top to bottom
 * @param whole whether the page came to its end
 */
record StatusReport(List<Part> parts, boolean whole) {
    /** A piece of it, with its text as it is meant to be seen. */
    sealed interface Part {}

    /** A heading; the first one is the page's. */
    record Heading(String text) implements Part {}

    record Text(String text) implements Part {}

    /** Rows of cells; the first row is the names of the columns. */
    record Table(List<List<String>> rows) implements Part {
        Table {
            rows = rows.stream().map(List::copyOf).toList();
        }
    }

    private static final String TITLE = "Pen status page";

    StatusReport {
        parts = List.copyOf(parts);
    }

    /** Whether a pen has written it: it has the heading, and a table of servers. */
    boolean isOfPen() {
        return parts.stream().anyMatch(part -> part instanceof Heading(String text) && text.equals(TITLE))
                && parts.stream()
                        .anyMatch(part -> part instanceof Table(var rows)
                                && !rows.isEmpty()
                                && rows.getFirst().contains("server"));
    }

    /**
     * Writes it anew.
     *
     * @param note HTML that is to stand below
     */
    String page(String note) {
        var html = new StringBuilder();
        // Not by a switch over the types: the JVM takes milliseconds to link one, in each process anew.
        for (Part part : parts) {
            if (part instanceof Table(var rows)) {
                append(html, rows);
            } else if (part instanceof Text(String text)) {
                html.append(Html.paragraph(text));
            } else if (part instanceof Heading(String text) && !text.equals(TITLE)) {
                html.append("<h2>").append(Html.text(text)).append("</h2>\n");
            }
        }
        return Html.page(TITLE, html.append(note).toString());
    }

    private static void append(StringBuilder html, List<List<String>> rows) {
        html.append("<table>\n");
        for (int i = 0; i < rows.size(); i++) {
            html.append("<tr>");
            for (String cell : rows.get(i)) {
                html.append(i == 0 ? "<th scope=\"col\">" : "<td>")
                        .append(Html.text(cell))
                        .append(i == 0 ? "</th>" : "</td>");
            }
            html.append("</tr>\n");
        }
        html.append("</table>\n");
    }
}
