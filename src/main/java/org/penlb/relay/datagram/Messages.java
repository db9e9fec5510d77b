package org.penlb.relay.datagram;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import org.penlb.relay.Peer;

/**
 * An array of {@code struct mmsghdr} (recvmmsg(2)) with room for one piece of payload, an address and control data each, as
 * Linux lays them out on x86-64 and aarch64, which is the same. What points at what never changes; lengths do.
 */
final class Messages {
    static final int AF_INET = 2;
    static final int AF_INET6 = 10;

    /** struct mmsghdr. */
    private static final int HEADER = 64;

    private static final int NAME_POINTER = 0;
    private static final int NAME_LENGTH = 8;
    private static final int PIECES_POINTER = 16;
    private static final int PIECES = 24;
    private static final int CONTROL_POINTER = 32;
    private static final int CONTROL_LENGTH = 40;
    private static final int RECEIVED_LENGTH = 56;

    /** struct iovec. */
    private static final int PIECE = 16;

    private static final int PIECE_LENGTH = 8;

    /** Room for a struct sockaddr_in6, which has 28 bytes; a sockaddr_in has 16. */
    private static final int NAME = 32;

    private static final int SOCKADDR_IN = 16;
    private static final int SOCKADDR_IN6 = 28;
    private static final int SIN_PORT = 2;
    private static final int SIN_ADDRESS = 4;
    private static final int SIN6_FLOW = 4;
    private static final int SIN6_ADDRESS = 8;
    private static final int SIN6_SCOPE = 24;

    /** An IPv4 address in its IPv4-mapped form. */
    private static final long V4_PREFIX = 0xffffL << 32;

    private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG;
    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT;
    private static final ValueLayout.OfShort SHORT = ValueLayout.JAVA_SHORT;
    private static final ValueLayout.OfLong NETWORK_LONG = LONG.withOrder(ByteOrder.BIG_ENDIAN);
    private static final ValueLayout.OfInt NETWORK_INT = INT.withOrder(ByteOrder.BIG_ENDIAN);
    private static final ValueLayout.OfShort NETWORK_SHORT = SHORT.withOrder(ByteOrder.BIG_ENDIAN);

    private final MemorySegment headers;
    private final MemorySegment pieces;
    private final MemorySegment names;
    private final ControlData control;

    Messages(Arena arena, int capacity) {
        headers = arena.allocate((long) capacity * HEADER, HEADER);
        pieces = arena.allocate((long) capacity * PIECE, PIECE);
        names = arena.allocate((long) capacity * NAME, NAME);
        control = new ControlData(arena, capacity);
        for (int i = 0; i < capacity; i++) {
            long header = (long) i * HEADER;
            headers.set(LONG, header + NAME_POINTER, names.address() + (long) i * NAME);
            headers.set(LONG, header + PIECES_POINTER, pieces.address() + (long) i * PIECE);
            headers.set(LONG, header + PIECES, 1);
            headers.set(LONG, header + CONTROL_POINTER, control.address(i));
        }
    }

    /** The address of a header, for the system call. */
    long address(int i) {
        return headers.address() + (long) i * HEADER;
    }

    /** Says where the bytes of a datagram are, or are to go. */
    void payload(int i, long address, long length) {
        pieces.set(LONG, (long) i * PIECE, address);
        pieces.set(LONG, (long) i * PIECE + PIECE_LENGTH, length);
    }

    /** Makes room for the sender's address; the system call changes that to its length. */
    void expectName(int i) {
        nameLength(i, SOCKADDR_IN6);
    }

    /** Makes room for control data; the system call changes that to its length. */
    void expectControl(int i) {
        controlLength(i, ControlData.ROOM);
    }

    /** How long the datagram is that was received. */
    int receivedLength(int i) {
        return headers.get(INT, (long) i * HEADER + RECEIVED_LENGTH);
    }

    /** Control data of what was received. */
    ControlData control() {
        return control;
    }

    /** How many bytes of control data were received. */
    int controlLength(int i) {
        return (int) headers.get(LONG, (long) i * HEADER + CONTROL_LENGTH);
    }

    /** Tells who sent the datagram that was received. */
    void sender(int i, Peer peer) {
        long name = (long) i * NAME;
        int port = names.get(NETWORK_SHORT, name + SIN_PORT) & 0xffff;
        if (names.get(SHORT, name) == AF_INET6) {
            peer.from(
                    names.get(NETWORK_LONG, name + SIN6_ADDRESS),
                    names.get(NETWORK_LONG, name + SIN6_ADDRESS + Long.BYTES),
                    port,
                    names.get(INT, name + SIN6_SCOPE));
        } else {
            long address = names.get(NETWORK_INT, name + SIN_ADDRESS) & 0xffff_ffffL;
            peer.from(0, V4_PREFIX | address, port, 0);
        }
    }

    /** Tells to which address of ours the datagram was sent that was received, if the system said so. */
    void recipient(int i, Peer peer) {
        control.recipient(i, controlLength(i), peer);
    }

    /** Addresses a datagram to the peer that a connected socket has. */
    void toConnected(int i) {
        nameLength(i, 0);
        controlLength(i, 0);
    }

    /**
     * Addresses a datagram to a peer.
     *
     * @param v6 whether the socket is one of IPv6, which takes IPv4 addresses in their mapped form
     * @param chooseSource whether it is to leave from the address that the peer wrote to
     */
    void to(int i, Peer peer, boolean v6, boolean chooseSource) {
        long name = (long) i * NAME;
        names.set(NETWORK_SHORT, name + SIN_PORT, (short) peer.port());
        if (v6) {
            names.set(SHORT, name, (short) AF_INET6);
            names.set(INT, name + SIN6_FLOW, 0);
            names.set(NETWORK_LONG, name + SIN6_ADDRESS, peer.high());
            names.set(NETWORK_LONG, name + SIN6_ADDRESS + Long.BYTES, peer.low());
            names.set(INT, name + SIN6_SCOPE, peer.scope());
        } else {
            names.set(SHORT, name, (short) AF_INET);
            names.set(NETWORK_INT, name + SIN_ADDRESS, (int) peer.low());
        }
        nameLength(i, v6 ? SOCKADDR_IN6 : SOCKADDR_IN);
        boolean known = peer.localLow() != 0 || peer.localHigh() != 0;
        controlLength(i, chooseSource && known ? control.source(i, peer, v6) : 0);
    }

    /**
     * Gives an addressed message its payloads. Several make as many datagrams, which go through the kernel as one.
     *
     * @param length of each payload but the last, which may be shorter
     */
    void payloads(int i, int first, int count, int length) {
        long header = (long) i * HEADER;
        headers.set(LONG, header + PIECES_POINTER, pieces.address() + (long) first * PIECE);
        headers.set(LONG, header + PIECES, count);
        if (count > 1) {
            controlLength(i, control.segments(i, controlLength(i), length));
        }
    }

    private void nameLength(int i, int length) {
        headers.set(INT, (long) i * HEADER + NAME_LENGTH, length);
    }

    private void controlLength(int i, int length) {
        headers.set(LONG, (long) i * HEADER + CONTROL_LENGTH, length);
    }
}
