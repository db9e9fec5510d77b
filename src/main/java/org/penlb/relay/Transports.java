package org.penlb.relay;

import io.netty.channel.EventLoop;
import io.netty.channel.IoEventLoop;
import org.penlb.config.RelayKind;
import org.penlb.relay.channel.ChannelDatagrams;
import org.penlb.relay.channel.ChannelTransport;
import org.penlb.relay.datagram.MmsgTransport;
import org.penlb.relay.socket.SocketTransport;

/** Finds the transports for an event loop. */
public final class Transports {
    private Transports() {}

    /**
     * @param pipes how many pipes the socket relay may keep open on this event loop
     * @throws IllegalStateException if the socket relay is demanded and the event loop cannot carry it
     */
    public static Transport on(EventLoop loop, RelayKind kind, int pipes) {
        boolean fits = loop instanceof IoEventLoop io && SocketTransport.fits(io);
        if (kind == RelayKind.SOCKET && !fits) {
            throw new IllegalStateException("the socket relay needs Linux and a Vert.x with native transport (epoll)");
        }
        return fits && kind != RelayKind.CHANNEL
                ? new SocketTransport((IoEventLoop) loop, pipes)
                : new ChannelTransport(loop);
    }

    /**
     * Finds the transport of datagrams; to be called on the event loop.
     *
     * @throws IllegalStateException if the socket relay is demanded and this machine cannot carry it
     */
    public static DatagramTransport datagramsOn(EventLoop loop, RelayKind kind) {
        boolean fits = loop instanceof IoEventLoop io && MmsgTransport.fits(io);
        if (kind == RelayKind.SOCKET && !fits) {
            throw new IllegalStateException(
                    "the socket relay of datagrams needs Linux on x86-64 or aarch64, a Vert.x with"
                            + " native transport (epoll) and java --enable-native-access=ALL-UNNAMED");
        }
        return fits && kind != RelayKind.CHANNEL ? new MmsgTransport((IoEventLoop) loop) : new ChannelDatagrams(loop);
    }
}
