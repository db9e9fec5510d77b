package org.penlb.listen;

import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.net.SocketAddress;
import java.util.function.Supplier;
import org.penlb.config.RelayKind;
import org.penlb.relay.BindOptions;
import org.penlb.service.EventLoopContext;
import org.penlb.service.Service;

/**
 * What listens on one event loop for a {@link Listener}: from its start, so that the address is its own, and without
 * letting anybody in until it is told to {@link #serve}. Its methods are for any thread.
 */
public abstract class ListenerVerticle extends VerticleBase {
    /**
     * What the instances of a listener have in common.
     *
     * @param local the address to listen on
     * @param v6only as {@link BindOptions#v6only}
     * @param instances how many event loops listen on it
     * @param pipes how many pipes the socket relay may keep open per event loop
     */
    public record Shared(
            Service service, SocketAddress local, boolean v6only, RelayKind relay, int instances, int pipes) {
        BindOptions bind() {
            return new BindOptions(instances > 1, v6only);
        }
    }

    /** Made by a {@link Listener}, and started by deploying it. */
    protected ListenerVerticle() {}

    /** The address it listens on, with the real port where 0 was asked for. */
    public abstract SocketAddress localAddress();

    /** Lets clients in, those first who wait already. */
    public abstract Future<Void> serve();

    /** Lets nobody in any more, and gives the address back; who is in goes on as far as that is possible. */
    public abstract Future<Void> stopListening();

    /** Complete when the last client is gone, after it stopped listening. */
    public abstract Future<Void> drained();

    /** Connections to servers that are kept ready. */
    public int warmConnections() {
        return 0;
    }

    /** Runs something on this verticle's event loop. */
    protected final <T> Future<T> onLoop(Supplier<T> task) {
        return new EventLoopContext(context).call(task);
    }
}
