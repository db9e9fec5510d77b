package org.penlb.proxy;

import java.nio.ByteBuffer;

/**
 * Reads headers. It keeps nothing: whoever gets {@link ProxyResult.More} asks again when there are more bytes, with all of them
 * from the first one on.
 */
public final class ProxyParser {
    /** How many bytes a header has at most that is taken. */
    public static final int LONGEST = ProxyV2.FIXED + ProxyV2.LONGEST_REST;

    private ProxyParser() {}

    /**
     * Reads the header of a connection, of either version.
     *
     * @param bytes at least one, of which nothing is taken
     */
    public static ProxyResult parse(ByteBuffer bytes) {
        return bytes.get(bytes.position()) == ProxyV1.FIRST ? ProxyV1.parse(bytes) : ProxyV2.parse(bytes);
    }

    /**
     * Reads the header in front of a datagram, which is of version 2 and as a whole in it.
     *
     * @param datagram may be empty; nothing is taken of it
     * @return never {@link ProxyResult.More}
     */
    public static ProxyResult parseDatagram(ByteBuffer datagram) {
        if (!datagram.hasRemaining()) {
            return new ProxyResult.Refused(ProxyRefusal.MISSING);
        }
        ProxyResult result = ProxyV2.parse(datagram);
        return result == ProxyResult.More.MORE ? new ProxyResult.Refused(ProxyRefusal.ENDED) : result;
    }
}
