package org.penlb.relay.socket;

import io.netty.channel.ChannelException;
import io.netty.channel.socket.SocketProtocolFamily;
import io.netty.channel.unix.DomainSocketAddress;
import io.netty.channel.unix.Socket;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import org.penlb.relay.BindOptions;
import org.penlb.relay.ListenOptions;

/** A non-blocking socket that listens, over Netty's native calls: there is one per event loop, so what they cost is no matter. */
final class ListeningSocket extends Socket {
    private ListeningSocket(int fd) {
        super(fd);
    }

    /**
     * A socket that listens on this address.
     *
     * @throws IOException if the address is in use or not of this machine, or no descriptor is left
     */
    static ListeningSocket open(SocketAddress local, ListenOptions options) throws IOException {
        ListeningSocket socket = open(local);
        try {
            if (local instanceof InetSocketAddress) {
                socket.setReuseAddress(true);
                socket.setReusePort(options.bind().shared());
                socket.setTcpNoDelay(options.noDelay());
                socket.setKeepAlive(options.keepAlive());
                if (options.bind().v6only()) {
                    socket.setIntOpt(BindOptions.V6ONLY_LEVEL, BindOptions.V6ONLY_OPTION, 1);
                }
            }
            socket.bind(
                    local instanceof UnixDomainSocketAddress unix
                            ? new DomainSocketAddress(unix.getPath().toString())
                            : local);
            socket.listen(options.backlog());
            return socket;
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }

    private static ListeningSocket open(SocketAddress address) throws IOException {
        try {
            return new ListeningSocket(
                    switch (Sockaddr.family(address)) {
                        case Sockaddr.AF_UNIX -> newSocketDomain0();
                        case Sockaddr.AF_INET6 -> newSocketStream0(SocketProtocolFamily.INET6);
                        default -> newSocketStream0(SocketProtocolFamily.INET);
                    });
        } catch (ChannelException e) {
            if (e.getCause() instanceof IOException cause) {
                throw cause;
            }
            throw e;
        }
    }
}
