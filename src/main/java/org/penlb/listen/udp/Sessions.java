package org.penlb.listen.udp;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.penlb.balance.Server;
import org.penlb.config.DatagramOptions;
import org.penlb.config.IpAddress;
import org.penlb.listen.DatagramCounters;
import org.penlb.listen.DatagramHandler;
import org.penlb.listen.Service;
import org.penlb.relay.DatagramBatch;
import org.penlb.relay.DatagramPort;
import org.penlb.relay.DatagramReceiver;
import org.penlb.relay.DatagramTransport;
import org.penlb.relay.Errno;
import org.penlb.relay.Peer;

/**
 * The UDP sessions of one event loop. A datagram goes to its session's flow, or to a new one on the server that the
 * balancer chooses; a flow's answers go back to the client. A server that the network calls unreachable, or that owes
 * answers for too long, is left alone, and what it owes goes to another one.
 */
public final class Sessions implements DatagramHandler, DatagramReceiver {
    private static final Logger LOG = System.getLogger(Sessions.class.getName());
    private static final long TICK_MILLIS = 50;
    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

    private static final long COPY_BYTES = 16L << 20;
    /** How many flows a tick ends at most for each reason: sockets are opened and closed for them, while datagrams wait. */
    private static final int MOST_PER_TICK = 2000;

    private final Service service;
    private final DatagramTransport transport;
    private final SessionTable sessions = new SessionTable();
    private final FlowOrder flows = new FlowOrder();
    private final CopyBudget copies = new CopyBudget(COPY_BYTES);
    private @Nullable DatagramPort port;
    private boolean taking = true;
    private long countedAt = System.nanoTime();
    private boolean shortageTold;

    /**
     * @param transport of the event loop
     */
    public Sessions(Service service, DatagramTransport transport) {
        this.service = service;
        this.transport = transport;
    }

    @Override
    public void listen(InetSocketAddress local, boolean shared) throws IOException {
        port = transport.listen(local, shared, this);
    }

    private DatagramPort port() {
        if (port == null) {
            throw new IllegalStateException("not listening");
        }
        return port;
    }

    @Override
    public InetSocketAddress localAddress() {
        return port().localAddress();
    }

    @Override
    public void serve() {
        port().resume();
    }

    @Override
    public void stopTaking() {
        taking = false;
    }

    /** Whether a session that was used within the last second has a datagram that was not answered. */
    @Override
    public boolean isWaiting() {
        return flows.isAnyUnansweredSince(System.nanoTime() - SECOND);
    }

    @Override
    public long tickMillis() {
        return TICK_MILLIS;
    }

    @Override
    public void close() {
        for (Flow flow = flows.idlest(); flow != null; flow = flows.idlest()) {
            close(flow);
        }
        if (port != null) {
            port.close();
        }
    }

    @Override
    public void received(DatagramPort from, DatagramBatch batch, int first, int end) {
        counters().received(end - first);
        if (!taking) {
            counters().dropped(end - first);
            return;
        }
        long now = System.nanoTime();
        for (int slot = first; slot < end; slot++) {
            relay(batch, slot, now);
        }
    }

    @Override
    public void unreachable(DatagramPort from, String reason) {
        // A listening port hears of no errors.
    }

    private void relay(DatagramBatch batch, int slot, long now) {
        Session session = sessions.find(batch.peer(slot));
        Flow flow = session == null ? null : session.flow();
        boolean sticky = !service.balancer().table().selection().spreadsDatagrams();
        if (flow == null || !sticky || !flow.goesOn(now)) {
            flow = chosen(session == null ? new Session(batch.peer(slot)) : session, 0);
        }
        if (flow != null) {
            flow.send(batch, slot, now);
        }
    }

    /** The flow to the server that the balancer chooses; null if no server takes the client, or there is no means. */
    private @Nullable Flow chosen(Session session, long tried) {
        Server server = service.balancer().serve(session.client, tried);
        if (server == null) {
            counters().refused();
            service.clientRefused();
            return null;
        }
        Flow known = session.flowTo(server);
        if (known != null) {
            service.balancer().served(server); // it is counted already
            session.prefer(known);
            return known;
        }
        return open(session, server, tried);
    }

    private @Nullable Flow open(Session session, Server server, long tried) {
        boolean hasPlace = service.connections().take();
        if (!hasPlace && evict()) {
            hasPlace = service.connections().take();
        }
        if (!hasPlace) {
            counters().dropped(1);
            service.balancer().served(server);
            return null;
        }
        Flow flow;
        try {
            flow = connect(session, server);
        } catch (IOException e) {
            service.connections().give();
            service.balancer().served(server);
            return withoutSocket(session, server, tried, e);
        }
        boolean isNew = session.flows().isEmpty();
        session.flows().add(flow);
        if (isNew) {
            sessions.add(session);
            service.clientAccepted();
            remember(session.client, server);
        }
        flows.used(flow);
        counters().sessionOpened();
        return flow;
    }

