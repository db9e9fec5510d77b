package org.penlb.datagram;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.penlb.balance.Server;
import org.penlb.config.DatagramOptions;
import org.penlb.config.ProxyAccept;
import org.penlb.relay.BindOptions;
import org.penlb.relay.DatagramBatch;
import org.penlb.relay.DatagramPort;
import org.penlb.relay.DatagramReceiver;
import org.penlb.relay.DatagramTransport;
import org.penlb.relay.Errno;
import org.penlb.relay.Peer;
import org.penlb.service.AdmissionPolicy;
import org.penlb.service.DatagramCounters;
import org.penlb.service.LoopGuard;
import org.penlb.service.ProxyDatagrams;
import org.penlb.service.ReceiveBuffer;
import org.penlb.service.Service;
import org.penlb.service.SourceWatch;

/**
 * The UDP sessions of one event loop. A datagram goes to its session's flow, or to a new one on the server that the
 * balancer chooses; a flow's answers go back to the client. A server that the network calls unreachable is left alone, and
 * what it owes goes to another one. A server that owes answers for too long may be right not to give them: its client goes on
 * with another one, and it takes the {@link org.penlb.balance.Silences} towards several clients until it is left alone.
 */
public final class Sessions implements DatagramHandler, DatagramReceiver {
    private static final long TICK_MILLIS = 50;
    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

    /** How long a tick ends flows, which takes system calls, while datagrams wait. */
    private static final long ENDING_NANOS = TimeUnit.MILLISECONDS.toNanos(5);
    /** So many between two looks at the clock. */
    private static final int ENDED_TOGETHER = 16;

    private static final long COPY_BYTES = 16L << 20;
    private static final int MOST_PER_TICK = 2000;

    private final Service service;
    private final DatagramTransport transport;
    private final FlowNetwork network;
    private final Flows flows;
    private final SilentFlows silent;
    private final Newcomers newcomers = new Newcomers(System::nanoTime);
    private final AccessSweep access;
    private final FlowSweep counting = new FlowSweep(Flow::count);
    private final LoopGuard loops;
    private final ReceiveBuffer buffer;
    private final ProxyDatagrams headers;
    private final CopyBudget copies = new CopyBudget(COPY_BYTES);
    private @Nullable DatagramPort port;
    private boolean taking = true;
    private long countedAt = System.nanoTime();

    /**
     * @param transport of the event loop
     */
    public Sessions(Service service, DatagramTransport transport) {
        this(service, transport, new SourceWatch(service));
    }

    /**
     * @param sources says from where servers are reached
     */
    Sessions(Service service, DatagramTransport transport, SourceWatch sources) {
        this.service = service;
        this.transport = transport;
        this.network = new FlowNetwork(sources);
        this.flows = new Flows(this, service);
        this.silent = new SilentFlows(this, flows.order());
        this.access = new AccessSweep(service.balancer(), flows);
        this.loops = new LoopGuard(service);
        this.buffer = new ReceiveBuffer(service);
        this.headers = new ProxyDatagrams(service);
    }

    @Override
    public void listen(InetSocketAddress local, BindOptions bind) throws IOException {
        port = buffer.listen(transport, local, bind, this);
        loops.listens(port.localAddress());
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
        return flows.order().isAnyUnansweredSince(System.nanoTime() - SECOND);
    }

    @Override
    public long tickMillis() {
        return TICK_MILLIS;
    }

