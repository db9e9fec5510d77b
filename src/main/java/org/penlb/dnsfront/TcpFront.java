package org.penlb.dnsfront;

import io.netty.channel.EventLoop;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.lang.foreign.MemorySegment;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.penlb.balance.Balancer;
import org.penlb.config.IpAddress;
import org.penlb.config.StreamOptions;
import org.penlb.dns.ErrorReply;
import org.penlb.dns.Header;
import org.penlb.dns.QueryCheck;
import org.penlb.relay.Addressed;
import org.penlb.relay.BindOptions;
import org.penlb.relay.End;
import org.penlb.relay.Tap;
import org.penlb.relay.Transport;
import org.penlb.service.AdmissionPolicy;
import org.penlb.service.EventLoopContext;
import org.penlb.service.Preface;
import org.penlb.service.Service;
import org.penlb.stream.ClientAcceptor;
import org.penlb.stream.StreamHandler;
import org.penlb.stream.TrafficDump;

/** Takes the connections that come to one event loop for DNS over TCP; each of their queries goes to a server by itself. */
public final class TcpFront implements StreamHandler {
    private static final Logger LOG = System.getLogger(TcpFront.class.getName());
    private static final long TICK_MILLIS = 10;

    private final Service service;
    private final Transport transport;
    private final EventLoop loop;
    private final EventLoopContext context;
    private final ClientAcceptor acceptor;
    private final TcpDialer dialer;
    private final QueryPipeline pipeline;
    private final QueryCheck check = new QueryCheck();
    private final MessageWriter writer = new MessageWriter();
    private final MessageView view = new MessageView();
    private final MemorySegment error = MemorySegment.ofArray(new byte[Header.LENGTH]);
    private final List<TcpClient> clients = new ArrayList<>();
    private ArrayDeque<TcpClient> soon = new ArrayDeque<>();
    private ArrayDeque<TcpClient> next = new ArrayDeque<>();
    private final Runnable turnEnds = this::turnEnds;
    private final Runnable look = this::look;
    private @Nullable Runnable whenOver;
    private long now = System.nanoTime();
    /** How many clients were closed since the last sweep because they do not take their answers. */
    private int unread;

    /**
     * @param loop the event loop that all this happens on
     * @param context the same, for those who are not on it
     */
    public TcpFront(Service service, Transport transport, EventLoop loop, EventLoopContext context) {
        this.service = service;
        this.transport = transport;
        this.loop = loop;
        this.context = context;
        this.acceptor = new ClientAcceptor(service, transport, loop, new Clients());
        this.dialer = new TcpDialer(service, transport);
        this.pipeline = new QueryPipeline(service, (shared, server) -> new TcpUpstream(shared, server, dialer));
    }

    @Override
    public void listen(SocketAddress local, BindOptions bind) throws IOException {
        acceptor.listen(local, bind);
    }

    @Override
    public SocketAddress localAddress() {
        return acceptor.localAddress();
    }

    @Override
    public void serve() {
        acceptor.open();
    }

    @Override
    public void acceptLast() {
        acceptor.acceptLast();
    }

    @Override
    public void stopListening(Runnable whenOverNow) {
        whenOver = whenOverNow;
        acceptor.close();
        endIfOver();
    }

    @Override
    public void closeConnections() {
        List.copyOf(clients).forEach(TcpClient::close);
        acceptor.breakOffWaiting();
    }

    @Override
    public int warmConnections() {
        return 0;
    }

    /** Takes over whom the acceptor lets in. */
    private final class Clients implements ClientAcceptor.Host {
        @Override
        public void accepted(End end, Addressed client, AdmissionPolicy policy) {
            TcpFront.this.accepted(end, client, policy);
        }

        @Override
        public void leftWaiting() {
            endIfOver();
        }
    }

    /** Nobody waits for a server to be connected to: that is each query's business. */
    private void accepted(End end, Addressed who, AdmissionPolicy policy) {
        service.pending().give();
        if (!service.balancer().admittance().admits(who.peer())) {
            refused(who.peer());
            end.close();
            service.connections().give();
            policy.left(who.peer());
            return;
        }
        var client = new TcpClient(this, end, who, policy);
        client.slot = clients.size();
        clients.add(client);
    }

    /** A client's connection is closed. */
    void ended(TcpClient client) {
        TcpClient last = clients.removeLast();
        if (last != client) {
            last.slot = client.slot;
            clients.set(last.slot, last);
        }
        service.connections().give();
        endIfOver();
    }

