package org.penlb.accesslog;

import java.nio.ByteBuffer;

/**
 * Follows the head of a request of HTTP/1.x from behind its request line to the empty line, and learns how long the body
 * is (RFC 9112, 6). Whatever two servers could read in two ways makes the body's length unknown.
 */
final class HttpHead {
    /** The longest head that is followed, request line included, in bytes. Servers take 8 to 64 KiB. */
    static final int LONGEST = 64 * 1024;

    /** What comes behind the head. */
    enum Body {
        NONE,
        LENGTH,
        CHUNKED,
        /** Cannot be known for sure. */
        UNKNOWN
    }

    /** The fields that say how long a body is fit in here; nothing else of a field is of interest. */
    private static final int KEPT = 80;

    /** No body is this long, and adding to it does not overflow. */
    private static final long MOST = Long.MAX_VALUE / 16;

    private final byte[] field = new byte[KEPT];
    private int length;
    private boolean carriageReturn;
    private int blankLine = -1;
    private int bytes;

    private int minorVersion;
    private long contentLength;
    private boolean chunked;
    private boolean upgrade;
    private boolean unknown;
    private boolean foldable;
    private boolean over;
    /** Lines end in a line feed alone. */
    private boolean bareEnds;
    /** Lines end in both. */
    private boolean fullEnds;

    /**
     * @param minorVersion the d of HTTP/1.d
     * @param requestLine the length of the request line
     * @param bare whether that ends in a line feed alone
     */
    void start(int minorVersion, int requestLine, boolean bare) {
        this.minorVersion = minorVersion;
        bytes = requestLine;
        length = 0;
        carriageReturn = false;
        contentLength = -1;
        chunked = false;
        upgrade = false;
        unknown = false;
        foldable = false;
        over = false;
        bareEnds = bare;
        fullEnds = !bare;
    }

    /**
     * Reads on.
     *
     * @return where it stopped: at {@code end}, or just behind the head
     */
    int read(ByteBuffer in, int from, int end) {
        int at = from;
        blankLine = -1;
        while (at < end && !over) {
            byte next = in.get(at);
            if (length == 0 && !carriageReturn && (next == '\r' || next == '\n')) {
                blankLine = at;
            }
            over = next(next);
            at++;
        }
        return at;
    }

    /** Where in the bytes that were read last the empty line begins that ends the head, or -1 if it does not. */
    int blankLine() {
        return blankLine;
    }

    /** Whether the head is complete, or beyond understanding. */
    boolean isOver() {
        return over;
    }

    /** Whether its empty line has begun. */
    boolean isEnding() {
        return length == 0 && carriageReturn;
    }

    /** Whether some of its lines end in a line feed alone, and others do not. */
    boolean mixesLineEnds() {
        return bareEnds && fullEnds;
    }

    private boolean next(byte next) {
        bytes++;
        if ((carriageReturn && next != '\n') || bytes > LONGEST) {
            unknown = true;
        } else if (next == '\n') {
            bareEnds |= !carriageReturn;
            fullEnds |= carriageReturn;
            if (length == 0) {
                return true;
            }
            field();
            length = 0;
            carriageReturn = false;
        } else if (next == '\r') {
            carriageReturn = true;
        } else {
            if (length < KEPT) {
                field[length] = next;
            }
            length++;
        }
        return unknown;
    }

    Body body() {
        if (unknown || (chunked && (contentLength >= 0 || minorVersion == 0))) {
            return Body.UNKNOWN;
        }
        if (chunked) {
            return Body.CHUNKED;
        }
        return contentLength > 0 ? Body.LENGTH : Body.NONE;
    }

    long contentLength() {
        return contentLength;
    }

    /** Whether the client offers to go on in another protocol. */
    boolean offersUpgrade() {
        return upgrade;
    }

    private void field() {
        int kept = Math.min(length, KEPT);
        if (isSpace(field[0])) {
            unknown = !foldable; // goes on with the field before
            return;
        }
        int colon = 0;
        while (colon < kept && field[colon] != ':') {
            colon++;
        }
        foldable = true;
        if (colon == KEPT) {
            return; // a long name, none that counts
        }
        if (colon == 0 || colon == kept || isSpace(field[colon - 1])) {
            unknown = true;
        } else if (isName("upgrade", colon)) {
            upgrade = true;
        } else if (isName("content-length", colon)) {
            foldable = false;
            contentLength(colon + 1, kept);
        } else if (isName("transfer-encoding", colon)) {
            foldable = false;
            transferEncoding(colon + 1, kept);
        }
    }

    private void contentLength(int from, int to) {
        int at = skipSpace(from, to);
        int end = trimSpace(at, to);
        long value = at < end ? 0 : -1;
        while (at < end && isDigit(field[at]) && value < MOST) {
            value = 10 * value + field[at++] - '0';
        }
        if (length > KEPT || at < end || value < 0 || (contentLength >= 0 && contentLength != value)) {
            unknown = true;
        }
        contentLength = value;
    }

    /** Only {@code chunked} says where a body ends; it must be the last coding and there but once. */
    private void transferEncoding(int from, int to) {
        unknown |= length > KEPT || chunked;
        for (int at = from; at <= to; at++) {
            int comma = at;
            while (comma < to && field[comma] != ',') {
                comma++;
            }
            int start = skipSpace(at, comma);
            unknown |= chunked;
            chunked = isText("chunked", start, trimSpace(start, comma));
            at = comma;
        }
        unknown |= !chunked;
    }

    private int skipSpace(int from, int to) {
        int at = from;
        while (at < to && isSpace(field[at])) {
            at++;
        }
        return at;
    }

    private int trimSpace(int from, int to) {
        int at = to;
        while (at > from && isSpace(field[at - 1])) {
            at--;
        }
        return at;
    }

    private boolean isName(String name, int colon) {
        return isText(name, 0, colon);
    }

    /**
     * @param expected in small letters
     */
    private boolean isText(String expected, int from, int to) {
        if (to - from != expected.length()) {
            return false;
        }
        for (int i = 0; i < expected.length(); i++) {
            byte b = field[from + i];
            if ((b >= 'A' && b <= 'Z' ? b + ('a' - 'A') : b) != expected.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    private static boolean isSpace(byte b) {
        return b == ' ' || b == '\t';
    }

    private static boolean isDigit(byte b) {
        return b >= '0' && b <= '9';
    }
}
