package org.penlb.dnsfront;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;
import org.penlb.config.IpAddress;
import org.penlb.config.ProxyAccept;
import org.penlb.dns.ErrorReply;
import org.penlb.dns.Header;
import org.penlb.dns.QueryCheck;
import org.penlb.dns.Rcode;
import org.penlb.relay.BindOptions;
import org.penlb.relay.DatagramBatch;
import org.penlb.relay.DatagramPort;
import org.penlb.relay.DatagramReceiver;
import org.penlb.relay.DatagramTransport;
import org.penlb.relay.Peer;
import org.penlb.service.AdmissionPolicy;
import org.penlb.service.DatagramCounters;
import org.penlb.service.LoopGuard;
import org.penlb.service.ProxyDatagrams;
import org.penlb.service.ReceiveBuffer;
import org.penlb.service.Service;

/** Takes the queries that come to one event loop over UDP, and sends the answers, a batch at a time. */
final class UdpFront implements DatagramReceiver, Replier {
    private final Service service;
    private final DatagramTransport transport;
    private final QueryPipeline pipeline;
    private final QueryCheck check = new QueryCheck();
    private final MessageView view = new MessageView();
    private final KnownClients clients = new KnownClients();
    private final LoopGuard loops;
    private final ReceiveBuffer buffer;
    private final ProxyDatagrams headers;
    private final StandingQueue queue = new StandingQueue(System.nanoTime());

    private @Nullable DatagramPort port;
    private long batches;
    private boolean taking = true;

    UdpFront(Service service, DatagramTransport transport) {
        this.service = service;
        this.transport = transport;
        this.loops = new LoopGuard(service);
        this.buffer = new ReceiveBuffer(service);
        this.headers = new ProxyDatagrams(service);
        this.pipeline = new QueryPipeline(
                service, (context, server) -> new UdpUpstream(context, server, transport, this::localAddress));
    }

    void listen(InetSocketAddress local, BindOptions bind) throws IOException {
        port = buffer.listen(transport, local, bind, this);
        port.anyOrder();
        loops.listens(port.localAddress());
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
        return pipeline.isWaiting();
    }

    @Override
    public void received(DatagramPort from, DatagramBatch batch, int first, int end) {
        counters().received(end - first);
        if (!taking) {
            counters().dropped(end - first);
            return;
        }
        long now = System.nanoTime();
        if (queue.isTooLong(end - first, from.waiting(), now)) {
            counters().shed(end - first);
            return;
        }
        batches++;
        ProxyAccept proxies = headers.proxies();
        boolean fromProxies = !proxies.isNobody();
        for (int slot = first; slot < end; slot++) {
            if (fromProxies && !headers.takeOff(proxies, batch, slot)) {
                continue;
            }
            if (loops.keepsOut(batch.peer(slot), now)) {
                continue;
            }
            if (!admits(batch.peer(slot))) {
                service.clients().countNotAdmitted();
                continue;
            }
            switch (check.judge(batch.memory(), batch.offset(slot), batch.length(slot))) {
                case FORWARD -> forward(batch, slot, now);
                case FORMERR -> refuse(batch, slot, Rcode.FORMERR);
                case NOTIMP -> refuse(batch, slot, Rcode.NOTIMP);
                case DROP -> counters().malformed();
            }
        }
    }

    private boolean admits(Peer client) {
        AdmissionPolicy policy = service.admission();
        return AdmissionPolicy.EVERYBODY.equals(policy) || policy.admitsDatagram(clients.address(client));
    }

    private void refuse(DatagramBatch batch, int slot, int rcode) {
        counters().formerr();
        batch.length(slot, ErrorReply.inPlace(batch.memory(), batch.offset(slot), 0, rcode));
        counters().sent(1);
        port().send(batch, slot, batch.peer(slot));
    }

    private void forward(DatagramBatch batch, int slot, long now) {
        IpAddress client = clients.address(batch.peer(slot));
        MessageView asked = view.at(batch, slot, batches);
        switch (pipeline.ask(asked, check.questionLength(), !check.isRepeatable(), client, this, now)) {
            case ASKED -> {}
            case REFUSED -> counters().refused();
            case DROPPED -> counters().dropped(1);
        }
    }

    @Override
    public void reply(Query query, MessageView answer) {
        DatagramBatch batch = answer.batch();
        if (batch == null) {
            var kept = new byte[answer.length()];
            answer.copyTo(kept);
            Header.id(MemorySegment.ofArray(kept), 0, query.id);
            reply(query, kept);
            return;
        }
        Header.id(batch.memory(), answer.offset(), query.id);
        counters().sent(1);
        port().send(batch, answer.slot(), query.client);
    }

    @Override
    public void reply(Query query, byte[] answer) {
        counters().sent(1);
        port().send(answer, answer.length, query.client);
    }

    @Override
    public void givenUp(Query query, boolean reached) {
        // the client asks again, or somebody else
    }

    void tick(long now) {
        pipeline.tick(now);
    }

    void tickSecond(long now) {
        countLost(port());
        buffer.tick(port());
        pipeline.tickSecond(now);
    }

    private void countLost(DatagramPort listening) {
        counters().dropped(pipeline.takeDropped() + listening.takeDropped());
        counters().overflowed(pipeline.takeOverflowed() + listening.takeOverflowed());
    }

    void close() {
        if (port != null) {
            countLost(port);
        }
        pipeline.close();
        loops.close();
        if (port != null) {
            port.close();
        }
    }

    private DatagramCounters counters() {
        return service.datagrams();
    }
}
