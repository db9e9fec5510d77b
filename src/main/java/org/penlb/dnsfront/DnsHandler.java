package org.penlb.dnsfront;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;
import org.penlb.datagram.DatagramHandler;
import org.penlb.relay.BindOptions;
import org.penlb.relay.DatagramTransport;
import org.penlb.service.Service;

/** The DNS queries that come to one event loop over UDP, which are its {@link UdpFront}'s. */
public final class DnsHandler implements DatagramHandler {
    private static final long TICK_MILLIS = 10;
    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

    private final UdpFront front;
    private long secondAt = System.nanoTime();

    /**
     * @param transport of the event loop
     */
    public DnsHandler(Service service, DatagramTransport transport) {
        front = new UdpFront(service, transport);
    }

    @Override
    public void listen(InetSocketAddress local, BindOptions bind) throws IOException {
        front.listen(local, bind);
    }

    @Override
    public InetSocketAddress localAddress() {
        return front.localAddress();
    }

    @Override
    public void serve() {
        front.serve();
    }

    @Override
    public void stopTaking() {
        front.stopTaking();
    }

    @Override
    public boolean isWaiting() {
        return front.isWaiting();
    }

    @Override
    public long tickMillis() {
        return TICK_MILLIS;
    }

    @Override
    public void tick(long now, boolean stalled) {
        if (!stalled) { // else what came in meanwhile is read first
            front.tick(now);
        }
        if (now - secondAt >= SECOND) {
            secondAt = now;
            front.tickSecond(now);
        }
    }

    @Override
    public void close() {
        front.close();
    }
}
