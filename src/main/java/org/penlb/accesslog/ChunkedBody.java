package org.penlb.accesslog;

import java.nio.ByteBuffer;

/**
 * Follows a body in the chunked transfer coding (RFC 9112, 7.1) to its end, trailers included. Strict: a line end that is
 * not CR LF is read in two ways by two servers, and makes the body faulty.
 */
final class ChunkedBody {
    /** No chunk is longer: there are servers that would count on from zero. */
    private static final long MOST = Integer.MAX_VALUE;

    private enum Part {
        FIRST_DIGIT,
        SIZE,
        /** Blanks behind the size. */
        BLANK,
        EXTENSION,
        SIZE_LINE_FEED,
        DATA,
        DATA_RETURN,
        DATA_LINE_FEED,
        /** At the start of a trailer, or of the empty line that ends it all. */
        TRAILER_START,
        TRAILER,
        TRAILER_LINE_FEED,
        LAST_LINE_FEED,
        COMPLETE,
        FAULTY
    }

    private Part part = Part.FIRST_DIGIT;
    private long left;
    private int inLines;
    private int trailersFrom;
    private int trailersTo;

    void start() {
        part = Part.FIRST_DIGIT;
        inLines = 0;
    }

    boolean isComplete() {
        return part == Part.COMPLETE;
    }

    boolean isFaulty() {
        return part == Part.FAULTY;
    }

    /**
     * Reads on.
     *
     * @return where it stopped: at {@code end}, or just behind the body
     */
    int read(ByteBuffer bytes, int from, int end) {
        int at = from;
        trailersFrom = -1;
        trailersTo = -1;
        while (at < end && !isComplete() && !isFaulty()) {
            if (part == Part.DATA) {
                int skipped = (int) Math.min(left, end - at);
                at += skipped;
                left -= skipped;
                if (left == 0) {
                    part = Part.DATA_RETURN;
                }
            } else {
                byte next = bytes.get(at);
                boolean trailer = isTrailer(next);
                part = isLong() ? Part.FAULTY : next(next);
                if (trailer) {
                    trailersFrom = trailersFrom < 0 ? at : trailersFrom;
                    trailersTo = at + 1;
                }
                at++;
            }
        }
        return at;
    }

    /** Where in the bytes that were read last the lines of trailers begin or go on; -1 if there are none. */
    int trailersFrom() {
        return trailersFrom;
    }

    /** The index behind them; the empty line that ends it all is none of them. */
    int trailersTo() {
        return trailersTo;
    }

    private boolean isTrailer(byte next) {
        return part == Part.TRAILER || part == Part.TRAILER_LINE_FEED || (part == Part.TRAILER_START && next != '\r');
    }

    /** Whether a line of sizes and extensions, or all trailers together, are longer than a head may be. */
    private boolean isLong() {
        inLines++;
        return inLines > HttpHead.LONGEST;
    }

    private Part next(byte next) {
        return switch (part) {
            case FIRST_DIGIT -> {
                left = 0;
                yield digit(next, Part.FAULTY);
            }
            case SIZE -> digit(next, sizeEnd(next));
            case BLANK -> sizeEnd(next);
            case EXTENSION -> next == '\r' ? Part.SIZE_LINE_FEED : next == '\n' ? Part.FAULTY : Part.EXTENSION;
            case SIZE_LINE_FEED -> next == '\n' ? (left > 0 ? Part.DATA : Part.TRAILER_START) : Part.FAULTY;
            case DATA_RETURN -> next == '\r' ? Part.DATA_LINE_FEED : Part.FAULTY;
            case DATA_LINE_FEED -> {
                inLines = 0;
                yield next == '\n' ? Part.FIRST_DIGIT : Part.FAULTY;
            }
            case TRAILER_START -> next == '\r' ? Part.LAST_LINE_FEED : next == '\n' ? Part.FAULTY : Part.TRAILER;
            case TRAILER -> next == '\r' ? Part.TRAILER_LINE_FEED : next == '\n' ? Part.FAULTY : Part.TRAILER;
            case TRAILER_LINE_FEED -> next == '\n' ? Part.TRAILER_START : Part.FAULTY;
            case LAST_LINE_FEED -> next == '\n' ? Part.COMPLETE : Part.FAULTY;
            case DATA, COMPLETE, FAULTY -> throw new IllegalStateException("a byte in part " + part);
        };
    }

    private Part digit(byte next, Part otherwise) {
        int digit = Character.digit(next, 16);
        if (digit < 0) {
            return otherwise;
        }
        left = 16 * left + digit;
        return left <= MOST ? Part.SIZE : Part.FAULTY;
    }

    private static Part sizeEnd(byte next) {
        return switch (next) {
            case '\r' -> Part.SIZE_LINE_FEED;
            case ';' -> Part.EXTENSION;
            case ' ', '\t' -> Part.BLANK;
            default -> Part.FAULTY;
        };
    }
}
