package org.penlb.cli.cgi;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads the status pages that pens write, Debian's and ours. Tags that are not of such a page are text: pen 0.34.1 writes the
 * names of hosts as they are, whatever stands in them. Attributes mean nothing here.
 */
final class StatusReader {
    private static final Pattern TAG = Pattern.compile("<(?:(/?)([A-Za-z][A-Za-z0-9]*)(?:\\s[^<>]*)?|!DOCTYPE[^<>]*)>");
    private static final Set<String> HEAD = Set.of("html", "head", "meta", "title", "style", "body");
    private static final Set<String> NAMES = Set.of("main", "h1", "h2", "p", "table", "tr", "th", "td", "body", "html");

    private final List<StatusReport.Part> parts = new ArrayList<>();
    private final StringBuilder text = new StringBuilder();

    /** Whether what belongs to no reader (title, style) is over. */
    private boolean inBody;

    private boolean inHeading;
    private boolean ended;
    private @Nullable List<List<String>> table;
    private @Nullable List<String> row;
    private @Nullable StringBuilder cell;

    private StatusReader() {}

    /** Reads a page, or the beginning of one. Nothing is refused: {@link StatusReport#isOfPen} tells what came of it. */
    static StatusReport read(String page) {
        var reader = new StatusReader();
        int at = 0;
        Matcher tag = TAG.matcher(page);
        while (tag.find()) {
            reader.text(page.substring(at, tag.start()));
            String name = tag.group(2);
            boolean known = name != null
                    && reader.tag(name.toLowerCase(Locale.ROOT), !tag.group(1).isEmpty());
            if (!known && name != null) {
                reader.text(tag.group());
            }
            at = tag.end();
        }
        reader.text(page.substring(at));
        // Of what was begun and not ended, nobody knows whether it is all of it.
        reader.endText();
        reader.row = null;
        reader.endTable();
        return new StatusReport(reader.parts, reader.ended);
    }

    private void text(String html) {
        if (!inBody) {
            return;
        }
        (cell == null ? text : cell).append(html);
    }

    /** Whether it is one of such a page. */
    private boolean tag(String name, boolean closing) {
        if (!inBody) {
            inBody = name.equals("body") && !closing;
            return HEAD.contains(name);
        }
        if (!NAMES.contains(name)) {
            return false;
        }
        switch (name) {
            case "td", "th" -> {
                endCell();
                cell = closing || row == null ? null : new StringBuilder();
            }
            case "tr" -> {
                endRow();
                row = closing || table == null ? null : new ArrayList<>();
            }
            default -> {
                endText();
                endTable();
                inHeading = !closing && (name.equals("h1") || name.equals("h2"));
                table = !closing && name.equals("table") ? new ArrayList<>() : null;
                ended |= closing && name.equals("html");
            }
        }
        return true;
    }

    private void endText() {
        String said = decoded(text);
        text.setLength(0);
        if (!said.isEmpty()) {
            parts.add(inHeading ? new StatusReport.Heading(said) : new StatusReport.Text(said));
        }
    }

    private void endTable() {
        endRow();
        if (table != null) {
            parts.add(new StatusReport.Table(table));
        }
        table = null;
    }

    private void endRow() {
        endCell();
        if (row != null && table != null) {
            table.add(row);
        }
        row = null;
    }

    private void endCell() {
        if (cell != null && row != null) {
            row.add(decoded(cell));
        }
        cell = null;
    }

    /** Our pages escape what theirs do not. */
    private static String decoded(StringBuilder html) {
        return html.toString()
                .replace("&lt;", "<")
                .replace("&gt;", ">")
                .replace("&quot;", "\"")
                .replace("&amp;", "&")
                .strip();
    }
}