    private void endIfOver() {
        if (whenOver != null && clients.isEmpty() && acceptor.isIdle()) {
            pipeline.close();
            whenOver.run();
        }
    }

    /** No server takes a client. */
    void refused(IpAddress client) {
        service.clients().countRefused();
        LOG.log(Level.DEBUG, "{0}: no server takes client {1}", service.config().name(), client);
    }

    /** A client is closed that does not take its answers, now that so many wait for others, too. */
    void isOwedTooMuch(TcpClient client) {
        unread++;
        LOG.log(
                Level.DEBUG,
                "{0}: client {1} does not take its answers",
                service.config().name(),
                client.client());
    }

    private void tellUnread() {
        if (unread > 0) {
            LOG.log(
                    Level.WARNING,
                    "{0}: too many answers wait for clients that do not take them: {1} connections of such are closed",
                    service.config().name(),
                    unread);
            unread = 0;
        }
    }

    @Override
    public long tickMillis() {
        return TICK_MILLIS;
    }

    @Override
    public void tick(long time, boolean stalled) {
        now = time;
        if (!stalled) { // else what came in meanwhile is read first
            pipeline.tick(time);
        }
    }

    @Override
    public void sweep(long time) {
        long idleNanos = idleTimeout().toNanos();
        for (int i = clients.size() - 1; i >= 0; i--) {
            clients.get(i).sweep(time, idleNanos);
        }
        tellUnread();
        pipeline.tickSecond(time);
        if (whenOver == null) {
            acceptor.updateOptions();
        }
    }

    /** Clients of a DNS service may leave idle connections, and are expected to find them closed (RFC 7766). */
    private Duration idleTimeout() {
        Duration timeout = options().idleTimeout();
        return timeout.isZero() ? service.config().datagrams().sessionTimeout() : timeout;
    }

    private StreamOptions options() {
        return service.config().stream();
    }

    QueryPipeline.Outcome ask(MemorySegment memory, long offset, int length, int questionLength, TcpClient client) {
        return pipeline.ask(view.at(memory, offset, length), questionLength, false, client.client(), client, now);
    }

    /** Pen's own answer to a query, a header, until the next one is made. */
    MemorySegment errorReply(MemorySegment query, long offset, int rcode) {
        ErrorReply.write(query, offset, 0, rcode, error, 0);
        return error;
    }

    /**
     * Whether each client has a connection to a server of its own, whatever it asks: a server is told once for each connection who
     * the client is, and several clients cannot share one then.
     */
    boolean isEachClientAlone() {
        return !service.stages().preface().equals(Preface.NONE);
    }

    /**
     * A connection to a server for a client's own use.
     *
     * @param same whether it is to be the same server each time
     */
    TransferStream transferOf(TcpClient client, boolean same) {
        Balancer balancer = service.balancer();
        IpAddress address = client.client();
        return new TransferStream(client, dialer, same ? balancer.chooseSame(address) : balancer.choose(address));
    }

    /** Who shows what passes, or null. */
    @Nullable
    Tap dump(int number, IpAddress client) {
        return service.debug().dumps()
                ? new TrafficDump(
                        number + ": client " + client,
                        number + ": server",
                        service.debug().ascii())
                : null;
    }

    /** Has a client look for room once what was written in this turn of the event loop is written out. */
    void lookSoon(TcpClient client) {
        if (soon.isEmpty()) {
            loop.execute(turnEnds);
        }
        soon.add(client);
    }

    /** Whatever was to be written out by the end of the turn stands in the loop's queue now. */
    private void turnEnds() {
        ArrayDeque<TcpClient> ready = soon;
        soon = next;
        next = ready;
        loop.execute(look);
    }

    private void look() {
        for (TcpClient client = next.poll(); client != null; client = next.poll()) {
            try {
                client.look();
            } catch (RuntimeException e) {
                LOG.log(Level.WARNING, "the connection of " + client.client() + " is closed after a fault of ours", e);
                client.close();
            }
        }
    }

    /** What time it is, now that something is read. */
    long readsNow() {
        now = System.nanoTime();
        return now;
    }

    /** What time it is, to within a few ticks. */
    long now() {
        return now;
    }

    MessageWriter writer() {
        return writer;
    }

    QueryCheck check() {
        return check;
    }

    Transport transport() {
        return transport;
    }

    Service service() {
        return service;
    }

    EventLoopContext context() {
        return context;
    }
}
