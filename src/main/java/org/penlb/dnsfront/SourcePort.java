package org.penlb.dnsfront;

import org.jspecify.annotations.Nullable;
import org.penlb.relay.DatagramBatch;
import org.penlb.relay.DatagramPort;
import org.penlb.relay.DatagramReceiver;
import org.penlb.service.DatagramCounters;
import org.penlb.service.OwnSockets;

/**
 * One of the sockets towards a server, with the attempts that went out by it. Its port number is the system's random choice.
 */
final class SourcePort implements DatagramReceiver {
    final AttemptTable attempts = new AttemptTable();

    private final UdpUpstream upstream;
    private @Nullable DatagramPort port;
    private OwnSockets.@Nullable Own own;

    SourcePort(UdpUpstream upstream) {
        this.upstream = upstream;
    }

    void opened(DatagramPort newPort) {
        port = newPort;
        newPort.anyOrder();
        own = OwnSockets.ofThisProcess().asks(newPort.localAddress(), upstream.context.service());
    }

    DatagramPort port() {
        if (port == null) {
            throw new IllegalStateException("not open");
        }
        return port;
    }

    @Override
    public void received(DatagramPort from, DatagramBatch batch, int first, int end) {
        upstream.received(attempts, batch, first, end);
    }

    @Override
    public void unreachable(DatagramPort from, String reason) {
        upstream.unreachable(reason);
    }

    void close() {
        if (port != null) {
            DatagramCounters counters = upstream.context.service().datagrams();
            counters.dropped(port.takeDropped());
            counters.overflowed(port.takeOverflowed());
            port.close();
        }
        if (own != null) {
            own.forget();
        }
    }
}
