package org.penlb.convert.haproxy;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.penlb.convert.Ledger;
import org.penlb.convert.Notes;

/**
 * A section: the line that begins it, and those up to the next one.
 *
 * @param head {@code frontend www}
 */
record HaProxySection(HaProxyLine head, List<HaProxyLine> lines) {
    private static final Set<String> PROXIES = Set.of("frontend", "backend", "listen");
    private static final Set<String> OTHERS = Set.of(
            "cache",
            "crt-store",
            "fcgi-app",
            "http-errors",
            "log-forward",
            "log-profile",
            "mailers",
            "peers",
            "program",
            "resolvers",
            "ring",
            "traces",
            "userlist");

    /** {@code global}, {@code defaults}, {@code frontend} and so on. */
    String kind() {
        return head.keyword();
    }

    /** Its name; the empty string if it has none. */
    String name() {
        return head.words().size() > 1 ? head.words().get(1) : "";
    }

    /** The section of defaults that it asks for, or null if those before it count. */
    @Nullable
    String from() {
        int from = head.words().indexOf("from");
        return from < 0 ? null : head.word(from + 1, "the name of a defaults section");
    }

    /** Sorts lines into sections. Blocks of which it depends whether they count are left out. */
    static List<HaProxySection> of(List<HaProxyLine> lines, Notes notes, Ledger ledger) {
        List<HaProxySection> sections = new ArrayList<>();
        List<HaProxyLine> rest = lines;
        while (!rest.isEmpty()) {
            HaProxyLine line = rest.getFirst();
            if (line.keyword().startsWith(".")) {
                rest = rest.subList(skip(rest, notes, ledger), rest.size());
                continue;
            }
            rest = rest.subList(1, rest.size());
            if (isHead(line)) {
                sections.add(new HaProxySection(checked(line), new ArrayList<>()));
            } else if (sections.isEmpty()) {
                throw line.error("\"" + line.keyword() + "\" before any section (expected: global, defaults,"
                        + " frontend, backend or listen)");
            } else {
                sections.getLast().lines().add(line);
            }
        }
        return sections;
    }

    private static boolean isHead(HaProxyLine line) {
        String keyword = line.keyword();
        return keyword.equals("global")
                || keyword.equals("defaults")
                || PROXIES.contains(keyword)
                || (OTHERS.contains(keyword) && line.words().size() <= 2);
    }

    private static HaProxyLine checked(HaProxyLine head) {
        if (PROXIES.contains(head.keyword())) {
            head.word(1, "the name of the " + head.keyword());
            if (head.words().size() > 2 && !head.words().get(2).equals("from")) {
                throw head.error(
                        "\"" + head.text() + "\" goes on too long (expected: the address on a line with bind)");
            }
        }
        return head;
    }

    /** Counts a line that clients notice if it is missing. */
    static void countOf(HaProxyLine line, Ledger ledger) {
        switch (line.keyword()) {
            case "server", "server-template", "dispatch" -> ledger.count(Ledger.Kind.SERVER, line);
            case "bind" -> ledger.count(Ledger.Kind.LISTENER, line);
            case "use_backend" -> ledger.count(Ledger.Kind.ROUTE, line);
            default -> {
                if (ClientConditions.keepsOut(line)) {
                    ledger.count(Ledger.Kind.RULE, line);
                }
            }
        }
    }

    /** How many lines a directive of the preprocessor takes, with the block that it begins. */
    private static int skip(List<HaProxyLine> lines, Notes notes, Ledger ledger) {
        HaProxyLine first = lines.getFirst();
        if (!first.keyword().equals(".if")) {
            if (first.keyword().matches("\\.(elif|else|endif)")) {
                throw first.error("\"" + first.keyword() + "\" without .if");
            }
            notes.not(first.place(), first.text(), "nothing is said while a file is read");
            return 1;
        }
        int depth = 0;
        for (int i = 0; i < lines.size(); i++) {
            depth += switch (lines.get(i).keyword()) {
                case ".if" -> 1;
                case ".endif" -> -1;
                default -> 0;
            };
            countOf(lines.get(i), ledger);
            if (depth == 0) {
                notes.missing(
                        first.place(),
                        first.text(),
                        "all up to the .endif in line " + lines.get(i).place().line()
                                + ": Pen's file has no conditions");
                return i + 1;
            }
        }
        throw first.error(".if without .endif");
    }
}
