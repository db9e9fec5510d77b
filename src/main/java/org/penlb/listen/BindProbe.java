package org.penlb.listen;

import io.netty.channel.socket.SocketProtocolFamily;
import io.netty.channel.unix.DomainSocketAddress;
import io.netty.channel.unix.Socket;
import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import org.penlb.config.Protocol;
import org.penlb.relay.BindOptions;

/**
 * Finds out whether an address is free, without sharing it and without listening: a client that came meanwhile would be dropped.
 * In the address's own family, and as the listener will be: a socket for both families would collide with a neighbour that
 * serves the other one alone. Needs epoll.
 */
final class BindProbe extends Socket {
    private BindProbe(int descriptor) {
        super(descriptor);
    }

    /**
     * Takes the address and gives it back.
     *
     * @param v6only whether IPv4 is left to others
     * @throws IOException if somebody listens there, or nobody can
     */
    static void run(InetSocketAddress address, boolean v6only, Protocol protocol) throws IOException {
        var family =
                address.getAddress() instanceof Inet6Address ? SocketProtocolFamily.INET6 : SocketProtocolFamily.INET;
        if (protocol.hasDatagrams()) {
            try (var probe = new Closing(new BindProbe(newSocketDgram0(family)))) {
                probe.socket.claim(address, v6only);
            }
        }
        if (protocol.hasConnections()) {
            try (var probe = new Closing(new BindProbe(newSocketStream0(family)))) {
                probe.socket.setReuseAddress(true);
                probe.socket.claim(address, v6only);
            }
        }
    }

    /** As {@link #run(InetSocketAddress, boolean, Protocol)}, for a Unix socket; there is no file of that name. */
    static void run(Path path) throws IOException {
        try (var probe = new Closing(new BindProbe(newSocketDomain0()))) {
            probe.socket.bind(new DomainSocketAddress(path.toString()));
            Files.delete(path);
        }
    }

    private void claim(InetSocketAddress address, boolean v6only) throws IOException {
        if (v6only) {
            setIntOpt(BindOptions.V6ONLY_LEVEL, BindOptions.V6ONLY_OPTION, 1);
        }
        bind(address);
    }

    private record Closing(BindProbe socket) implements AutoCloseable {
        @Override
        public void close() throws IOException {
            socket.close();
        }
    }
}
