package org.penlb.relay.datagram;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import org.penlb.relay.Peer;

/**
 * What a datagram has beside its payload (cmsg(3)): the address of ours that it is for or from (ip(7), ipv6(7)), and what
 * the network says about one that was sent (IP_RECVERR).
 */
final class ControlData {
    /** Enough for an IPv4 and an IPv6 form of the same address, or for an error with the address of who reports it. */
    static final int ROOM = 128;

    static final int SOL_IP = 0;
    static final int SOL_IPV6 = 41;
    static final int IP_PKTINFO = 8;
    static final int IPV6_RECVPKTINFO = 49;
    static final int IP_RECVERR = 11;
    static final int IPV6_RECVERR = 25;

    private static final int IPV6_PKTINFO = 50;
    private static final int SOL_UDP = 17;
    private static final int UDP_SEGMENT = 103;

    /** struct cmsghdr: a size_t, the level, the type; the next one starts at a multiple of 8. */
    private static final int HEADER = 16;

    private static final int LEVEL = 8;
    private static final int TYPE = 12;

    /** struct in_pktinfo: interface, local address, address in the header. */
    private static final int IN_PKTINFO = 12;

    private static final int LOCAL_ADDRESS = 4;

    /** struct in6_pktinfo: address, interface. */
    private static final int IN6_PKTINFO = 20;

    private static final int INTERFACE = 16;

    private static final long V4_PREFIX = 0xffffL << 32;

    private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG;
    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT;
    private static final ValueLayout.OfLong NETWORK_LONG = LONG.withOrder(ByteOrder.BIG_ENDIAN);
    private static final ValueLayout.OfInt NETWORK_INT = INT.withOrder(ByteOrder.BIG_ENDIAN);

    private final MemorySegment memory;

    ControlData(Arena arena, int capacity) {
        memory = arena.allocate((long) capacity * ROOM, ROOM);
    }

    long address(int i) {
        return memory.address() + (long) i * ROOM;
    }

    /** Tells to which address of ours a datagram was sent; all zero if the system does not say. */
    void recipient(int i, int length, Peer peer) {
        peer.to(0, 0, 0);
        long start = (long) i * ROOM;
        for (long at = start; at + HEADER <= start + length; at = next(at)) {
            int type = memory.get(INT, at + TYPE);
            long data = at + HEADER;
            switch (memory.get(INT, at + LEVEL)) {
                case SOL_IP -> {
                    if (type == IP_PKTINFO) {
                        // For a broadcast this is the address to answer from, which the other form does not have.
                        long local = memory.get(NETWORK_INT, data + LOCAL_ADDRESS) & 0xffff_ffffL;
                        peer.to(0, V4_PREFIX | local, memory.get(INT, data));
                        return;
                    }
                }
                case SOL_IPV6 -> {
                    if (type == IPV6_PKTINFO) {
                        toV6(data, peer);
                    }
                }
                default -> {
                    // not asked for
                }
            }
        }
    }

    private void toV6(long data, Peer peer) {
        long high = memory.get(NETWORK_LONG, data);
        if (!isMulticast(high)) {
            peer.to(high, memory.get(NETWORK_LONG, data + Long.BYTES), memory.get(INT, data + INTERFACE));
        }
    }

    private static boolean isMulticast(long high) {
        return high >>> 56 == 0xff;
    }

    /** fe80::/10. */
    private static boolean isLinkLocal(long high) {
        return high >>> 54 == 0xfe80 >>> 6;
    }

    /**
     * Says from which address of ours a datagram is to leave. The way is the routing table's to choose, except where the
     * address means nothing without its interface.
     *
     * @return the length of the control data
     */
    int source(int i, Peer peer, boolean v6) {
        long at = (long) i * ROOM;
        long data = at + HEADER;
        int length = HEADER + (v6 ? IN6_PKTINFO : IN_PKTINFO);
        memory.set(LONG, at, length);
        memory.set(INT, at + LEVEL, v6 ? SOL_IPV6 : SOL_IP);
        memory.set(INT, at + TYPE, v6 ? IPV6_PKTINFO : IP_PKTINFO);
        if (v6) {
            memory.set(NETWORK_LONG, data, peer.localHigh());
            memory.set(NETWORK_LONG, data + Long.BYTES, peer.localLow());
            memory.set(INT, data + INTERFACE, isLinkLocal(peer.localHigh()) ? peer.localInterface() : 0);
        } else {
            memory.set(INT, data, 0);
            memory.set(NETWORK_INT, data + LOCAL_ADDRESS, (int) peer.localLow());
            memory.set(INT, data + 2 * LOCAL_ADDRESS, 0);
        }
        return align(length);
    }

    /**
     * Says that the payload is several datagrams of this length, of which the last one may be shorter (udp(7), UDP_SEGMENT).
     *
     * @param length of the control data so far
     * @return its length now
     */
    int segments(int i, int length, int segment) {
        long at = (long) i * ROOM + length;
        memory.set(LONG, at, HEADER + Short.BYTES);
        memory.set(INT, at + LEVEL, SOL_UDP);
        memory.set(INT, at + TYPE, UDP_SEGMENT);
        memory.set(ValueLayout.JAVA_SHORT, at + HEADER, (short) segment);
        return length + align(HEADER + Short.BYTES);
    }

    /** The error number that the network reported, or 0 if there is none. */
    int reported(int i, int length) {
        long start = (long) i * ROOM;
        for (long at = start; at + HEADER + Integer.BYTES <= start + length; at = next(at)) {
            int level = memory.get(INT, at + LEVEL);
            int type = memory.get(INT, at + TYPE);
            if ((level == SOL_IP && type == IP_RECVERR) || (level == SOL_IPV6 && type == IPV6_RECVERR)) {
                return memory.get(INT, at + HEADER); // the first member of struct sock_extended_err
            }
        }
        return 0;
    }

    private long next(long at) {
        return at + align((int) Math.max(memory.get(LONG, at), HEADER));
    }

    private static int align(int length) {
        return (length + 7) & -8;
    }
}
