package org.penlb.relay.socket;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.net.Inet6Address;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteOrder;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import org.penlb.config.IpAddress;

/**
 * A socket's address as the kernel has it: a struct sockaddr_in, sockaddr_in6 or sockaddr_un, whichever is in it (ip(7),
 * ipv6(7), unix(7)).
 */
final class Sockaddr {
    static final int AF_UNIX = 1;
    static final int AF_INET = 2;
    static final int AF_INET6 = 10;

    private static final ValueLayout.OfShort NATIVE_SHORT = ValueLayout.JAVA_SHORT;
    private static final ValueLayout.OfInt NATIVE_INT = ValueLayout.JAVA_INT;
    private static final ValueLayout.OfShort SHORT = NATIVE_SHORT.withOrder(ByteOrder.BIG_ENDIAN);
    private static final ValueLayout.OfInt INT = NATIVE_INT.withOrder(ByteOrder.BIG_ENDIAN);
    private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG.withOrder(ByteOrder.BIG_ENDIAN);

    private static final int PORT = 2;
    private static final int V4_ADDRESS = 4;
    private static final int V4_LENGTH = 16;
    private static final int V6_FLOW = 4;
    private static final int V6_ADDRESS = 8;
    private static final int V6_SCOPE = 24;
    private static final int V6_LENGTH = 28;
    private static final int PATH = 2;
    /** A path's bytes without the one that ends it. */
    private static final int LONGEST_PATH = 107;

    private static final int ROOM = 112;
    private static final Charset PATHS =
            Charset.forName(System.getProperty("sun.jnu.encoding", StandardCharsets.UTF_8.name()));

    private final MemorySegment memory;
    private int length;

    Sockaddr(Arena arena) {
        memory = arena.allocate(ROOM + (long) Integer.BYTES, Long.BYTES);
    }

    /** Which family of sockets an address asks for. */
    static int family(SocketAddress address) {
        return switch (address) {
            case UnixDomainSocketAddress _ -> AF_UNIX;
            case InetSocketAddress inet when inet.getAddress() instanceof Inet6Address -> AF_INET6;
            default -> AF_INET;
        };
    }

    /**
     * Writes an address here.
     *
     * @throws IOException if it is the path of a Unix socket that is too long, or a name that is not resolved
     */
    void put(SocketAddress address) throws IOException {
        int family = family(address);
        memory.set(NATIVE_SHORT, 0, (short) family);
        if (address instanceof UnixDomainSocketAddress unix) {
            length = putPath(unix.getPath().toString().getBytes(PATHS));
            return;
        }
        var inet = (InetSocketAddress) address;
        if (inet.isUnresolved()) {
            throw new IOException(inet.getHostString() + " is not resolved");
        }
        memory.set(SHORT, PORT, (short) inet.getPort());
        byte[] raw = inet.getAddress().getAddress();
        if (inet.getAddress() instanceof Inet6Address v6) {
            memory.set(INT, V6_FLOW, 0);
            MemorySegment.copy(raw, 0, memory, ValueLayout.JAVA_BYTE, V6_ADDRESS, raw.length);
            memory.set(NATIVE_INT, V6_SCOPE, v6.getScopeId());
            length = V6_LENGTH;
        } else {
            MemorySegment.copy(raw, 0, memory, ValueLayout.JAVA_BYTE, V4_ADDRESS, raw.length);
            length = V4_LENGTH;
        }
    }

    private int putPath(byte[] path) throws IOException {
        if (path.length > LONGEST_PATH) {
            throw new IOException(
                    "the path of the socket has " + path.length + " bytes, expected at most " + LONGEST_PATH);
        }
        MemorySegment.copy(path, 0, memory, ValueLayout.JAVA_BYTE, PATH, path.length);
        memory.set(ValueLayout.JAVA_BYTE, PATH + (long) path.length, (byte) 0);
        return PATH + path.length + 1;
    }

    /** Where it is. */
    long address() {
        return memory.address();
    }

    /** How many bytes of it count. */
    int length() {
        return length;
    }

    /** Makes room for any address; returns where the kernel finds how much room there is, and leaves the length. */
    long expectLength() {
        memory.set(NATIVE_INT, ROOM, ROOM);
        return memory.address() + ROOM;
    }

    /** The host of the address that the kernel has written here. */
    IpAddress host() {
        return switch (memory.get(NATIVE_SHORT, 0)) {
            case AF_INET -> IpAddress.v4(memory.get(INT, V4_ADDRESS));
            case AF_INET6 -> new IpAddress(memory.get(LONG, V6_ADDRESS), memory.get(LONG, V6_ADDRESS + Long.BYTES));
            default -> IpAddress.UNIX;
        };
    }

    /** The port of the address that the kernel has written here; 0 if it is that of a Unix socket. */
    int port() {
        return switch (memory.get(NATIVE_SHORT, 0)) {
            case AF_INET, AF_INET6 -> Short.toUnsignedInt(memory.get(SHORT, PORT));
            default -> 0;
        };
    }
}
