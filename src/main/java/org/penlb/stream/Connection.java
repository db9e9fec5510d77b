package org.penlb.stream;

import io.vertx.core.Future;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;
import org.penlb.balance.Choice;
import org.penlb.balance.Lease;
import org.penlb.balance.Server;
import org.penlb.config.IpAddress;
import org.penlb.events.Event;
import org.penlb.relay.Dial;
import org.penlb.relay.DialListener;
import org.penlb.relay.DialOptions;
import org.penlb.relay.Editor;
import org.penlb.relay.End;
import org.penlb.relay.Inspection;
import org.penlb.relay.Relay;
import org.penlb.relay.Tap;
import org.penlb.service.ConnectionView;
import org.penlb.service.OpenConnection;
import org.penlb.service.Service;

/**
 * One client's walk through the house: servers are tried in the order of its {@link Choice} until one accepts, then both
 * ends are relayed until they close. The client's first bytes wait in the kernel meanwhile, so it notices nothing of the
 * servers that failed. Everything happens on the event loop that accepted the client.
 */
public final class Connection implements DialListener, OpenConnection {
    private static final Logger LOG = System.getLogger(Connection.class.getName());

    private final Connections connections;
    private final End client;
    private final Choice choice;
    private boolean pending = true;
    private boolean over;
    private @Nullable Lease lease;
    private @Nullable Dial dial;
    private @Nullable Relay relay;
    private @Nullable End upstream;
    private long countedToServer;
    private long countedFromServer;
    private long activeAt;
    private final long openedAt = System.nanoTime();
    /** When the server at hand was dialled; the first is as soon as the client is there. */
    private long dialledAt = openedAt;

    private final int number;

    /** Where the connections keeps it. */
    int slot;

    Connection(Connections connections, End client) {
        this.connections = connections;
        this.client = client;
        this.choice = connections.service().balancer().choose(client.peer());
        this.number = connections.service().connectionTable().add(this);
    }

    void start() {
        client.onGone(this::clientGone);
        try {
            tryNext();
        } catch (RuntimeException e) {
            fault(e);
        }
    }

    /** A fault of ours ends this connection, leaves nothing of it, and harms no other. */
    private void fault(RuntimeException e) {
        LOG.log(
                Level.WARNING,
                connections + ": the connection of " + client.peer() + " is closed after a fault of ours",
                e);
        if (upstream != null && relay == null) {
            upstream.close();
        }
        close();
    }

    private void tryNext() {
        Lease next = choice.next();
        lease = next;
        if (next == null) {
            connections.refused(client.peer());
            client.close();
            end();
            return;
        }
        End ready = connections.warm().take(next.server());
        if (ready != null) {
            arrived(ready, System.nanoTime());
        } else {
            dial = connections.transport().dial(next.server().address(), dialOptions(next.server()), this);
        }
    }

    /** The servers of a transparent service see the client's own address, if it is of their family. */
    private DialOptions dialOptions(Server server) {
        DialOptions options = connections.dialOptions();
        if (!connections.options().transparent()
                || client.peer().equals(IpAddress.UNIX)
                || !(server.address() instanceof InetSocketAddress address)) {
            return options;
        }
        InetAddress source = client.peer().toInetAddress();
        return source.getClass() == address.getAddress().getClass() ? options.from(source) : options;
    }

    @Override
    public void connected(End server) {
        dial = null;
        long now = System.nanoTime();
        if (lease != null) {
            lease.server().dialled(now - dialledAt);
        }
        arrived(server, now);
    }

    private void arrived(End server, long now) {
        upstream = server;
        activeAt = now;
        try {
            leavePending();
            if (lease != null) {
                lease.server().connected();
                connections.service().answered(lease.server());
            }
            join(server);
        } catch (RuntimeException e) {
            fault(e);
        }
    }

    private Inspection inspection() {
        Tap tap = tap();
        Editor editor = editor();
        return tap == null && editor == null ? Inspection.NONE : new Inspection(tap, editor);
    }

    /** Who changes or holds back what the client sends, or null. */
    private @Nullable Editor editor() {
        boolean forwardsFor = connections.options().http() && !client.peer().equals(IpAddress.UNIX);
        return forwardsFor ? new ForwardedFor(client.peer()) : null;
    }

