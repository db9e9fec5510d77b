package org.penlb.web;

import io.netty.buffer.ByteBuf;

/**
 * Follows a body in chunks, of which Netty reads a size that has blanks before it, too; all else that is wrong with a size it
 * refuses by itself.
 */
final class ChunkSizes {
    private enum Place {
        SIZE_BEGINS,
        SIZE,
        REST_OF_LINE,
        DATA,
        END
    }

    private static final int LINE_END = 2;
    private static final int HEX = 16;

    private Place place = Place.END;
    private long left;

    /** A body begins. */
    void begin() {
        place = Place.SIZE_BEGINS;
        left = 0;
    }

    /** There is no body in chunks, or no more of it. */
    void end() {
        place = Place.END;
    }

    /** Whether these bytes of it are as they should be. */
    boolean areRight(ByteBuf buffer, int from, int to) {
        int at = from;
        while (at < to && place != Place.END) {
            if (place == Place.DATA) {
                long skipped = Math.min(left, to - at);
                left -= skipped;
                at += (int) skipped;
                if (left == 0) {
                    place = Place.SIZE_BEGINS;
                }
                continue;
            }
            byte next = buffer.getByte(at++);
            int digit = Character.digit(next, HEX);
            if (place == Place.SIZE_BEGINS && digit < 0) {
                return false;
            }
            take(next, digit);
        }
        return true;
    }

    private void take(byte next, int digit) {
        if (place != Place.REST_OF_LINE && digit >= 0) {
            place = Place.SIZE;
            left = left * HEX + digit;
        } else {
            place = Place.REST_OF_LINE;
        }
        if (next == '\n') {
            place = left == 0 ? Place.END : Place.DATA;
            left += LINE_END;
        }
    }
}
