package org.penlb.datagram;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.penlb.relay.DatagramBatch;
import org.penlb.relay.DatagramPort;
import org.penlb.relay.Errno;
import org.penlb.service.OwnSockets;
import org.penlb.service.ProxyDatagrams;
import org.penlb.service.SourceWatch;

/**
 * A flow's socket. It keeps the address of ours that it was given, so it is opened anew when that is of no use any more: the
 * system does not send from there, or the way to the server starts elsewhere now.
 */
final class FlowSocket {
    /** A socket that is no better than the one before it is not opened anew again and again. */
    private static final long RENEWAL_NANOS = TimeUnit.SECONDS.toNanos(1);

    private static final byte[] NO_HEADER = {};

    private final Sessions sessions;
    private final Flow flow;
    private DatagramPort port;
    private OwnSockets.Own own;
    private InetAddress address;
    /** How often the network had changed when this was looked at last. */
    private int networks;

    private long renewedAt;
    /** There was no means for a new one then. */
    private boolean lacking;

    /** What the server gets in front of each datagram. */
    private byte[] header = NO_HEADER;

    private long droppedBefore;
    private long overflowedBefore;

    /**
     * @throws IOException saying why there is no socket
     */
    FlowSocket(Sessions sessions, Flow flow) throws IOException {
        this.sessions = sessions;
        this.flow = flow;
        this.networks = sessions.network().changes();
        this.renewedAt = System.nanoTime() - RENEWAL_NANOS; // nothing was wrong yet
        this.port = connect();
        this.address = port.localAddress().getAddress();
        this.own = OwnSockets.ofThisProcess().asks(port.localAddress(), sessions.service());
        configured();
    }

    /** The server may be configured otherwise now. */
    void configured() {
        boolean wanted = ProxyDatagrams.wants(flow.server().config());
        if (!wanted) {
            header = NO_HEADER;
        } else if (header.length == 0) {
            header = ProxyDatagrams.header(flow.session.peer, sessions.localAddress());
        }
    }

    private DatagramPort connect() throws IOException {
        var server = (InetSocketAddress) flow.server().address();
        return sessions.transport().connect(server, sessions.service().source(), flow);
    }

    private void open(long now) throws IOException {
        renewedAt = now;
        lacking = true;
        DatagramPort opened = connect();
        lacking = false;
        overflowedBefore += port.takeOverflowed();
        close();
        droppedBefore += port.takeDropped();
        port = opened;
        own = OwnSockets.ofThisProcess().asks(opened.localAddress(), sessions.service());
        address = opened.localAddress().getAddress();
    }

    void send(DatagramBatch batch, int slot, long now) {
        if (networks != sessions.network().changes()) {
            var _ = followsNetwork(now);
        }
        if (header.length > 0 && !ProxyDatagrams.putInFront(header, batch, slot)) {
            droppedBefore++;
            return;
        }
        port.send(batch, slot);
    }

    void send(byte[] datagram, int length) {
        if (header.length == 0) {
            port.send(datagram, length);
        } else {
            port.send(ProxyDatagrams.joined(header, datagram, length), header.length + length);
        }
    }

    /** If the network has changed since this was looked at: whether this is a new socket now. Without means the old one stays. */
    boolean followsNetwork(long now) {
        if (networks == sessions.network().changes()) {
            return false;
        }
        networks = sessions.network().changes();
        if (sessions.network().sources().isCurrent(flow.server().address(), address)) {
            return false;
        }
        try {
            open(now);
            return true;
        } catch (IOException _) {
            return false;
        }
    }

    /**
     * What came of a socket from which nothing leaves.
     *
     * @param renewed whether there is a new one now
     * @param unreachable if not, why the server is out of reach; null if it is for us to have the means for a new one
     */
    record Renewal(boolean renewed, @Nullable String unreachable) {}

    /** From here nothing leaves. */
    Renewal failedToSend(String reason, long now) {
        if (now - renewedAt < RENEWAL_NANOS) {
            return new Renewal(false, lacking ? null : reason);
        }
        InetAddress before = address;
        try {
            open(now);
        } catch (IOException e) {
            if (Errno.isUnreachable(e)) {
                return new Renewal(false, Errno.reason(e));
            }
            sessions.service().reports().untried(flow.server(), Errno.reason(e));
            return new Renewal(false, null);
        }
        boolean moved = !before.equals(address);
        sessions.service().reports().reopened(flow.server(), moved ? SourceWatch.moved(before, address) : reason);
        return new Renewal(true, null);
    }

    /** How many datagrams the system did not take since this was asked last. */
    long takeDropped() {
        long taken = droppedBefore + port.takeDropped();
        droppedBefore = 0;
        return taken;
    }

    /** How many datagrams of the server its receive buffer had no room for since this was asked last. */
    long takeOverflowed() {
        long taken = overflowedBefore + port.takeOverflowed();
        overflowedBefore = 0;
        return taken;
    }

    void close() {
        port.close();
        own.forget();
    }
}
