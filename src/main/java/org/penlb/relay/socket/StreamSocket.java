package org.penlb.relay.socket;

import io.netty.channel.ChannelException;
import io.netty.channel.socket.SocketProtocolFamily;
import io.netty.channel.unix.DomainSocketAddress;
import io.netty.channel.unix.Socket;
import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import org.penlb.relay.Transparency;

/** A non-blocking stream socket of the family that an address asks for, over Netty's native calls. */
final class StreamSocket extends Socket {
    private static final int IPPROTO_IP = 0;
    private static final int IP_BIND_ADDRESS_NO_PORT = 24;

    /** Wraps a descriptor that was accepted. */
    StreamSocket(int fd) {
        super(fd);
    }

    /**
     * A new socket for this address, not yet bound or connected.
     *
     * @throws IOException if the process or the system has no descriptor left
     */
    static StreamSocket open(SocketAddress address) throws IOException {
        try {
            return new StreamSocket(
                    switch (address) {
                        case UnixDomainSocketAddress _ -> newSocketDomain0();
                        case InetSocketAddress inet
                        when inet.getAddress() instanceof Inet6Address -> newSocketStream0(SocketProtocolFamily.INET6);
                        default -> newSocketStream0(SocketProtocolFamily.INET);
                    });
        } catch (ChannelException e) {
            if (e.getCause() instanceof IOException cause) {
                throw cause;
            }
            throw e;
        }
    }

    /** The same address in the form that Netty's native calls take. */
    static SocketAddress toNative(SocketAddress address) {
        return address instanceof UnixDomainSocketAddress unix
                ? new DomainSocketAddress(unix.getPath().toString())
                : address;
    }

    /**
     * Binds the local address of a connection to come, without taking a port yet: the kernel then picks one that is free
     * towards that server, so that the ports of one local address serve every server anew.
     */
    void bindSource(InetSocketAddress source) throws IOException {
        setIntOpt(IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT, 1);
        bind(source);
    }

    /** Lets {@link #bindSource} take an address that this machine does not have. */
    void allowForeignSource(InetAddress source) throws IOException {
        setIntOpt(Transparency.level(source), Transparency.option(source), 1);
    }

    void shutdownOutput() throws IOException {
        shutdown(false, true);
    }
}
