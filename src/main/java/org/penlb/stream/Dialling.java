package org.penlb.stream;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;
import org.penlb.balance.Choice;
import org.penlb.balance.Lease;
import org.penlb.balance.Server;
import org.penlb.config.IpAddress;
import org.penlb.relay.Dial;
import org.penlb.relay.DialListener;
import org.penlb.relay.DialOptions;
import org.penlb.relay.End;
import org.penlb.relay.Transport;
import org.penlb.service.Preface;

/**
 * A client is on its way to a server: those that it may be given are tried one after another, until one accepts. A connection
 * that is kept warm needs no dial.
 */
final class Dialling implements Stage, DialListener {
    private final Connection connection;
    private final Choice choice;
    private final Preface preface;
    private @Nullable Lease lease;
    private @Nullable Dial dial;
    /** When the server at hand was dialled. */
    private long dialledAt;
    /** The last that was dialled accepted, and reset the connection at once. */
    private boolean wasReset;

    private Dialling(Connection connection, Choice choice, Preface preface, long now) {
        this.connection = connection;
        this.choice = choice;
        this.preface = preface;
        this.dialledAt = now;
    }

    /**
     * Dials the first of the servers that the client may be given.
     *
     * @param choice null if it is for no server
     * @param now {@link System#nanoTime()}
     */
    static void begin(Connection connection, @Nullable Choice choice, long now) {
        if (choice == null) {
            connection.refuse("{0}: client {1} is for no server");
            return;
        }
        var dialling =
                new Dialling(connection, choice, connection.serving().stages().preface(), now);
        connection.enter(dialling);
        dialling.tryNext();
    }

    private void tryNext() {
        Lease next = choice.next();
        lease = next;
        connection.lease(next);
        if (next == null) {
            if (wasReset) {
                connection.downstream().reset(); // it had a server, and a reset goes on as a reset
            }
            connection.refuse("{0}: no server takes client {1}");
            return;
        }
        Connections connections = connection.connections();
        End ready = mayBeWarm() ? connections.warm().take(next.server()) : null;
        if (ready != null) {
            join(next.server(), ready, System.nanoTime());
        } else {
            Server server = next.server();
            dial = ServerDial.dial(
                    connections.transport(),
                    connection.serving(),
                    server,
                    options(server),
                    connection.alpn(),
                    ServerDial.isSecured(server) ? preface.of(connection.addressed(), server) : Transport.NO_PREFACE,
                    this);
        }
    }

    /** Those that are warm are the listener's own servers, and nothing was agreed with them to be spoken. */
    private boolean mayBeWarm() {
        return !connection.isRouted() && connection.alpn().isEmpty();
    }

    /** The servers of a transparent service see the client's own address, if it is of their family. */
    private DialOptions options(Server server) {
        Connections connections = connection.connections();
        DialOptions options = connections.dialOptions();
        IpAddress client = connection.client();
        if (!connections.options().transparent()
                || client.equals(IpAddress.UNIX)
                || !(server.address() instanceof InetSocketAddress address)) {
            return options;
        }
        InetAddress source = client.toInetAddress();
        return source.getClass() == address.getAddress().getClass() ? options.from(source) : options;
    }

    @Override
    public void connected(End server) {
        dial = null;
        Lease with = lease;
        if (with == null) {
            throw new IllegalStateException("connected to nobody");
        }
        long now = System.nanoTime();
        with.server().connecting().record(now - dialledAt);
        with.server().lastHeard().answered(now);
        connection.service().ownConnections().connected(connection.downstream(), server, with.server(), now);
        try {
            join(with.server(), server, now);
        } catch (RuntimeException e) {
            connection.fault(e);
        }
    }

    private void join(Server server, End upstream, long now) {
        // looked at again: on one event loop it may be accepted before another one hears that it is connected
        if (connection.service().ownConnections().isClient(connection.downstream())) {
            upstream.reset();
            connection.drop();
        } else {
            Joined.begin(connection, server, upstream, ServerDial.isSecured(server) ? Preface.NONE : preface, now);
        }
    }

    @Override
    public void failed(Fault fault, String reason) {
        dial = null;
        wasReset = fault == Fault.RESET;
        Lease failed = lease;
        if (failed != null) {
            failed.close();
            connection.connections().failed(connection.serving(), failed, fault, reason);
        }
        try {
            dialledAt = System.nanoTime();
            tryNext();
            if (failed != null && fault != Fault.OURS && lease != null) {
                connection.serving().reports().moved(failed.server(), lease.server(), reason);
            }
        } catch (RuntimeException e) {
            connection.fault(e);
        }
    }

    @Override
    public void abandon() {
        if (dial != null) {
            dial.cancel();
            dial = null;
        }
        connection.drop();
    }
}