    /** Who looks at what passes, or null: bulk is spliced if nobody does. */
    private @Nullable Tap tap() {
        Service service = connections.service();
        String name = lease == null ? "" : lease.server().host();
        Tap log = service.log() == null ? null : new RequestTap(service, client.peer(), name);
        if (!service.debug().dumps()) {
            return log;
        }
        Tap dump = new TrafficDump(
                number + ": client " + client.peer(),
                number + ": server " + name,
                service.debug().ascii());
        return log == null ? dump : new BothTaps(log, dump);
    }

    private void join(End server) {
        relay = connections
                .transport()
                .join(client, server, connections.options().fastClose(), inspection(), this::relayOver);
    }

    @Override
    public void failed(Fault fault, String reason) {
        dial = null;
        Lease failed = lease;
        if (failed != null) {
            failed.close();
            connections.failed(failed, fault, reason);
        }
        try {
            dialledAt = System.nanoTime();
            tryNext();
            if (failed != null && fault == Fault.SERVER && lease != null) {
                connections.service().moved(failed.server(), lease.server(), reason);
            }
        } catch (RuntimeException e) {
            fault(e);
        }
    }

    private void clientGone() {
        if (dial != null) {
            dial.cancel();
            dial = null;
        }
        client.close();
        end();
    }

    private void relayOver(Relay ended) {
        try {
            count();
            if (ended.isResetByServer()) {
                connections.service().serverReset();
            }
        } finally {
            end();
        }
    }

    private void leavePending() {
        if (pending) {
            pending = false;
            connections.service().pending().give();
        }
    }

    private void end() {
        if (over) {
            return;
        }
        over = true;
        if (lease != null) {
            lease.close();
        }
        connections.service().connectionTable().remove(number);
        connections.ended(this);
        leavePending();
        connections.service().connections().give();
    }

    /** Adds what was relayed since the last time to the counters, so that they move while a connection is open. */
    private void count() {
        if (relay == null || lease == null) {
            return;
        }
        long toServer = relay.toServer() - countedToServer;
        long fromServer = relay.fromServer() - countedFromServer;
        if (toServer == 0 && fromServer == 0) {
            return;
        }
        countedToServer += toServer;
        countedFromServer += fromServer;
        Server server = lease.server();
        connections.service().balancer().transferred(client.peer(), server, toServer, fromServer);
        activeAt = System.nanoTime();
    }

    /**
     * Looks after an open connection: counts, and closes it if nothing was relayed for too long.
     *
     * @param idleNanos how long is too long, 0 for never
     */
    void sweep(long now, long idleNanos) {
        count();
        if (idleNanos > 0 && relay != null && now - activeAt >= idleNanos) {
            LOG.log(Level.DEBUG, "{0}: client {1} was idle for too long", connections, client.peer());
            relay.close();
        }
    }

    /** Ends it now, because the connections goes. */
    void close() {
        if (relay != null) {
            relay.close();
        } else {
            clientGone();
        }
    }

    @Override
    public Future<ConnectionView> view() {
        return connections
                .context()
                .call(() -> new ConnectionView(
                        number,
                        relay != null,
                        client.descriptor(),
                        upstream == null ? -1 : upstream.descriptor(),
                        client.peer(),
                        lease == null ? null : lease.server(),
                        openedAt,
                        relay == null ? 0 : relay.toServer(),
                        relay == null ? 0 : relay.fromServer(),
                        relay == null ? 0 : relay.pendingToClient(),
                        relay == null ? 0 : relay.pendingToServer()));
    }

    @Override
    public IpAddress client() {
        return client.peer();
    }

    @Override
    public Future<Void> closeForcibly() {
        return connections
                .context()
                .call(() -> {
                    if (!over) {
                        tellClosed();
                    }
                    close();
                    return this;
                })
                .mapEmpty();
    }

    private void tellClosed() {
        Service service = connections.service();
        String server = lease == null ? null : lease.server().toString();
        String text = "connection " + number + " of client " + client.peer() + " is closed by the operator";
        service.events().record(Event.Kind.COMMAND, service.config().name(), server, text);
    }
}
