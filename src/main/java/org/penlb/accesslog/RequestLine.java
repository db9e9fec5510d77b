package org.penlb.accesslog;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** The first line of a request: the part of it that is logged, and whether it is a request line of HTTP/1.x. */
final class RequestLine {
    /** Bytes of a line that are kept, as many as pen logs. */
    static final int LONGEST = 100;

    /** What the line is, as far as it can be told. */
    enum Kind {
        /** It may still become a request line. */
        OPEN,
        /** A whole request line of HTTP/1.x, with its line feed. */
        HTTP,
        /** Anything else. */
        OTHER
    }

    /** What comes next in {@code method SP target SP HTTP/1.d CR LF}; the CR may be missing (RFC 9112, 2.2). */
    private enum Part {
        METHOD,
        TARGET,
        VERSION,
        MINOR,
        LINE_END,
        LINE_FEED
    }

    private static final byte[] VERSION = "HTTP/1.".getBytes(StandardCharsets.US_ASCII);

    /** What no server does without in the first line of a request that has fields. */
    private static final byte[] NAME = "HTTP/1".getBytes(StandardCharsets.US_ASCII);

    private final byte[] text = new byte[LONGEST];
    private int length;
    private boolean complete;

    private Kind kind = Kind.OPEN;
    private Part part = Part.METHOD;
    private int inPart;
    private int minorVersion;
    private int bytes;
    private int named;
    private boolean printable;
    private boolean ended;

    void clear() {
        length = 0;
        complete = false;
        named = 0;
        ended = false;
        kind = Kind.OPEN;
        bytes = 0;
        go(Part.METHOD);
    }

    void add(byte next) {
        if (bytes++ == 0) {
            printable = next > ' ' && next < 0x7f;
        }
        ended = next == '\n';
        if (named < NAME.length) {
            named = next == NAME[named] ? named + 1 : next == NAME[0] ? 1 : 0;
        }
        keep(next);
        if (kind == Kind.OPEN && !matches(next)) {
            kind = Kind.OTHER;
        }
    }

    /** Whether nothing that follows changes the text. */
    boolean isComplete() {
        return complete;
    }

    /** Whether there is nothing before its end. */
    boolean isEmpty() {
        return complete && length == 0;
    }

    Kind kind() {
        return kind;
    }

    /** Whether all of it was seen; of what starts with a byte that no line of text has, whether it is complete. */
    boolean isOver() {
        return printable ? ended || bytes > HttpHead.LONGEST : complete;
    }

    /** Whether it starts as a line of text does. */
    boolean isPrintable() {
        return printable;
    }

    /**
     * Whether servers may take it for a request line that are less strict than RFC 9112, with a blank or a digit too many.
     * Known once it is over.
     */
    boolean resemblesHttp() {
        return kind == Kind.OTHER && printable && named == NAME.length;
    }

    /** The d of HTTP/1.d. */
    int minorVersion() {
        return minorVersion;
    }

    /** How many bytes were added. */
    int bytes() {
        return bytes;
    }

    /** A copy of what is logged. */
    byte[] text() {
        return Arrays.copyOf(text, length);
    }

    boolean startsWith(String start) {
        if (length < start.length()) {
            return false;
        }
        for (int i = 0; i < start.length(); i++) {
            if (text[i] != start.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    private void keep(byte next) {
        if (complete) {
            return;
        }
        if (next == '\r' || next == '\n') {
            complete = true;
            return;
        }
        // A client must not be able to write escape sequences to the terminal of whoever reads the log.
        text[length++] = next < ' ' || next == 0x7f ? (byte) '.' : next;
        complete = length == LONGEST;
    }

    private boolean matches(byte next) {
        return switch (part) {
            case METHOD -> isToken(next) ? grow() : next == ' ' && inPart > 0 && go(Part.TARGET);
            case TARGET -> isTarget(next) ? grow() : next == ' ' && inPart > 0 && go(Part.VERSION);
            case VERSION -> next == VERSION[inPart] && (inPart + 1 < VERSION.length ? grow() : go(Part.MINOR));
            case MINOR -> {
                minorVersion = next - '0';
                yield next >= '0' && next <= '9' && go(Part.LINE_END);
            }
            case LINE_END -> next == '\r' ? go(Part.LINE_FEED) : isEnd(next);
            case LINE_FEED -> isEnd(next);
        };
    }

    private boolean grow() {
        inPart++;
        return true;
    }

    private boolean go(Part next) {
        part = next;
        inPart = 0;
        return true;
    }

    private boolean isEnd(byte next) {
        if (next != '\n') {
            return false;
        }
        kind = Kind.HTTP;
        return true;
    }

    /** RFC 9110, 5.6.2. */
    private static boolean isToken(byte b) {
        return (b >= '0' && b <= '9')
                || (b >= 'A' && b <= 'Z')
                || (b >= 'a' && b <= 'z')
                || "!#$%&'*+-.^_`|~".indexOf(b) >= 0;
    }

    /** Wider than RFC 3986: browsers and programs send bytes of UTF-8 as they are, and servers take them. */
    private static boolean isTarget(byte b) {
        return (b > ' ' || b < 0) && b != 0x7f;
    }
}
