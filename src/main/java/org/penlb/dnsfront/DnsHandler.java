package org.penlb.dnsfront;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.penlb.datagram.DatagramHandler;
import org.penlb.relay.DatagramTransport;
import org.penlb.service.Service;

/**
 * The DNS queries of one event loop, which are its {@link Dispatcher}'s; the first event loop of a listener also asks the
 * servers how they are, by a {@link HealthChecker}.
 */
public final class DnsHandler implements DatagramHandler {
    private static final long TICK_MILLIS = 10;
    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

    private final Dispatcher dispatcher;
    private final @Nullable HealthChecker checker;
    private long secondAt = System.nanoTime();

    /**
     * @param transport of the event loop
     * @param checks whether servers are asked how they are from here
     */
    public DnsHandler(Service service, DatagramTransport transport, boolean checks) {
        dispatcher = new Dispatcher(service, transport);
        checker = checks ? new HealthChecker(service, transport) : null;
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
            if (checker != null) {
                checker.tick(now);
            }
        }
        if (now - secondAt >= SECOND) {
            secondAt = now;
            dispatcher.tickSecond();
        }
    }

    @Override
    public void close() {
        if (checker != null) {
            checker.close();
        }
        dispatcher.close();
    }
}
