package org.penlb.web;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What somebody would like to get, and how much: the header {@code Accept} or {@code Accept-Encoding} (RFC 9110, 12.5). Of the
 * entries that are about something the most exact one counts, and a quality of 0 means never.
 */
final class Preferences {
    private static final Pattern QUALITY = Pattern.compile("0(\\.[0-9]{0,3})?|1(\\.0{0,3})?");
    private static final String ANY_TYPE = "*/*";
    private static final String ANY = "*";

    private final List<Entry> entries = new ArrayList<>();

    /**
     * @param version of the type; null if none is said
     */
    private record Entry(String name, @Nullable String version, double quality) {}

    /**
     * @param lines the header's, as often as it is there
     */
    Preferences(List<String> lines) {
        for (String line : lines) {
            for (String text : line.split(",")) {
                add(text.strip());
            }
        }
    }

    private void add(String text) {
        String[] parts = text.split(";", -1);
        String name = parts[0].strip().toLowerCase(Locale.ROOT);
        if (name.isEmpty()) {
            return;
        }
        String version = null;
        double quality = 1;
        for (int i = 1; i < parts.length; i++) {
            String[] pair = parts[i].split("=", 2);
            String key = pair[0].strip().toLowerCase(Locale.ROOT);
            String value =
                    pair.length == 1 ? "" : pair[1].strip().replace("\"", "").toLowerCase(Locale.ROOT);
            if (key.equals("q")) {
                quality = QUALITY.matcher(value).matches()
                        ? Double.parseDouble(value)
                        : 0; // what cannot be read is not wanted
            } else if (key.equals("version")) {
                version = value;
            }
        }
        entries.add(new Entry(name, version, quality));
    }

    /**
     * How much a type of content is wanted, 0 to 1. Entries that ask for another version are not about it; other parameters, such
     * as a charset, are not looked at.
     *
     * @param type without parameters, in lower case
     * @param versions that are as good as ours
     */
    double ofType(String type, Set<String> versions) {
        if (entries.isEmpty()) {
            return 1; // nothing is said, and everything is welcome
        }
        String group = type.substring(0, type.indexOf('/')) + "/*";
        Entry best = null;
        for (Entry entry : entries) {
            String version = entry.version();
            boolean about = entry.name().equals(type)
                    ? version == null || versions.contains(version)
                    : entry.name().equals(group) || entry.name().equals(ANY_TYPE);
            if (about && (best == null || isBetter(entry, best))) {
                best = entry;
            }
        }
        return best == null ? 0 : best.quality();
    }

    /** As {@link #ofType(String, Set)}, of a type that has no versions. */
    double ofType(String type) {
        return ofType(type, Set.of());
    }

    /** Whether a type of content is asked for by its name. */
    boolean name(String type) {
        return entries.stream().anyMatch(entry -> entry.name().equals(type));
    }

    private static boolean isBetter(Entry entry, Entry than) {
        int more = exactness(entry) - exactness(than);
        return more > 0 || (more == 0 && entry.quality() > than.quality());
    }

    private static int exactness(Entry entry) {
        return entry.name().equals(ANY_TYPE) ? 0 : entry.name().endsWith("/*") ? 1 : 2;
    }

    /** Whether a coding of content may be used; none needs to be unless it is asked for. */
    boolean allowCoding(String coding) {
        @Nullable Entry itself = null;
        @Nullable Entry any = null;
        for (Entry entry : entries) {
            if (entry.name().equals(coding)) {
                itself = entry;
            } else if (entry.name().equals(ANY)) {
                any = entry;
            }
        }
        Entry best = itself == null ? any : itself;
        return best != null && best.quality() > 0;
    }
}
