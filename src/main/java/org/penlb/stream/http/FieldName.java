package org.penlb.stream.http;

/**
 * Recognizes the name of a field byte by byte. Letters are the same in both cases, and all else but letters and digits is the
 * same as a hyphen: so it is to servers that make variables of names, {@code HTTP_X_FORWARDED_FOR} (RFC 3875, 4.1.18).
 */
final class FieldName {
    private static final FieldKind[] KINDS = FieldKind.values();
    /** The last kind is what none of the others is. */
    private static final int NAMED = KINDS.length - 1;

    private static final int ANY = (1 << NAMED) - 1;
    private static final int LONGEST = longest();
    private static final int CHARS = 128;
    private static final byte[] PLAIN = plain();
    /** Which kinds have a byte at a place. The last row is for all that comes behind the longest name. */
    private static final int[][] AT = at();
    /** Which kinds may be as long as this. */
    private static final int[] ENDS = ends();

    private int open = ANY;
    private int length;
    private boolean varied;

    void start() {
        open = ANY;
        length = 0;
        varied = false;
    }

    /** One byte more; false if no name may have it (RFC 9110, 5.1). */
    boolean add(byte next) {
        byte plain = next < 0 ? 0 : PLAIN[next];
        if (plain == 0) {
            return false;
        }
        varied |= plain == '-' && next != '-';
        open &= AT[Math.min(length, LONGEST)][plain];
        length++;
        return true;
    }

    /** Whether what follows may still change what it is. */
    boolean isOpen() {
        return open != 0 && length <= LONGEST;
    }

    boolean isEmpty() {
        return length == 0;
    }

    /** Whether it has other signs where the name has hyphens. */
    boolean isVaried() {
        return varied;
    }

    /** What it is, if nothing follows, or nothing that matters. */
    FieldKind kind() {
        int fitting = open & ENDS[Math.min(length, LONGEST + 1)];
        return fitting == 0 ? FieldKind.OTHER : KINDS[Integer.numberOfTrailingZeros(fitting)];
    }

    static boolean isToken(byte b) {
        return b > 0 && PLAIN[b] != 0;
    }

    private static int longest() {
        int longest = 0;
        for (FieldKind kind : KINDS) {
            longest = Math.max(longest, kind.name.length());
        }
        return longest;
    }

    private static byte[] plain() {
        byte[] plain = new byte[CHARS];
        for (char c = '!'; c < CHARS - 1; c++) {
            if (Character.isLetterOrDigit(c)) {
                plain[c] = (byte) Character.toLowerCase(c);
            } else if ("!#$%&'*+-.^_`|~".indexOf(c) >= 0) {
                plain[c] = '-';
            }
        }
        return plain;
    }

    private static int[][] at() {
        int[][] at = new int[LONGEST + 1][CHARS];
        for (int place = 0; place <= LONGEST; place++) {
            for (int i = 0; i < NAMED; i++) {
                FieldKind kind = KINDS[i];
                for (int c = 0; c < CHARS; c++) {
                    boolean fits = place < kind.name.length() ? kind.name.charAt(place) == c : kind.isPrefix;
                    at[place][c] |= fits ? 1 << i : 0;
                }
            }
        }
        return at;
    }

    private static int[] ends() {
        int[] ends = new int[LONGEST + 2];
        for (int length = 0; length < ends.length; length++) {
            for (int i = 0; i < NAMED; i++) {
                FieldKind kind = KINDS[i];
                int named = kind.name.length();
                ends[length] |= length == named || (length > named && kind.isPrefix) ? 1 << i : 0;
            }
        }
        return ends;
    }
}
