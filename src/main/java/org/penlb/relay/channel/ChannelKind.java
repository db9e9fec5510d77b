package org.penlb.relay.channel;

import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import io.netty.channel.IoEventLoop;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.EpollDatagramChannel;
import io.netty.channel.epoll.EpollDomainSocketChannel;
import io.netty.channel.epoll.EpollIoHandle;
import io.netty.channel.epoll.EpollServerDomainSocketChannel;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.socket.DatagramChannel;
import io.netty.channel.socket.SocketProtocolFamily;
import io.netty.channel.socket.nio.NioDatagramChannel;
import io.netty.channel.socket.nio.NioDomainSocketChannel;
import io.netty.channel.socket.nio.NioServerDomainSocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.channel.unix.DomainSocketAddress;
import io.netty.channel.unix.IntegerUnixChannelOption;
import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.spi.SelectorProvider;
import org.penlb.relay.BindOptions;

/** Which classes of channels an event loop carries. */
enum ChannelKind {
    EPOLL {
        @Override
        Channel client(SocketAddress remote) {
            return remote instanceof UnixDomainSocketAddress
                    ? new EpollDomainSocketChannel()
                    : new EpollSocketChannel(family(remote));
        }

        @Override
        ServerChannel server(EventLoop loop, SocketAddress local) {
            return local instanceof UnixDomainSocketAddress
                    ? new EpollServerDomainSocketChannel()
                    : new EpollServerSocketChannel(family(local));
        }

        @Override
        DatagramChannel datagrams(InetSocketAddress address) {
            return new EpollDatagramChannel(family(address));
        }

        @Override
        SocketAddress toNative(SocketAddress address) {
            return address instanceof UnixDomainSocketAddress unix
                    ? new DomainSocketAddress(unix.getPath().toString())
                    : address;
        }
    },

    NIO {
        @Override
        Channel client(SocketAddress remote) {
            return remote instanceof UnixDomainSocketAddress
                    ? new NioDomainSocketChannel()
                    : new NioSocketChannel(SelectorProvider.provider(), family(remote));
        }

        @Override
        ServerChannel server(EventLoop loop, SocketAddress local) {
            return local instanceof UnixDomainSocketAddress
                    ? new NioServerDomainSocketChannel()
                    : new NioServerSocketChannel(SelectorProvider.provider(), family(local));
        }

        @Override
        DatagramChannel datagrams(InetSocketAddress address) {
            return new NioDatagramChannel(SelectorProvider.provider(), family(address));
        }

        @Override
        SocketAddress toNative(SocketAddress address) {
            return address;
        }
    };

    static ChannelKind on(EventLoop loop) {
        return loop instanceof IoEventLoop io && io.isCompatible(EpollIoHandle.class) ? EPOLL : NIO;
    }

    private static SocketProtocolFamily family(SocketAddress address) {
        return address instanceof InetSocketAddress inet && inet.getAddress() instanceof Inet6Address
                ? SocketProtocolFamily.INET6
                : SocketProtocolFamily.INET;
    }

    /**
     * Has a listening channel of IPv6 leave IPv4 to others.
     *
     * @throws IOException if these channels cannot
     */
    void leaveV4(Channel channel) throws IOException {
        if (this == NIO) {
            throw new IOException("IPv6 alone (v6only) needs Linux with epoll");
        }
        channel.config()
                .setOption(
                        new IntegerUnixChannelOption(
                                "IPV6_V6ONLY", BindOptions.V6ONLY_LEVEL, BindOptions.V6ONLY_OPTION),
                        1);
    }

    abstract Channel client(SocketAddress remote);

    abstract ServerChannel server(EventLoop loop, SocketAddress local);

    /** A UDP channel of the family that an address asks for. */
    abstract DatagramChannel datagrams(InetSocketAddress address);

    /** The same address in the form that these channels take. */
    abstract SocketAddress toNative(SocketAddress address);
}
