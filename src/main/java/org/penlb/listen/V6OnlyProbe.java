package org.penlb.listen;

import io.netty.channel.socket.SocketProtocolFamily;
import io.netty.channel.unix.Socket;
import java.io.IOException;
import java.net.InetSocketAddress;
import org.penlb.config.Protocol;
import org.penlb.relay.BindOptions;

/**
 * Finds out whether an IPv6 address is free for a listener that leaves IPv4 to others. Java's own sockets take both families,
 * and would collide with a neighbour that serves IPv4 alone.
 */
final class V6OnlyProbe extends Socket {
    private V6OnlyProbe(int descriptor) {
        super(descriptor);
    }

    /**
     * Listens without sharing, which only works if nobody else listens there.
     *
     * @throws IOException if the address cannot be listened on
     */
    static void run(InetSocketAddress address, Protocol protocol) throws IOException {
        if (protocol.hasDatagrams()) {
            var probe = new V6OnlyProbe(newSocketDgram0(SocketProtocolFamily.INET6));
            try {
                probe.claim(address);
            } finally {
                probe.close();
            }
        }
        if (protocol.hasConnections()) {
            var probe = new V6OnlyProbe(newSocketStream0(SocketProtocolFamily.INET6));
            try {
                probe.setReuseAddress(true);
                probe.claim(address);
                probe.listen(1);
            } finally {
                probe.close();
            }
        }
    }

    private void claim(InetSocketAddress address) throws IOException {
        setIntOpt(BindOptions.V6ONLY_LEVEL, BindOptions.V6ONLY_OPTION, 1);
        bind(address);
    }
}
