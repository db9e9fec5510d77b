package org.penlb.service;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.penlb.relay.Peer;

/** Keeps datagrams out of one listening socket of a service that would go round for ever, and says so now and then. */
public final class LoopGuard {
    private static final Logger LOG = System.getLogger(LoopGuard.class.getName());
    private static final long QUIET_NANOS = TimeUnit.MINUTES.toNanos(1);

    private final OwnSockets sockets = OwnSockets.ofThisProcess();
    private final Service service;
    private OwnSockets.@Nullable Own listener;
    private boolean told;
    private long toldAt;

    public LoopGuard(Service service) {
        this.service = service;
    }

    /** The listening socket is open. */
    public void listens(InetSocketAddress at) {
        listener = sockets.listens(at, service);
    }

    /** The listening socket is closed. */
    public void close() {
        if (listener != null) {
            listener.forget();
            listener = null;
        }
    }

    /** Whether a datagram of this client is to be dropped, since it would go round; it is counted then. */
    public boolean keepsOut(Peer client, long now) {
        if (!sockets.isAnyAt(client.port()) || !sockets.goesRound(client, service)) {
            return false;
        }
        service.datagrams().looped();
        if (!told || now - toldAt >= QUIET_NANOS) {
            told = true;
            toldAt = now;
            LOG.log(
                    Level.WARNING,
                    "{0}: datagrams that come from a socket of this Pen, {1}:{2}, are dropped: they would go round for ever",
                    service.config().name(),
                    client.address().isV4() ? client.address().toString() : "[" + client.address() + "]",
                    String.valueOf(client.port()));
        }
        return true;
    }
}
