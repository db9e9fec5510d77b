package org.penlb.relay;

import io.netty.channel.EventLoop;
import io.netty.channel.IoEventLoop;
import org.penlb.config.RelayKind;
import org.penlb.relay.channel.ChannelTransport;
import org.penlb.relay.socket.SocketTransport;

/** Finds the transport for an event loop. */
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
}
