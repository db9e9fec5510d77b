package org.penlb.stream;

import io.vertx.core.Future;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.penlb.balance.Choice;
import org.penlb.balance.Lease;
import org.penlb.config.Address;
import org.penlb.config.IpAddress;
import org.penlb.events.Origin;
import org.penlb.events.ServiceEvent;
import org.penlb.relay.Addressed;
import org.penlb.relay.End;
import org.penlb.relay.Relay;
import org.penlb.relay.SecureEnd;
import org.penlb.service.AdmissionPolicy;
import org.penlb.service.ConnectionStages;
import org.penlb.service.ConnectionView;
import org.penlb.service.HelloRouting;
import org.penlb.service.Looker;
import org.penlb.service.OpenConnection;
import org.penlb.service.Service;
import org.penlb.tls.TlsTermination;
import org.penlb.tls.engine.TlsFacts;
import org.penlb.tls.hello.ClientHello;

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
    private End downstream;
    private Addressed client;
    private final AdmissionPolicy admittedBy;
    private final long openedAt = System.nanoTime();
    private final int number;
    /** Whose servers it is given: the service's that accepted it, or those of a route. */
    private Service serving;

    private boolean countedAsServed;
    private @Nullable TlsFacts tls;
    private @Nullable Stage stage;
    private @Nullable Lease lease;
    private boolean pending = true;
    private boolean over;

    /** Where the connections keep it. */
    int slot;

    /**
     * @param client who is at the downstream end: that itself, or the one that a proxy there has named
     */
    Connection(Connections connections, End downstream, Addressed client, AdmissionPolicy admittedBy) {
        this.connections = connections;
        this.downstream = downstream;
        this.client = client;
        this.admittedBy = admittedBy;
        this.serving = connections.service();
        this.number = service().connectionTable().add(this);
    }

    void start() {
        downstream.onGone(this::reset);
        try {
            TlsTermination termination = service().tls().termination();
            ConnectionStages stages = service().stages();
            Looker looker = stages.looker();
            if (termination != null) {
                Securing.begin(this, termination);
            } else if (looker == null) {
                Dialling.begin(this, route(stages, NOTHING), openedAt);
            } else {
                Looking.begin(this, stages, looker);
            }
        } catch (RuntimeException e) {
            fault(e);
        }
    }

    /**
     * The client's bytes travel encrypted, and it is routed by its hello if there are routes.
     *
     * @param facts what was agreed with it
     */
    void secured(SecureEnd end, TlsFacts facts, ClientHello hello) {
        downstream = end;
        client = new SecuredClient(client, facts);
        tls = facts;
        downstream.onGone(this::reset);
        ConnectionStages stages = service().stages();
        HelloRouting routing = service().routing();
        Service target = routing == null ? service() : routing.target(client, hello, service());
        Dialling.begin(this, route(stages, NOTHING, target), System.nanoTime());
    }

    /** The servers that it may be given; null if it is for none. */
    @Nullable
    Choice route(ConnectionStages stages, ByteBuffer firstBytes) {
        return route(stages, firstBytes, stages.router().target(client, firstBytes, service()));
    }

    private @Nullable Choice route(ConnectionStages stages, ByteBuffer firstBytes, Service target) {
        if (target != service()) {
            serving = target;
            countedAsServed = target.connections().take();
            target.clients().countAccepted();
        }
        return stages.router().route(client, firstBytes, target.balancer());
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
        connections.refused(serving, client(), text);
        downstream.close(); // nothing was begun that could look whole
        end();
    }

    /** A fault of ours ends this connection, leaves nothing of it, and harms no other. */
    void fault(RuntimeException e) {
        LOG.log(Level.WARNING, connections + ": the connection of " + client() + " is closed after a fault of ours", e);
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
        if (countedAsServed) {
            serving.connections().give();
        }
        service().connections().give();
        admittedBy.left(client());
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
                client(),
                serving.config().name(),
                lease == null ? null : lease.server(),
                openedAt,
                relay == null ? 0 : relay.toServer(),
                relay == null ? 0 : relay.fromServer(),
                relay == null ? 0 : relay.pendingToClient(),
                relay == null ? 0 : relay.pendingToServer());
    }

    @Override
    public IpAddress client() {
        return client.peer();
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
        service().events().publish(new ServiceEvent.ConnectionClosed(name, number, client(), server, origin));
    }

    /** The server that the client is given, or on its way to; null if there is none. */
    void lease(@Nullable Lease newLease) {
        lease = newLease;
    }

    /** What was agreed with a client that speaks TLS; null with others. */
    @Nullable
    TlsFacts tls() {
        return tls;
    }

    /** What the client wants to speak inside TLS, for a server that speaks TLS as well; empty if nothing was agreed on. */
    List<String> alpn() {
        String agreed = tls == null ? null : tls.alpn();
        return agreed == null ? List.of() : List.of(agreed);
    }

    /** Both sides of the client's connection, as the client knows them. */
    Addressed addressed() {
        return client;
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

    /** Whether it is given the servers of a route. */
    boolean isRouted() {
        return serving != service();
    }

    /** Whose servers it is given; limits, options and logs are those of {@link #service}. */
    Service serving() {
        return serving;
    }

    int number() {
        return number;
    }
}
