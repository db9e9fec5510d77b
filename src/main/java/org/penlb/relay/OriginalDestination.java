package org.penlb.relay;

import io.netty.channel.ChannelException;
import io.netty.channel.unix.Socket;
import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Where an accepted client had meant to go before a rule of this machine's NAT sent it here (SO_ORIGINAL_DST of netfilter). */
public final class OriginalDestination {
    private static final int SOL_IP = 0;
    private static final int SOL_IPV6 = 41;
    private static final int SO_ORIGINAL_DST = 80;
    /** struct sockaddr_in: family, port, address, padding. */
    private static final int LENGTH_V4 = 16;

    private static final int ADDRESS_V4 = 4;
    /** struct sockaddr_in6: family, port, flow, address, scope. */
    private static final int LENGTH_V6 = 28;

    private static final int ADDRESS_V6 = 8;
    private static final int PORT = 2;

    private OriginalDestination() {}

    /**
     * @param at where it came in
     * @return null if nothing was changed, as far as this system tells
     */
    public static @Nullable InetSocketAddress of(End client, InetSocketAddress at) {
        if (client.descriptor() < 0) {
            return null;
        }
        boolean v6 = at.getAddress() instanceof Inet6Address;
        var address = ByteBuffer.allocateDirect(v6 ? LENGTH_V6 : LENGTH_V4);
        try {
            new Socket(client.descriptor()).getRawOpt(v6 ? SOL_IPV6 : SOL_IP, SO_ORIGINAL_DST, address);
            byte[] bytes = new byte[address.capacity()];
            address.get(0, bytes);
            int from = v6 ? ADDRESS_V6 : ADDRESS_V4;
            InetAddress host = InetAddress.getByAddress(Arrays.copyOfRange(bytes, from, from + (v6 ? 16 : 4)));
            return new InetSocketAddress(host, Short.toUnsignedInt(address.getShort(PORT)));
        } catch (IOException | ChannelException _) {
            return null; // there is no NAT, or it knows nothing of this one
        }
    }
}
