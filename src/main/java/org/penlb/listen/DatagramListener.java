package org.penlb.listen;

import io.netty.channel.EventLoop;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.internal.ContextInternal;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.penlb.datagram.DatagramHandler;
import org.penlb.relay.DatagramTransport;
import org.penlb.relay.Transports;

/** The verticle of a UDP listener. What it does with datagrams is its {@link DatagramHandler}'s to say. */
public final class DatagramListener extends ListenerVerticle {
    /** How long answers that are on their way are waited for when it stops listening. */
    private static final long LAST_ANSWERS_NANOS = TimeUnit.SECONDS.toNanos(1);
    /** No timer of Vert.x has this ID. */
    private static final long NO_TIMER = -1;

    private final Shared shared;
    private final Function<DatagramTransport, DatagramHandler> maker;
    private @Nullable DatagramTransport transport;
    private @Nullable DatagramHandler handler;
    private @Nullable Promise<Void> drained;
    private long drainingSince;
    private long ticks = NO_TIMER;

    /**
     * @param shared what it has in common with the listener's other instances
     * @param maker makes its handler
     */
    public DatagramListener(Shared shared, Function<DatagramTransport, DatagramHandler> maker) {
        this.shared = shared;
        this.maker = maker;
    }

    @Override
    public Future<?> start() throws IOException {
        EventLoop loop = ((ContextInternal) context).nettyEventLoop();
        DatagramTransport datagrams = Transports.datagramsOn(loop, shared.relay());
        transport = datagrams;
        DatagramHandler made = maker.apply(datagrams);
        made.listen((InetSocketAddress) shared.local(), shared.bind());
        handler = made;
        return Future.succeededFuture();
    }

    @Override
    public SocketAddress localAddress() {
        return handler == null ? shared.local() : handler.localAddress();
    }

    @Override
    public Future<Void> serve() {
        return onLoop(() -> {
                    if (handler != null && drained == null) {
                        serve(handler);
                    }
                    return this;
                })
                .mapEmpty();
    }

    private void serve(DatagramHandler served) {
        served.serve();
        var watch = StallWatch.ofTicks(served.tickMillis(), System.nanoTime());
        ticks = vertx.setPeriodic(served.tickMillis(), _ -> tick(served, watch));
    }

    private void tick(DatagramHandler served, StallWatch watch) {
        long now = System.nanoTime();
        served.tick(now, watch.isStalled(now));
        endIfDrained(now);
    }

    /** Takes no more datagrams of clients, waits a second at most for the answers that are owed to them, and ends. */
    @Override
    public Future<Void> stopListening() {
        return drained();
    }

    @Override
    public Future<Void> drained() {
        return onLoop(this::drain).compose(whenDrained -> whenDrained);
    }

    private Future<Void> drain() {
        Promise<Void> whenDrained = drained;
        if (whenDrained == null) {
            whenDrained = Promise.promise();
            drained = whenDrained;
            drainingSince = System.nanoTime();
            if (handler != null) {
                handler.stopTaking();
            }
            endIfDrained(drainingSince);
        }
        return whenDrained.future();
    }

    private void endIfDrained(long now) {
        if (drained == null) {
            return;
        }
        boolean waiting = handler != null && handler.isWaiting() && now - drainingSince < LAST_ANSWERS_NANOS;
        if (!waiting) {
            end(drained);
        }
    }

    private void end(Promise<Void> whenDrained) {
        vertx.cancelTimer(ticks);
        if (handler != null) {
            handler.close();
        }
        whenDrained.tryComplete();
    }

    @Override
    public Future<?> stop() {
        end(drained == null ? Promise.promise() : drained);
        if (transport != null) {
            transport.close();
        }
        return Future.succeededFuture();
    }

    /** The service's name, for the log. */
    @Override
    public String toString() {
        return shared.service().config().name();
    }
}
