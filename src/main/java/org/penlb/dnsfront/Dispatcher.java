package org.penlb.dnsfront;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;
import org.penlb.balance.Server;
import org.penlb.config.DnsOptions;
import org.penlb.config.IpAddress;
import org.penlb.dns.ErrorReply;
import org.penlb.dns.Header;
import org.penlb.dns.QueryCheck;
import org.penlb.dns.QueryIds;
import org.penlb.dns.Rcode;
import org.penlb.relay.DatagramBatch;
import org.penlb.relay.DatagramPort;
import org.penlb.relay.DatagramReceiver;
import org.penlb.relay.DatagramTransport;
import org.penlb.relay.Errno;
import org.penlb.relay.Peer;
import org.penlb.service.AdmissionPolicy;
import org.penlb.service.DatagramCounters;
import org.penlb.service.Service;

/**
 * Takes the queries of one event loop's clients, has each answered by a server, and sends the client exactly one answer.
 * A query that a server does not answer in time, or does not answer well, is rescued: another server is asked.
 */
final class Dispatcher implements DatagramReceiver {
    private static final Logger LOG = System.getLogger(Dispatcher.class.getName());

    private final Service service;
    private final DatagramTransport transport;
    private final QueryCheck check = new QueryCheck();
    private final QueryIds ids = new QueryIds();
    private final DnsUpstreams upstreams = new DnsUpstreams(this);
    private final QueryRetries rescuer;
    private final QueryPool pool = new QueryPool();
    private final KnownClients clients = new KnownClients();

    private @Nullable DatagramPort port;
    private long batches;
    private boolean taking = true;
    private boolean shortageTold;

    Dispatcher(Service service, DatagramTransport transport) {
        this.service = service;
        this.transport = transport;
        this.rescuer = new QueryRetries(this, service);
    }

    void listen(InetSocketAddress local, boolean shared) throws IOException {
        port = transport.listen(local, shared, this);
        port.anyOrder();
    }

    InetSocketAddress localAddress() {
        return port().localAddress();
    }

    private DatagramPort port() {
        if (port == null) {
            throw new IllegalStateException("not listening");
        }
        return port;
    }

    void serve() {
        port().resume();
    }

    void stopTaking() {
        taking = false;
    }

    /** Whether answers are waited for that some client still wants. */
    boolean isWaiting() {
        return pool.queriesInUse() > 0;
    }

    @Override
    public void received(DatagramPort from, DatagramBatch batch, int first, int end) {
        counters().received(end - first);
        if (!taking) {
            counters().dropped(end - first);
            return;
        }
        long now = System.nanoTime();
        batches++;
        for (int slot = first; slot < end; slot++) {
            if (!admits(batch.peer(slot))) {
                service.clientNotAdmitted();
                continue;
            }
            switch (check.judge(batch.memory(), batch.offset(slot), batch.length(slot))) {
                case FORWARD -> forward(batch, slot, now);
                case FORMERR -> {
                    counters().formerr();
                    refuse(batch, slot);
                }
                case DROP -> counters().malformed();
            }
        }
    }

    private boolean admits(Peer client) {
        AdmissionPolicy policy = service.admission();
        return AdmissionPolicy.EVERYBODY.equals(policy) || policy.admitsDatagram(clients.address(client));
    }

    private void refuse(DatagramBatch batch, int slot) {
        batch.length(slot, ErrorReply.inPlace(batch.memory(), batch.offset(slot), 0, Rcode.FORMERR));
        counters().sent(1);
        port().send(batch, slot, batch.peer(slot));
    }

    private void forward(DatagramBatch batch, int slot, long now) {
        rescuer.earn();
        IpAddress address = clients.address(batch.peer(slot));
        DnsUpstream upstream = chosen(address);
        if (upstream == null) {
            return;
        }
        Query query = pool.query(batch, slot);
        if (query == null) {
            service.balancer().served(upstream.server());
            counters().dropped(1);
            return;
        }
        query.address = address;
        query.id = Header.id(batch.memory(), batch.offset(slot));
        query.questionLength = check.questionLength();
        if (!upstream.send(query, batch, slot, batches, now)) {
            service.balancer().served(upstream.server());
            counters().dropped(1);
            pool.reuse(query);
        }
    }

