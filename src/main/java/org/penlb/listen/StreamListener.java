package org.penlb.listen;

import io.netty.channel.EventLoop;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.internal.ContextInternal;
import java.io.IOException;
import java.net.SocketAddress;
import org.jspecify.annotations.Nullable;
import org.penlb.relay.Transport;
import org.penlb.relay.Transports;
import org.penlb.service.EventLoopContext;
import org.penlb.stream.StreamHandler;

/**
 * The verticle of a TCP or Unix listener. What it does with clients is its {@link StreamHandler}'s to say. A TCP listener is
 * deployed once per event loop, all on the same address.
 */
public final class StreamListener extends ListenerVerticle {
    private static final long SWEEP_MILLIS = 1000;

    /** Makes the handler of an event loop, on that loop. */
    @FunctionalInterface
    public interface Maker {
        StreamHandler make(Transport transport, EventLoop loop, EventLoopContext context);
    }

    private final Shared shared;
    private final Maker maker;
    private @Nullable Transport transport;
    private @Nullable StreamHandler handler;
    private @Nullable Promise<Void> drained;

    /**
     * @param shared what it has in common with the listener's other instances
     * @param maker makes its handler
     */
    public StreamListener(Shared shared, Maker maker) {
        this.shared = shared;
        this.maker = maker;
    }

    @Override
    public Future<?> start() throws IOException {
        EventLoop loop = ((ContextInternal) context).nettyEventLoop();
        Transport streams = Transports.on(loop, shared.relay(), shared.pipes());
        transport = streams;
        StreamHandler made = maker.make(streams, loop, new EventLoopContext(context));
        made.listen(shared.local(), shared.bind());
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
                    StreamHandler served = handler;
                    if (served != null && drained == null) {
                        serve(served);
                    }
                    return this;
                })
                .mapEmpty();
    }

    private void serve(StreamHandler served) {
        served.serve();
        vertx.setPeriodic(SWEEP_MILLIS, _ -> served.sweep(System.nanoTime()));
        if (served.tickMillis() > 0) {
            var watch = StallWatch.ofTicks(served.tickMillis(), System.nanoTime());
            vertx.setPeriodic(served.tickMillis(), _ -> tick(served, watch));
        }
    }

    /** What the timer does about once a second, now; complete when it is done. */
    Future<Void> sweep() {
        return onLoop(() -> {
                    if (handler != null) {
                        handler.sweep(System.nanoTime());
                    }
                    return this;
                })
                .mapEmpty();
    }

    private static void tick(StreamHandler served, StallWatch watch) {
        long now = System.nanoTime();
        served.tick(now, watch.isStalled(now));
    }

    /** Stops listening, while open connections go on; complete when it is done. */
    @Override
    public Future<Void> stopListening() {
        return onLoop(() -> {
                    if (handler != null && drained == null) {
                        handler.acceptLast();
                    }
                    return drain();
                })
                .mapEmpty();
    }

    @Override
    public Future<Void> drained() {
        return onLoop(this::drain).compose(ended -> ended);
    }

    private Future<Void> drain() {
        if (drained != null) {
            return drained.future();
        }
        Promise<Void> whenDrained = Promise.promise();
        drained = whenDrained;
        if (handler == null) {
            whenDrained.complete();
        } else {
            handler.stopListening(whenDrained::tryComplete);
        }
        return whenDrained.future();
    }

    /** Stops listening, then ends every open connection. */
    @Override
    public Future<?> stop() {
        if (handler == null) {
            return Future.succeededFuture();
        }
        Future<Void> whenDrained = drain();
        handler.closeConnections();
        return whenDrained.onComplete(_ -> {
            if (transport != null) {
                transport.close();
            }
        });
    }

    @Override
    public int warmConnections() {
        return handler == null ? 0 : handler.warmConnections();
    }

    /** The service's name, for the log. */
    @Override
    public String toString() {
        return shared.service().config().name();
    }
}
