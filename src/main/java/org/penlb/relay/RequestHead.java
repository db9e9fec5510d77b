package org.penlb.relay;

/** Looks for the end of a request's head, the blank line of HTTP, byte by byte, however the bytes were cut into reads. */
public final class RequestHead {
    /** A head longer than this is taken for a whole one: whoever sends it gets no more memory or patience. */
    private static final int LONGEST = 8 * 1024;

    private static final int BLANK_LINE = ('\r' << 24) | ('\n' << 16) | ('\r' << 8) | '\n';

    private int lastFour;
    private int length;

    /** Whether the head is complete. */
    public boolean isComplete() {
        return lastFour == BLANK_LINE || length >= LONGEST;
    }

    /** Takes the next byte, unless the head is complete. */
    public void add(byte next) {
        if (!isComplete()) {
            lastFour = (lastFour << 8) | (next & 0xff);
            length++;
        }
    }
}
