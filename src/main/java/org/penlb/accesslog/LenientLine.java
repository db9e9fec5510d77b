package org.penlb.accesslog;

import java.nio.charset.StandardCharsets;

/**
 * What servers that are less strict than RFC 9112 may make of a first line. Some skip any blanks and control bytes before
 * it, take other blanks within it than one, or versions that HTTP/1 does not have, or look for fields behind a line without
 * a version.
 */
final class LenientLine {
    /** What comes before the digit of a version. Node's servers take those of kin, too. */
    private static final long HTTP = ending("HTTP/");

    private static final long RTSP = ending("RTSP/");
    private static final long ICE = ending(" ICE/");
    private static final long FIVE_BYTES = 0xff_ffff_ffffL;

    private static final long GET = ending("GET");
    private static final long SCHEME = ending("://");
    private static final long THREE_BYTES = 0xff_ffffL;

    private enum Part {
        BEFORE,
        METHOD,
        BLANKS,
        TARGET,
        OTHER
    }

    private Part part = Part.BEFORE;
    private boolean isGet;
    private boolean asks;
    private boolean versioned;
    /** The last eight bytes of the line or of its part so far, the last one lowest. */
    private long recent;

    void clear() {
        part = Part.BEFORE;
        isGet = false;
        asks = false;
        versioned = false;
        recent = 0;
    }

    void add(byte next) {
        long five = recent & FIVE_BYTES;
        versioned |= next >= '0' && next <= '9' && (five == HTTP || five == RTSP || five == ICE);
        switch (part) {
            case BEFORE -> {
                if (!isBlank(next)) {
                    part = isMethod(next) ? Part.METHOD : Part.OTHER;
                    recent = 0;
                }
            }
            case METHOD -> {
                if (isBlank(next)) {
                    isGet = recent == GET;
                    part = Part.BLANKS;
                } else if (!isMethod(next)) {
                    part = Part.OTHER;
                }
            }
            case BLANKS -> {
                if (!isBlank(next)) {
                    asks = isGet || next == '/' || next == '*';
                    part = Part.TARGET;
                }
            }
            case TARGET -> asks |= (recent & THREE_BYTES) == SCHEME;
            case OTHER -> {
                // the end is all that may still be of HTTP
            }
        }
        recent = recent << 8 | (next & 0xff);
    }

    /** Whether it holds nothing that every server must look at. */
    boolean isBlank() {
        return part == Part.BEFORE;
    }

    /** Whether it names a version of HTTP: whatever else it holds, it may be taken for a request line. */
    boolean isVersioned() {
        return versioned;
    }

    /** Whether it asks for something as HTTP/0.9 did, without a version. */
    boolean isSimple() {
        return asks && !versioned;
    }

    /** Control bytes and blanks, of ISO 8859-1, too. */
    private static boolean isBlank(byte b) {
        int code = b & 0xff;
        return code <= ' ' || (code >= 0x7f && code <= 0xa0);
    }

    private static boolean isMethod(byte b) {
        return (b >= 'A' && b <= 'Z') || b == '-';
    }

    private static long ending(String text) {
        long ending = 0;
        for (byte b : text.getBytes(StandardCharsets.US_ASCII)) {
            ending = ending << 8 | b;
        }
        return ending;
    }
}
