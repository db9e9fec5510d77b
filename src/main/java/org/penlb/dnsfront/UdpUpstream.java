package org.penlb.dnsfront;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.penlb.balance.Server;
import org.penlb.dns.Header;
import org.penlb.relay.DatagramBatch;
import org.penlb.relay.DatagramTransport;

/**
 * A server that is asked over UDP, by several sockets. It is down when it does not answer, or when the network says that it is
 * not there.
 */
final class UdpUpstream extends Upstream {
    /** Whoever guesses answers has to guess one of so many port numbers, too. A power of two. */
    private static final int PORTS = 4;

    private final SourcePort[] ports = new SourcePort[PORTS];
    private final MessageView view = new MessageView();
    private @Nullable SourcePort port;
    private long portOfBatch = -1;

    /**
     * @throws IOException saying why there are no sockets
     */
    UdpUpstream(UpstreamContext context, Server server, DatagramTransport transport) throws IOException {
        super(context, server);
        var address = (InetSocketAddress) server.address();
        for (int i = 0; i < PORTS; i++) {
            var next = new SourcePort(this);
            try {
                next.opened(transport.connect(address, context.service().source(), next));
            } catch (IOException e) {
                for (int opened = 0; opened < i; opened++) {
                    ports[opened].close();
                }
                throw e;
            }
            ports[i] = next;
            context.service().ownSockets().kept(next.port().localAddress(), server);
        }
    }

    /** One socket for each batch of queries, so that one system call sends them all. */
    private SourcePort portFor(long batchNumber) {
        SourcePort chosen = port;
        if (chosen == null || portOfBatch != batchNumber) {
            chosen = anyPort();
            port = chosen;
            portOfBatch = batchNumber;
        }
        return chosen;
    }

    private SourcePort anyPort() {
        return ports[context.ids().next() & PORTS - 1];
    }

    @Override
    boolean send(Query query, MessageView asked, long now) {
        SourcePort to = portFor(asked.batchNumber());
        if (to.attempts.isFull()) {
            return false;
        }
        Attempt attempt = begin(query, now);
        goes(attempt, to.attempts, now);
        Header.id(asked.memory(), asked.offset(), attempt.id);
        to.port().send(Objects.requireNonNull(asked.batch()), asked.slot());
        return true;
    }

    @Override
    boolean resend(Query query, long now) {
        SourcePort to = anyPort();
        if (to.attempts.isFull()) {
            return false;
        }
        Attempt attempt = begin(query, now);
        goes(attempt, to.attempts, now);
        Header.id(query.message(), 0, attempt.id);
        to.port().send(query.bytes(), query.length());
        return true;
    }

    @Override
    int framing() {
        return 0;
    }

    void received(AttemptTable from, DatagramBatch batch, int first, int end) {
        long now = System.nanoTime();
        for (int slot = first; slot < end; slot++) {
            received(from, view.at(batch, slot), now);
        }
    }

    void unreachable(String reason) {
        takeOut(reason, System.nanoTime());
    }

    @Override
    long lastHeardAt() {
        return server().lastGoodCheckAfter(heardAt);
    }

    @Override
    void isSilent(String reason, long now) {
        context.listener().down(server(), reason);
    }

    @Override
    long takeDropped() {
        long dropped = 0;
        for (SourcePort each : ports) {
            dropped += each.port().takeDropped();
        }
        return dropped;
    }

    @Override
    void close() {
        for (SourcePort each : ports) {
            context.service().ownSockets().closed(each.port().localAddress());
            each.close();
        }
        super.close();
    }
}