    /** The way to the server that gets a query, which is counted there; or null, if there is none, which is counted, too. */
    private @Nullable DnsUpstream chosen(IpAddress client) {
        long tried = 0;
        for (Server server = serve(client, 0); server != null; server = serve(client, tried)) {
            DnsUpstream upstream = upstreamOf(server);
            if (upstream != null) {
                return upstream;
            }
            service.balancer().served(server);
            if (server.role() != Server.Role.REGULAR || server.index() >= Long.SIZE) {
                counters().dropped(1);
                return null;
            }
            tried |= 1L << server.index();
        }
        if (tried == 0) {
            counters().refused();
        } else {
            counters().dropped(1);
        }
        return null;
    }

    private @Nullable Server serve(IpAddress client, long tried) {
        Server server = service.balancer().serve(client, tried);
        return server == null ? service.balancer().lastResort(client, tried) : server;
    }

    /** The way to a server; null if there is none, or no means to open one. */
    @Nullable
    DnsUpstream upstreamOf(Server server) {
        try {
            return upstreams.of(server);
        } catch (IOException e) {
            if (Errno.isUnreachable(e)) {
                server.countFailure();
                down(server, Errno.reason(e));
            } else if (!shortageTold) {
                shortageTold = true;
                LOG.log(
                        Level.WARNING,
                        "{0}: cannot open ports towards server {1}: {2}",
                        name(),
                        server,
                        e.getMessage());
            }
            return null;
        }
    }

    /** A server answered, and the answer is the client's but for one that it should not see while others can do better. */
    void answered(Query query, Server server, DatagramBatch batch, int slot, long now) {
        if (!query.answered) {
            int rcode = Header.rcode(batch.memory(), batch.offset(slot));
            boolean poor = rcode == Rcode.SERVFAIL || rcode == Rcode.REFUSED;
            if (poor && rescuer.rescue(query, server, now)) {
                query.refusedWith(batch, slot);
            } else {
                query.answered = true;
                counters().sent(1);
                port().send(batch, slot, query.client);
            }
        }
        endIfOver(query);
    }

    /** A server did not answer in time. */
    void missed(Query query, Server server, long now) {
        if (query.answered || rescuer.rescue(query, server, now)) {
            return;
        }
        sendRefusal(query);
        if (!query.answered) {
            rescuer.strand(query);
        }
    }

    /** An answer did not come at all. */
    void givenUp(Query query) {
        if (!query.answered && query.open == 0) {
            sendRefusal(query);
            if (!query.answered) {
                counters().unanswered();
            }
        }
        endIfOver(query);
    }

    /** Nobody will do better than the one who refused: the client gets to know. */
    private void sendRefusal(Query query) {
        byte[] refusal = query.refusal();
        if (refusal != null) {
            query.answered = true;
            counters().sent(1);
            port().send(refusal, refusal.length, query.client);
        }
    }

    private void endIfOver(Query query) {
        if (query.answered || query.open == 0) {
            rescuer.forget(query);
        }
        if (query.open == 0) {
            pool.reuse(query);
        }
    }

    /** A server is gone, or silent: nobody is sent there until it is well again. */
    void down(Server server, String reason) {
        boolean checked = options().check().interval().isPositive() && server.role() != Server.Role.ABUSE;
        if (!checked) {
            service.failed(server, reason);
        } else if (server.downReason() == null) {
            service.wentDown(server, reason);
        }
    }

    /** Looks after what is late. */
    void tick(long now) {
        long timeout = options().queryTimeout().toNanos();
        for (int i = 0; i < upstreams.all().size(); i++) { // a rescue may open one more
            upstreams.all().get(i).tick(now, timeout);
        }
        rescuer.tick(now);
    }

    void tickSecond() {
        counters().dropped(upstreams.takeDropped() + port().takeDropped());
        rescuer.tickSecond();
        service.tick(System.nanoTime());
        shortageTold = false;
        upstreams.forgetFailures();
        upstreams.dropStrangers(service.balancer().table());
    }

    void close() {
        upstreams.close();
        if (port != null) {
            port.close();
        }
    }

    QueryPool pool() {
        return pool;
    }

    QueryIds ids() {
        return ids;
    }

    DatagramTransport transport() {
        return transport;
    }

    Service service() {
        return service;
    }

    private DnsOptions options() {
        return service.config().dns();
    }

    private DatagramCounters counters() {
        return service.datagrams();
    }

    private String name() {
        return service.config().name();
    }
}