    @Override
    public void close() {
        flows.close();
        loops.close();
        if (port != null) {
            countLost(port);
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
        newcomers.arrive(from.waiting(), counters().hasKnownSessions(), now);
        int shed = 0;
        ProxyAccept proxies = headers.proxies();
        boolean fromProxies = !proxies.isNobody();
        for (int slot = first; slot < end; slot++) {
            if (fromProxies && !headers.takeOff(proxies, batch, slot)) {
                continue;
            }
            Session session = flows.sessionOf(batch.peer(slot));
            if (session != null) {
                relay(batch, slot, session, now);
            } else if (newcomers.mayCome()) {
                relay(batch, slot, null, now);
                newcomers.served();
            } else {
                shed++;
            }
        }
        if (shed > 0) {
            counters().shed(shed);
        }
    }

    private void relay(DatagramBatch batch, int slot, @Nullable Session session, long now) {
        if (loops.keepsOut(batch.peer(slot), now)) {
            return;
        }
        if (!admits(batch.peer(slot), session)) {
            service.clients().countNotAdmitted();
            return;
        }
        Flow flow = session == null ? null : session.flow();
        boolean sticky = !service.balancer().table().selection().spreadsDatagrams();
        if (flow == null) {
            flow = chosen(session == null ? new Session(batch.peer(slot)) : session, null, 0, now);
        } else if (!sticky || !flow.goesOn(now)) {
            Flow before = flow;
            flow = chosen(before.session, before, 0, now);
            if (before.wasSilent() && flow != null && flow != before) {
                service.reports().moved(before.server(), flow.server(), SilentFlows.REASON);
            }
        }
        if (flow != null) {
            flow.send(batch, slot, now);
        }
    }

    /** A stranger's address is an object only if somebody asks for it. */
    private boolean admits(Peer peer, @Nullable Session session) {
        AdmissionPolicy policy = service.admission();
        return AdmissionPolicy.EVERYBODY.equals(policy)
                || policy.admitsDatagram(session == null ? peer.client() : session.client);
    }

    /**
     * The flow to the server that the balancer chooses; null if no server takes the client, or there is no means.
     *
     * @param before the session's flow until now, which it stays with if it may and nobody else takes the client
     * @param tried servers that are passed over, a bit for each index below 64
     */
    private @Nullable Flow chosen(Session session, @Nullable Flow before, long tried, long now) {
        long silent = service.balancer().silences().servers(session.client, now);
        Server server = service.balancer().serve(session.client, tried, silent, false);
        if (server == null) {
            if (before != null && before.staysFor(SECOND, now)) {
                return before; // whose place is all that its server may have left
            }
            counters().refused();
            service.clients().countRefused();
            return null;
        }
        Flow known = session.flowTo(server);
        if (known != null) {
            service.balancer().served(server); // it is counted already
            session.prefer(known);
            var _ = known.staysFor(SECOND, now);
            return known;
        }
        try {
            return flows.open(session, server);
        } catch (IOException e) {
            return withoutSocket(session, before, server, tried, now, e);
        }
    }

    /** Another server's flow if it is this one that cannot be reached. */
    private @Nullable Flow withoutSocket(
            Session session, @Nullable Flow before, Server server, long tried, long now, IOException e) {
        if (!Errno.isUnreachable(e)) {
            service.reports().untried(server, Errno.reason(e));
        } else {
            service.reports().unreachable(server, Errno.reason(e));
            if (server.bit() != 0) {
                return chosen(session, before, tried | server.bit(), now);
            }
        }
        counters().dropped(1);
        return null;
    }

    /** A server failed a flow: it is left alone, and what it owes goes to another one. */
    void failed(Flow flow, String reason, long now) {
        Server server = flow.server();
        service.reports().failed(server, reason);
        server.queries().timedOut();
        flows.release(flow); // the flow that takes over what it owes may need it
        rescue(flow, reason, now);
        flows.forget(flow);
    }

    /** Sends what a flow's server owes to another one, if there is one and clients are taken still. */
    void rescue(Flow flow, String reason, long now) {
        if (!taking) {
            return;
        }
        KeptDatagram owed = flow.giveKept(service.balancer().table().servers().size());
        // the other one may be opened in the place of this one
        Flow other = owed.isThere() ? chosen(flow.session, null, owed.tried(), now) : null;
        if (other == null || other == flow) {
            owed.release();
            return;
        }
        flow.server().queries().rescued();
        service.reports().moved(flow.server(), other.server(), reason);
        other.resend(owed, now);
    }

    @Override
    public void tick(long now, boolean stalled) {
        DatagramOptions options = options();
        access.tick();
        endIdle(now, options.sessionTimeout().toNanos());
        if (!stalled) {
            silent.tick(now, options.responseTimeout().toNanos());
        }
        counting.goOn();
        if (now - countedAt >= SECOND && counting.isOver()) {
            flows.order().copyUsedSince(countedAt, counting.begin());
            counting.goOn();
            service.reports().tick(now);
            countLost(port());
            buffer.tick(port());
            countedAt = now;
            network.look(service.balancer().table().all());
        }
    }

    private void countLost(DatagramPort listening) {
        counters().dropped(listening.takeDropped());
        counters().overflowed(listening.takeOverflowed());
    }

    private void endIdle(long now, long idle) {
        Flow flow = flows.order().idlest();
        long start = System.nanoTime();
        for (int i = 1; i <= MOST_PER_TICK && flow != null && now - flow.usedAt() >= idle; i++) {
            flows.close(flow);
            flow = flows.order().idlest();
            if (i % ENDED_TOGETHER == 0 && System.nanoTime() - start >= ENDING_NANOS) {
                return; // the next tick goes on
            }
        }
    }

    /** Sends what a server answered to the client. */
    void reply(DatagramBatch batch, int slot, Peer to) {
        counters().sent(1);
        port().send(batch, slot, to);
    }

    /** A server answered datagrams of a flow. */
    void answered(Flow flow, long now) {
        service.reports().answeredDatagram(flow.server(), flow.sentAt(), now);
        silent.answered(flow, now);
    }

    /** The network as flows see it. */
    FlowNetwork network() {
        return network;
    }

    FlowOrder flows() {
        return flows.order();
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
