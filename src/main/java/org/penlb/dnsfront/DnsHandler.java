package org.penlb.dnsfront;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;
import org.penlb.datagram.DatagramHandler;
import org.penlb.relay.DatagramTransport;
import org.penlb.service.Service;

/** The DNS queries of one event loop, which are its {@link Dispatcher}'s. */
public final class DnsHandler implements DatagramHandler {
    private static final long TICK_MILLIS = 10;
    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

    private final Dispatcher dispatcher;
    private long secondAt = System.nanoTime();

    /**
     * @param transport of the event loop
     */
    public DnsHandler(Service service, DatagramTransport transport) {
        dispatcher = new Dispatcher(service, transport);
    }

    @Override
    public void listen(InetSocketAddress local, boolean shared) throws IOException {
        dispatcher.listen(local, shared);
    }

    @Override
    public InetSocketAddress localAddress() {
        return dispatcher.localAddress();
    }

    @Override
    public void serve() {
        dispatcher.serve();
    }

    @Override
    public void stopTaking() {
        dispatcher.stopTaking();
    }

    @Override
    public boolean isWaiting() {
        return dispatcher.isWaiting();
    }

    @Override
    public long tickMillis() {
        return TICK_MILLIS;
    }

    @Override
    public void tick(long now, boolean stalled) {
        if (!stalled) { // else what came in meanwhile is read first
            dispatcher.tick(now);
        }
        if (now - secondAt >= SECOND) {
            secondAt = now;
            dispatcher.tickSecond();
        }
    }

    @Override
    public void close() {
        dispatcher.close();
    }
}
