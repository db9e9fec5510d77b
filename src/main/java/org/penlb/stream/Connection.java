package org.penlb.stream;

import io.vertx.core.Future;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;
import org.penlb.balance.Choice;
import org.penlb.balance.Lease;
import org.penlb.config.Address;
import org.penlb.config.IpAddress;
import org.penlb.events.Origin;
import org.penlb.events.ServiceEvent;
import org.penlb.relay.End;
import org.penlb.relay.Relay;
import org.penlb.service.AdmissionPolicy;
import org.penlb.service.ConnectionStages;
import org.penlb.service.ConnectionView;
import org.penlb.service.Looker;
import org.penlb.service.OpenConnection;
import org.penlb.service.Service;

/**
 * One client's walk through the house, which goes from {@link Stage} to stage: its first bytes are looked at if the service
 * wants that ({@link Looking}), it is routed to the servers that it may be given, these are dialled until one accepts
 * ({@link Dialling}), and both ends are relayed until they close ({@link Joined}). The client's first bytes wait in the kernel
 * until then, so it notices nothing of the servers that failed. Everything happens on the event loop that accepted the client.
 */
public final class Connection implements OpenConnection {
    private static final Logger LOG = System.getLogger(Connection.class.getName());
    static final ByteBuffer NOTHING = ByteBuffer.allocate(0).asReadOnlyBuffer();

    private final Connections connections;
    private final End downstream;
    private final AdmissionPolicy admittedBy;
    private final long openedAt = System.nanoTime();
    private final int number;
    private @Nullable Stage stage;
    private @Nullable Lease lease;
    private boolean pending = true;
    private boolean over;

    /** Where the connections keep it. */
    int slot;

    Connection(Connections connections, End downstream, AdmissionPolicy admittedBy) {
        this.connections = connections;
        this.downstream = downstream;
        this.admittedBy = admittedBy;
        this.number = service().connectionTable().add(this);
    }

    void start() {
        downstream.onGone(this::reset);
        try {
            ConnectionStages stages = service().stages();
            Looker looker = stages.looker();
            if (looker == null) {
                Dialling.begin(this, stages, route(stages, NOTHING), openedAt);
            } else {
                Looking.begin(this, stages, looker);
            }
        } catch (RuntimeException e) {
            fault(e);
        }
    }

    /** The servers that it may be given; null if it is for none. */
    @Nullable
    Choice route(ConnectionStages stages, ByteBuffer firstBytes) {
        return stages.router().route(downstream, firstBytes, service().balancer());
    }

    /** The next stage of its walk begins. */
    void enter(Stage next) {
        stage = next;
    }

    /**
     * Nobody serves this client: it is closed, and counted.
     *
     * @param text for the log, with the service as {0} and the client as {1}
     */
    void refuse(String text) {
        connections.refused(client(), text);
        downstream.close(); // nothing was begun that could look whole
        end();
    }

    /** A fault of ours ends this connection, leaves nothing of it, and harms no other. */
    void fault(RuntimeException e) {
        LOG.log(
                Level.WARNING,
                connections + ": the connection of " + downstream.peer() + " is closed after a fault of ours",
                e);
        reset();
    }

    /** Breaks it off now, in whatever stage it is: nobody is to take what he got so far for the whole. */
    void reset() {
        if (stage == null) {
            drop();
        } else {
            stage.abandon();
        }
    }

    /** Breaks off the client, which is not joined with a server yet: that nothing came is not the answer. */
    void drop() {
        downstream.reset();
        end();
    }

    /** It waits for a server no more. */
    void leavePending() {
        if (pending) {
            pending = false;
            service().pending().give();
        }
    }

    /** It is over: what it holds is given back, once. */
    void end() {
        if (over) {
            return;
        }
        over = true;
        if (lease != null) {
            lease.close();
        }
        service().connectionTable().remove(number);
        connections.ended(this);
        leavePending();
        service().connections().give();
        admittedBy.left(downstream.peer());
    }

    /**
     * Looks after an open connection: counts, and closes it if nothing was relayed for too long.
     *
     * @param idleNanos how long is too long, 0 for never
     */
    void sweep(long now, long idleNanos) {
        if (stage instanceof Joined joined) {
            joined.sweep(now, idleNanos);
        }
    }

    @Override
    public Future<ConnectionView> view() {
        return connections.context().call(this::viewNow);
    }

    private ConnectionView viewNow() {
        Joined joined = stage instanceof Joined there ? there : null;
        Relay relay = joined == null ? null : joined.relay();
        return new ConnectionView(
                number,
                relay != null,
                downstream.descriptor(),
                joined == null ? -1 : joined.upstream().descriptor(),
                downstream.peer(),
                lease == null ? null : lease.server(),
                openedAt,
                relay == null ? 0 : relay.toServer(),
                relay == null ? 0 : relay.fromServer(),
                relay == null ? 0 : relay.pendingToClient(),
                relay == null ? 0 : relay.pendingToServer());
    }

    @Override
    public IpAddress client() {
        return downstream.peer();
    }

    @Override
    public Future<Void> closeForcibly(Origin origin) {
        return connections
                .context()
                .call(() -> {
                    if (!over) {
                        tellClosed(origin);
                    }
                    reset();
                    return this;
                })
                .mapEmpty();
    }

    private void tellClosed(Origin origin) {
        Address server = lease == null ? null : lease.server().config().address();
        String name = service().config().name();
        service().events().publish(new ServiceEvent.ConnectionClosed(name, number, downstream.peer(), server, origin));
    }

    /** The server that the client is given, or on its way to; null if there is none. */
    void lease(@Nullable Lease newLease) {
        lease = newLease;
    }

    /** The client's end. */
    End downstream() {
        return downstream;
    }

    Connections connections() {
        return connections;
    }

    Service service() {
        return connections.service();
    }

    int number() {
        return number;
    }
}
