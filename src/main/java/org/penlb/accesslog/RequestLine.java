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

    /** How HTTP/2 starts without HTTP/1 before it (RFC 9113, 3.4). */
    private static final String HTTP2 = "PRI * HTTP/2.0";

    private final LenientLine lenient = new LenientLine();
    private final byte[] text = new byte[LONGEST];
    private int length;
    private boolean complete;

    private Kind kind = Kind.OPEN;
    private Part part = Part.METHOD;
    private int inPart;
    private int minorVersion;
    private int bytes;
    private boolean ended;
    private boolean carriageReturn;
    private boolean bare;

    void clear() {
        length = 0;
        complete = false;
        ended = false;
        carriageReturn = false;
        bare = false;
        lenient.clear();
        kind = Kind.OPEN;
        bytes = 0;
        go(Part.METHOD);
    }

    void add(byte next) {
        bytes++;
        ended = next == '\n';
        bare = ended && !carriageReturn;
        carriageReturn = next == '\r';
        lenient.add(next);
        keep(next);
        if (kind == Kind.OPEN && !matches(next)) {
            kind = Kind.OTHER;
        }
    }

    /** Whether nothing that follows changes the text. */
    boolean isComplete() {
        return complete;
    }

    Kind kind() {
        return kind;
    }

    /** Whether all of it was seen that may matter. */
    boolean isOver() {
        return ended || bytes > HttpHead.LONGEST;
    }

    /** Whether it ends in a line feed alone. */
    boolean endsBare() {
        return bare;
    }

    /** Whether it begins a connection of HTTP/2. Known once it is over. */
    boolean isHttp2() {
        return length == HTTP2.length() && startsWith(HTTP2);
    }

    /** What servers may make of it that are less strict. Known once it is over. */
    LenientLine lenient() {
        return lenient;
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
