package org.penlb.logtools.resolve;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What of the names in DNS may stand in a log. Whoever has an address chooses its name, and DNS carries any bytes: blanks and
 * quotes would forge fields, control characters command a terminal, {@code <} a browser. So only names that hosts may have
 * (RFC 1123 section 2.1) are taken, and those with an underscore, which some networks use.
 */
final class LoggedName {
    /** The longest name, without the dot at its end, in characters. */
    static final int LONGEST = 253;

    private static final int LONGEST_LABEL = 63;

    private static final Pattern NUMBER = Pattern.compile("[0-9]+|0[xX][0-9a-fA-F]*");

    private LoggedName() {}

    /**
     * The name as it is written into a log.
     *
     * @param name as DNS has it, with or without a dot at the end
     * @return the name without that dot; null if it is not taken
     */
    static @Nullable String taken(String name) {
        String bare = name.endsWith(".") ? name.substring(0, name.length() - 1) : name;
        if (bare.isEmpty() || bare.length() > LONGEST) {
            return null;
        }
        int start = 0;
        while (true) {
            int dot = bare.indexOf('.', start);
            int end = dot < 0 ? bare.length() : dot;
            if (!isLabel(bare, start, end)) {
                return null;
            }
            if (dot < 0) {
                return looksLikeNumber(bare.substring(start)) ? null : bare;
            }
            start = dot + 1;
        }
    }

    private static boolean isLabel(String name, int from, int to) {
        if (from == to || to - from > LONGEST_LABEL || name.charAt(from) == '-' || name.charAt(to - 1) == '-') {
            return false;
        }
        for (int i = from; i < to; i++) {
            char next = name.charAt(i);
            boolean fits = (next >= 'a' && next <= 'z')
                    || (next >= 'A' && next <= 'Z')
                    || (next >= '0' && next <= '9')
                    || next == '-'
                    || next == '_';
            if (!fits) {
                return false;
            }
        }
        return true;
    }

    /** A name that ends in a number is an address to many programs: 192.0.2.1, 3221225985, 0xc0.0.0x201. */
    private static boolean looksLikeNumber(String label) {
        return NUMBER.matcher(label).matches();
    }
}