    /** What the balancer does not remember by itself, for those who ask who came in. */
    private void remember(IpAddress client, Server server) {
        var balancer = service.balancer();
        if (server.role() == Server.Role.REGULAR
                && !balancer.table().selection().tracked()) {
            balancer.clients().used(client, server.index(), balancer.now());
        }
    }

    private Flow connect(Session session, Server server) throws IOException {
        for (boolean again = false; ; again = true) {
            try {
                return new Flow(this, session, server);
            } catch (IOException e) {
                if (again || Errno.isUnreachable(e) || !evict()) {
                    throw e;
                }
            }
        }
    }

    /** Another server's flow if it is this one that cannot be reached. */
    private @Nullable Flow withoutSocket(Session session, Server server, long tried, IOException e) {
        if (!Errno.isUnreachable(e)) {
            tellShortage(e);
        } else {
            service.failed(server, Errno.reason(e));
            if (server.role() == Server.Role.REGULAR && server.index() < Long.SIZE) {
                return chosen(session, tried | 1L << server.index());
            }
        }
        counters().dropped(1);
        return null;
    }

    private void tellShortage(IOException e) {
        if (!shortageTold) {
            shortageTold = true;
            LOG.log(
                    Level.WARNING,
                    "{0}: cannot open a session: {1}",
                    service.config().name(),
                    e.getMessage());
        }
    }

    /** Ends the flow that was idle for longest; false if there is none. */
    private boolean evict() {
        Flow idlest = flows.idlest();
        if (idlest == null) {
            return false;
        }
        counters().sessionEvicted();
        close(idlest);
        return true;
    }

    private void close(Flow flow) {
        giveUpPlace(flow);
        forget(flow);
    }

    /** Takes a flow out of the order, where nobody can evict it any more, and gives its place to another one. */
    private void giveUpPlace(Flow flow) {
        flows.remove(flow);
        counters().sessionEnded();
        service.connections().give();
    }

    private void forget(Flow flow) {
        flow.close();
        Session session = flow.session;
        session.flows().remove(flow);
        if (session.flows().isEmpty()) {
            sessions.remove(session);
        }
    }

    /** A server failed a flow: it is left alone, and what it owes goes to another one. */
    void failed(Flow flow, String reason, long now) {
        Server server = flow.server();
        service.failed(server, reason);
        server.queries().timedOut();
        giveUpPlace(flow); // the flow that takes over what it owes may need it
        int servers = service.balancer().table().servers().size();
        if (taking && flow.mayTryAnother(servers)) {
            rescue(flow, now);
        }
        forget(flow);
    }

    private void rescue(Flow flow, long now) {
        Flow other = chosen(flow.session, flow.triedNow());
        if (other != null && other != flow) {
            flow.server().queries().rescued();
            other.resend(flow, now);
        }
    }

    @Override
    public void tick(long now, boolean stalled) {
        DatagramOptions options = options();
        endIdle(now, options.sessionTimeout().toNanos());
        if (!stalled) {
            failSilent(now, options.responseTimeout().toNanos());
        }
        if (now - countedAt >= SECOND) {
            flows.countSince(countedAt);
            counters().dropped(port().takeDropped());
            countedAt = now;
            shortageTold = false;
        }
    }

    private void endIdle(long now, long idle) {
        Flow flow = flows.idlest();
        for (int i = 0; i < MOST_PER_TICK && flow != null && now - flow.usedAt() >= idle; i++) {
            close(flow);
            flow = flows.idlest();
        }
    }

    private void failSilent(long now, long patience) {
        Flow flow = flows.oldestDebt();
        for (int i = 0; i < MOST_PER_TICK && flow != null && now - flow.owedSince() >= patience; i++) {
            failed(flow, "does not answer", now);
            flow = flows.oldestDebt();
        }
    }

    /** Sends what a server answered to the client. */
    void reply(DatagramBatch batch, int slot, Peer to) {
        counters().sent(1);
        port().send(batch, slot, to);
    }

    FlowOrder flows() {
        return flows;
    }

    CopyBudget copies() {
        return copies;
    }

    Service service() {
        return service;
    }

    DatagramOptions options() {
        return service.config().datagrams();
    }

    DatagramTransport transport() {
        return transport;
    }

    private DatagramCounters counters() {
        return service.datagrams();
    }
}
