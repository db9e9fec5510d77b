package org.penlb.stream;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import org.jspecify.annotations.Nullable;
import org.penlb.balance.Server;
import org.penlb.relay.End;
import org.penlb.relay.Relay;
import org.penlb.relay.RelayListener;
import org.penlb.relay.SecureEnd;
import org.penlb.service.Preface;

/** A client has its server: what passes between the two is relayed, counted, and ended when nothing passes for too long. */
final class Joined implements Stage, RelayListener {
    private static final Logger LOG = System.getLogger(Joined.class.getName());

    private final Connection connection;
    private final Server server;
    private final End upstream;
    private @Nullable Relay relay;
    private long countedToServer;
    private long countedFromServer;
    private long activeAt;

    private Joined(Connection connection, Server server, End upstream, long now) {
        this.connection = connection;
        this.server = server;
        this.upstream = upstream;
        this.activeAt = now;
    }

    /**
     * Joins a client with a server that has accepted.
     *
     * @param upstream the server's end
     * @param preface says what the server gets first
     * @param now {@link System#nanoTime()}
     */
    static void begin(Connection connection, Server server, End upstream, Preface preface, long now) {
        var joined = new Joined(connection, server, upstream, now);
        connection.enter(joined); // a fault from here on closes both ends
        connection.leavePending();
        server.connected();
        connection.serving().reports().answered(server);
        joined.relay = connection
                .connections()
                .transport()
                .join(
                        connection.downstream(),
                        upstream,
                        connection.connections().options().fastClose(),
                        ConnectionInspection.of(connection, server),
                        preface.of(connection.addressed(), server),
                        joined);
    }

    @Override
    public void over(Relay ended) {
        try {
            count();
            if (connection.downstream() instanceof SecureEnd client && client.isTruncated()) {
                connection.service().handshakes().countTruncated();
            }
            if (ended.isResetByServer()) {
                connection.serving().clients().countServerReset();
            }
        } finally {
            connection.end();
        }
    }

    /** Adds what was relayed since the last time to the counters, so that they move while a connection is open. */
    private void count() {
        if (relay == null) {
            return;
        }
        long toServer = relay.toServer() - countedToServer;
        long fromServer = relay.fromServer() - countedFromServer;
        if (toServer == 0 && fromServer == 0) {
            return;
        }
        countedToServer += toServer;
        countedFromServer += fromServer;
        connection.serving().balancer().transferred(connection.client(), server, toServer, fromServer);
        activeAt = System.nanoTime();
    }

    /** As {@link Connection#sweep}. */
    void sweep(long now, long idleNanos) {
        count();
        if (idleNanos > 0 && relay != null && now - activeAt >= idleNanos) {
            LOG.log(
                    Level.DEBUG,
                    "{0}: client {1} was idle for too long",
                    connection.connections(),
                    connection.client());
            relay.reset();
        }
    }

    @Override
    public void abandon() {
        if (relay != null) {
            relay.reset();
        } else {
            upstream.reset();
            connection.drop();
        }
    }

    /** The two as they are joined; null before that. */
    @Nullable
    Relay relay() {
        return relay;
    }

    /** The server's end. */
    End upstream() {
        return upstream;
    }
}
