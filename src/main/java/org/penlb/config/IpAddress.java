package org.penlb.config;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.StringJoiner;
import java.util.regex.Pattern;

/**
 * An IPv4 or IPv6 address as a value of two longs: the key of the client table, cheap to make, compare and hash.
 *
 * <p>IPv4 addresses are held in their IPv4-mapped form {@code ::ffff:a.b.c.d} (RFC 4291, 2.5.5.2), so that a client is
 * the same client whether it came in over an IPv4 or a dual-stack listener. Scope ids are not part of the value.
 *
 * @param high the first eight bytes, network order
 * @param low the last eight bytes, network order
 */
public record IpAddress(long high, long low) {
    /** What stands for every client of a Unix socket: they have no address, and so are one client. */
    public static final IpAddress UNIX = new IpAddress(0, 0);

    private static final long V4_PREFIX = 0xffffL << 32;
    private static final long V4_PREFIX_MASK = -1L << 32;
    /** 224.0.0.0/4 (RFC 5771). */
    private static final long V4_MULTICAST = 0xe000_0000L;

    private static final long V4_MULTICAST_MASK = 0xf000_0000L;
    private static final int V4_LOOPBACK = 127;
    private static final int V4_FIRST_SHIFT = 24;
    private static final int GROUPS = 8;
    private static final Pattern LEADING_ZERO = Pattern.compile("(^|[.:])0[0-9]+\\.|\\.0[0-9]+$");
    private static final int NUMBERS = 4;
    private static final int MOST_OF_NUMBER = 255;
    private static final long NONE = -1;

    /** The address in four bytes (IPv4) or sixteen (IPv6, or IPv4-mapped), starting at {@code offset}. */
    public static IpAddress of(byte[] bytes, int offset, int length) {
        var in = ByteBuffer.wrap(bytes, offset, length);
        return switch (length) {
            case 4 -> v4(in.getInt());
            case 16 -> new IpAddress(in.getLong(), in.getLong());
            default -> throw new IllegalArgumentException("length: " + length + " (expected: 4 or 16)");
        };
    }

    public static IpAddress of(InetAddress address) {
        byte[] bytes = address.getAddress();
        return of(bytes, 0, bytes.length);
    }

    /** The IPv4 address whose 32 bits are given. */
    public static IpAddress v4(int bits) {
        return new IpAddress(0, V4_PREFIX | Integer.toUnsignedLong(bits));
    }

    /**
     * Reads an address literal; names are never looked up. IPv4 addresses have all of their four numbers: that 10.1 is 10.0.0.1
     * to the C library, and 300 is 0.0.1.44, helps nobody who left a part out. Numbers with a leading zero are rejected: they
     * are octal to pen and to the C library, decimal to Java.
     *
     * @throws ConfigException if the text is not an IPv4 or IPv6 literal
     */
    public static IpAddress parse(String literal) {
        if (literal.indexOf(':') < 0) {
            long bits = fourNumbers(literal);
            if (bits != NONE) {
                return v4((int) bits);
            }
        } else if (literal.indexOf('.') < 0 || !LEADING_ZERO.matcher(literal).find()) {
            try {
                return of(InetAddress.ofLiteral(literal));
            } catch (IllegalArgumentException _) {
                // said below
            }
        }
        throw new ConfigException("\"" + literal + "\" is not an IPv4 or IPv6 address");
    }

    /** By hand: a long configuration has many of them. */
    private static long fourNumbers(String text) {
        long bits = 0;
        int numbers = 0;
        int digits = 0;
        int number = 0;
        for (int i = 0; i <= text.length(); i++) {
            char c = i == text.length() ? '.' : text.charAt(i);
            if (c == '.') {
                if (digits == 0 || number > MOST_OF_NUMBER || ++numbers > NUMBERS) {
                    return NONE;
                }
                bits = bits << 8 | number;
                digits = 0;
                number = 0;
            } else if (c < '0' || c > '9' || (digits > 0 && number == 0) || ++digits > 3) {
                return NONE;
            } else {
                number = number * 10 + c - '0';
            }
        }
        return numbers == NUMBERS ? bits : NONE;
    }

    public boolean isV4() {
        return isV4(high, low);
    }

    static boolean isV4(long high, long low) {
        return high == 0 && (low & V4_PREFIX_MASK) == V4_PREFIX;
    }

    /** Whether one host can have it: it is neither a multicast address nor 255.255.255.255. */
    public boolean isUnicast() {
        return isV4() ? (low & V4_MULTICAST_MASK) != V4_MULTICAST && (int) low != -1 : high >>> 56 != 0xff;
    }

    /** Whether only this machine itself reaches it: 127.0.0.0/8 or ::1. */
    public boolean isLoopback() {
        return isV4() ? ((int) low >>> V4_FIRST_SHIFT) == V4_LOOPBACK : (high == 0 && low == 1);
    }

    /** Whether it stands for all addresses of a machine: 0.0.0.0 or ::. */
    public boolean isUnspecified() {
        return high == 0 && (low == 0 || low == V4_PREFIX);
    }

    /** The same address for the JDK's own calls. */
    public InetAddress toInetAddress() {
        var bytes = isV4()
                ? ByteBuffer.allocate(4).putInt((int) low)
                : ByteBuffer.allocate(16).putLong(high).putLong(low);
        try {
            return InetAddress.getByAddress(bytes.array());
        } catch (UnknownHostException e) {
            throw new AssertionError("4 and 16 bytes are always an address", e);
        }
    }

    /** Dotted quads for IPv4; for IPv6 the canonical form of RFC 5952, which the JDK does not write. */
    @Override
    public String toString() {
        return isV4() ? toInetAddress().getHostAddress() : shortened();
    }

    private String shortened() {
        int longest = 1; // a single zero is not shortened
        int from = -1;
        for (int i = 0; i < GROUPS; i++) {
            int zeros = 0;
            while (i + zeros < GROUPS && group(i + zeros) == 0) {
                zeros++;
            }
            if (zeros > longest) {
                longest = zeros;
                from = i;
            }
        }
        if (from < 0) {
            return groups(0, GROUPS);
        }
        return groups(0, from) + "::" + groups(from + longest, GROUPS);
    }

    private String groups(int from, int to) {
        var text = new StringJoiner(":");
        for (int i = from; i < to; i++) {
            text.add(Integer.toHexString(group(i)));
        }
        return text.toString();
    }

    private int group(int index) {
        long half = index < GROUPS / 2 ? high : low;
        return (int) (half >>> (48 - 16 * (index % 4))) & 0xffff;
    }
}
