package org.penlb.dnsfront;

import java.net.InetAddress;
import org.jspecify.annotations.Nullable;
import org.penlb.relay.DatagramBatch;
import org.penlb.relay.DatagramPort;
import org.penlb.relay.DatagramReceiver;
import org.penlb.service.DatagramCounters;
import org.penlb.service.OwnSockets;

/**
 * One of the sockets towards a server, with the attempts that went out by it. Its port number is the system's random choice;
 * so is its address, unless the operator chose one, and it keeps both.
 */
final class SourcePort implements DatagramReceiver {
    final AttemptTable attempts = new AttemptTable();
    final long openedAt;

    /** When it got an answer last, or was opened. */
    long heardAt;
    /** How many queries in a row it got no answer to in time. */
    int misses;

    private final UdpUpstream upstream;
    private @Nullable DatagramPort port;
    private @Nullable InetAddress address;
    private OwnSockets.@Nullable Own own;

    SourcePort(UdpUpstream upstream, long now) {
        this.upstream = upstream;
        this.openedAt = now;
        this.heardAt = now;
    }

    void opened(DatagramPort newPort) {
        port = newPort;
        address = newPort.localAddress().getAddress();
        newPort.anyOrder();
        own = OwnSockets.ofThisProcess().asks(newPort.localAddress(), upstream.context.service());
    }

    DatagramPort port() {
        if (port == null) {
            throw new IllegalStateException("not open");
        }
        return port;
    }

    /** The address of ours that it sends from. */
    InetAddress address() {
        if (address == null) {
            throw new IllegalStateException("not open");
        }
        return address;
    }

    @Override
    public void received(DatagramPort from, DatagramBatch batch, int first, int end) {
        upstream.received(this, batch, first, end);
    }

    @Override
    public void unreachable(DatagramPort from, String reason) {
        upstream.unreachable(this, reason);
    }

    @Override
    public void cannotSend(DatagramPort from, String reason) {
        upstream.cannotSend(this, reason);
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
