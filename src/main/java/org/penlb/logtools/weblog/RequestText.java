package org.penlb.logtools.weblog;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * A request's first line in the form in which the logs of pen and of web servers are compared: its first
 * {@value #LONGEST} bytes, with a dot for each that is not printable ASCII, as pen's log has them. To be used again for
 * the next request; not for several threads.
 */
public final class RequestText {
    /** As many bytes of a request stand in pen's log. */
    public static final int LONGEST = 100;

    private static final int FNV_PRIME = 0x0100_0193;
    private static final int FNV_BASIS = 0x811c_9dc5;
    private static final byte[] PROTOCOL = {' ', 'H', 'T', 'T', 'P', '/'};

    private static final VarHandle WORDS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    /** To whole words. */
    private final byte[] bytes = new byte[(LONGEST + Long.BYTES - 1) / Long.BYTES * Long.BYTES];

    private int length;
    private boolean cut;
    private boolean protocolUnknown;

    /** Makes it empty. */
    public void clear() {
        length = 0;
        cut = false;
        protocolUnknown = false;
    }

    /** Sets it to a request as pen's log has it. */
    public void setPlain(byte[] from, int start, int end) {
        clear();
        addPlain(from, start, end);
    }

    /** Adds bytes as they came from the client. */
    void addPlain(byte[] from, int start, int end) {
        int taken = Math.min(end - start, LONGEST - length);
        for (int i = 0; i < taken; i++) {
            bytes[length++] = visible(from[start + i]);
        }
        cut |= taken < end - start;
    }

    /**
     * Sets it to a request as a web server writes it between quotes: Apache escapes in C's way ({@code \"}, {@code \\},
     * {@code \n}, {@code \xhh}), nginx writes {@code \xHH} alone. A backslash with anything else behind it is one.
     */
    void setEscaped(byte[] from, int start, int end) {
        clear();
        int at = start;
        while (at < end && length < LONGEST) {
            byte next = from[at];
            int taken = 1;
            if (next == '\\' && at + 1 < end) {
                taken = escapeLength(from, at, end);
                next = taken == 1 ? next : taken == 2 ? escaped(from[at + 1]) : hex(from[at + 2], from[at + 3]);
            }
            bytes[length++] = visible(next);
            at += taken;
        }
        cut = at < end;
    }

    private static int escapeLength(byte[] from, int at, int end) {
        return switch (from[at + 1]) {
            case '"', '\\', 'n', 'r', 't', 'v', 'b', 'f' -> 2;
            case 'x' -> at + 3 < end && isHex(from[at + 2]) && isHex(from[at + 3]) ? 4 : 1;
            default -> 1;
        };
    }

    private static byte escaped(byte letter) {
        return letter == '"' || letter == '\\' ? letter : (byte) '.'; // the others stand for control characters
    }

    private static boolean isHex(byte digit) {
        return Character.digit(digit, 16) >= 0;
    }

    private static byte hex(byte high, byte low) {
        return (byte) (Character.digit(high, 16) << 4 | Character.digit(low, 16));
    }

    private static byte visible(byte any) {
        return any >= ' ' && any < 0x7f ? any : (byte) '.';
    }

    /** How many bytes it has; 0 if there is no request. */
    public int length() {
        return length;
    }

    /**
     * How many bytes come before the protocol at its end ({@code GET / HTTP/1.1}: 5); all if there is none, or if it was
     * cut off and so cannot be known.
     */
    public int lengthWithoutProtocol() {
        int blank = length - 1;
        while (blank > 0 && bytes[blank] != ' ') {
            blank--;
        }
        boolean has = !cut
                && blank > 0
                && length - blank > PROTOCOL.length
                && Arrays.equals(bytes, blank, blank + PROTOCOL.length, PROTOCOL, 0, PROTOCOL.length);
        return has ? blank : length;
    }

    /** Notes that whoever wrote it has left out the protocol, be there one or not. */
    void leaveOutProtocol() {
        protocolUnknown = true;
    }

    /** Whether the client has sent a protocol or none, and the log does not say: only members of JSON are like that. */
    public boolean isWithoutProtocol() {
        return protocolUnknown;
    }

    /** Ends it, from {@code at} on, in other bytes, as far as there is room. */
    public void replaceEnd(int at, byte[] end) {
        length = at;
        addPlain(end, 0, end.length);
    }

    /** A copy of the first bytes. */
    public byte[] copy(int bytes) {
        return Arrays.copyOf(this.bytes, bytes);
    }

    /** A hash of the first bytes: the same for the same bytes, in every process. */
    public int hash(int bytes) {
        int hash = FNV_BASIS;
        for (int i = 0; i < bytes; i++) {
            hash = (hash ^ this.bytes[i]) * FNV_PRIME;
        }
        return hash;
    }

    /**
     * A hash of all of it in 64 bits, good enough to stand for it; whoever does not know the key cannot make two requests
     * with the same.
     *
     * @param seed what else is to count
     * @param key secret, and odd
     */
    public long hash(long seed, long key) {
        int whole = length + Long.BYTES - 1 & -Long.BYTES;
        Arrays.fill(bytes, length, whole, (byte) 0);
        long hash = mixed(seed ^ length, key);
        for (int at = 0; at < whole; at += Long.BYTES) {
            hash = mixed(hash ^ (long) WORDS.get(bytes, at), key);
        }
        return mixed(hash, ~key | 1);
    }

    /** Both halves of a product of 128 bits: each bit of the input counts in many of the result. */
    private static long mixed(long value, long key) {
        return value * key ^ Math.unsignedMultiplyHigh(value, key);
    }
}
