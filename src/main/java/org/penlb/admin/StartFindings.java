package org.penlb.admin;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What a look at a configuration finds, before it is started. */
public final class StartFindings {
    /** How serious something is. */
    public enum Kind {
        /** A start would be refused. */
        ERROR,
        /** A start would go well, and yet it can hardly be meant. */
        WARNING,
        /** Good to know. */
        NOTE
    }

    /** Nobody reads more of a kind. */
    private static final int MOST = 100;

    private final Map<Kind, List<String>> lines = new LinkedHashMap<>();
    private final Map<Kind, Integer> more = new LinkedHashMap<>();

    StartFindings() {}

    void add(Kind kind, String line) {
        List<String> known = lines.computeIfAbsent(kind, _ -> new ArrayList<>());
        if (known.size() < MOST) {
            known.add(line);
        } else {
            more.merge(kind, 1, Integer::sum);
        }
    }

    /** Those of a kind, a line each, in the order in which they were found; of thousands the first ones. */
    public List<String> lines(Kind kind) {
        var all = new ArrayList<>(lines.getOrDefault(kind, List.of()));
        if (more.containsKey(kind)) {
            all.add("... and " + more.get(kind) + " more");
        }
        return all;
    }
}
