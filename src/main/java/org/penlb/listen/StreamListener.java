package org.penlb.listen;

import io.netty.channel.EventLoop;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.internal.ContextInternal;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.InetAddress;
import java.net.SocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.penlb.balance.Lease;
import org.penlb.config.IpAddress;
import org.penlb.config.Protocol;
import org.penlb.config.StreamOptions;
import org.penlb.relay.Acceptor;
import org.penlb.relay.DialListener.Fault;
import org.penlb.relay.DialOptions;
import org.penlb.relay.End;
import org.penlb.relay.ListenOptions;
import org.penlb.relay.Relay;
import org.penlb.relay.Transport;
import org.penlb.relay.Transports;

/**
 * The verticle of a TCP or Unix listener: accepts clients on its own event loop and sees each through as a
 * {@link Connection}. A TCP listener is deployed once per event loop, all on the same address.
 */
public final class StreamListener extends ListenerVerticle {
    private static final Logger LOG = System.getLogger(StreamListener.class.getName());
    private static final long SWEEP_MILLIS = 1000;
    private static final byte[] DUMMY_REPLY = ("HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n"
                    + "Content-Length: 11\r\nConnection: close\r\n\r\nThis is pen")
            .getBytes(StandardCharsets.US_ASCII);

    private final Shared shared;
    private final int instance;
    private final Idlers idlers;
    private final List<Connection> connections = new ArrayList<>();
    private final Set<Relay> answers = new HashSet<>();
    private @Nullable Transport transport;
    private @Nullable Acceptor acceptor;
    private @Nullable Admission admission;
    private @Nullable Promise<Void> drained;
    private @Nullable StreamOptions clientOptionsOf;
    private @Nullable StreamOptions dialOptionsOf;
    private DialOptions dialOptions = new DialOptions(Duration.ofSeconds(1), null, true, false);

    /**
     * @param instance which of the instances this is, from 0
     */
    public StreamListener(Shared shared, int instance) {
        this.shared = shared;
        this.instance = instance;
        this.idlers = new Idlers(
                this, () -> options().transparent() ? 0 : share(options().idlers()));
    }

    private int share(int total) {
        return total / shared.instances() + (instance < total % shared.instances() ? 1 : 0);
    }

    @Override
    public Future<?> start() throws IOException {
        EventLoop loop = ((ContextInternal) context).nettyEventLoop();
        transport = Transports.on(loop, shared.relay(), shared.pipes());
        var gate = new Admission(service(), loop);
        admission = gate;
        StreamOptions options = options();
        var listenOptions = new ListenOptions(
                options.backlog(),
                options.multiAccept(),
                shared.instances() > 1,
                options.noDelay(),
                options.keepAlive());
        acceptor = transport.listen(shared.local(), listenOptions, gate, this::accepted);
        gate.admitsTo(acceptor);
        return Future.succeededFuture();
    }

    /** Lets clients in, and connects to servers ahead of them. */
    @Override
    public Future<Void> serve() {
        return onLoop(() -> {
                    if (admission != null && drained == null) {
                        admission.open();
                        idlers.sweep();
                        vertx.setPeriodic(SWEEP_MILLIS, _ -> sweep());
                    }
                    return this;
                })
                .mapEmpty();
    }

    /** Stops listening, while open connections go on; complete when it is done. */
    @Override
    public Future<Void> stopListening() {
        return onLoop(() -> {
                    if (acceptor != null && drained == null) {
                        acceptor.acceptLast();
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
        Promise<Void> whenDrained = drained;
        if (whenDrained == null) {
            whenDrained = Promise.promise();
            drained = whenDrained;
            if (acceptor != null && admission != null) {
                acceptor.close();
                admission.close();
            }
            idlers.close();
            tellIfDrained();
        }
        return whenDrained.future();
    }

    /** Stops listening, then ends every open connection. */
    @Override
    public Future<?> stop() {
        if (acceptor == null) {
            return Future.succeededFuture();
        }
        Future<Void> whenDrained = drain();
        for (Connection connection : List.copyOf(connections)) {
            connection.close();
        }
        Set.copyOf(answers).forEach(Relay::close);
        return whenDrained.onComplete(_ -> transport().close());
    }

    /** How many connections to servers are ready or on their way. */
    @Override
    public int idlerCount() {
        return idlers.count();
    }

    @Override
    public SocketAddress localAddress() {
        return acceptor == null ? shared.local() : acceptor.localAddress();
    }

    private void accepted(End client) {
        service().clientAccepted();
        if (options().dummy()) {
            service().pending().give();
            answers.add(transport().answer(client, DUMMY_REPLY, this::answerOver));
            return;
        }
        var connection = new Connection(this, client);
        connection.slot = connections.size();
        connections.add(connection);
        connection.start();
    }

    private void answerOver(Relay answer) {
        answers.remove(answer);
        service().connections().give();
        tellIfDrained();
    }

    void ended(Connection connection) {
        Connection last = connections.removeLast();
        if (last != connection) {
            last.slot = connection.slot;
            connections.set(last.slot, last);
        }
        tellIfDrained();
    }

    private void tellIfDrained() {
        if (drained != null && connections.isEmpty() && answers.isEmpty()) {
            drained.tryComplete();
        }
    }

    private void sweep() {
        long now = System.nanoTime();
        long idleNanos = idleTimeout().toNanos();
        // from the end: a connection that ends under the sweep gives its slot to one that was swept already
        for (int i = connections.size() - 1; i >= 0; i--) {
            connections.get(i).sweep(now, idleNanos);
        }
        service().tick(now);
        if (drained == null) {
            updateClientOptions();
            idlers.sweep();
        }
    }

    /** Clients of a DNS service may leave idle connections, and are expected to find them closed (RFC 7766). */
    private Duration idleTimeout() {
        Duration timeout = options().idleTimeout();
        return timeout.isZero() && service().config().protocol() == Protocol.DNS
                ? service().config().datagrams().sessionTimeout()
                : timeout;
    }

    private void updateClientOptions() {
        StreamOptions options = options();
        if (acceptor != null && !options.equals(clientOptionsOf)) {
            clientOptionsOf = options;
            acceptor.clientOptions(options.noDelay(), options.keepAlive());
        }
    }

    void failed(Lease lease, Fault fault, String reason) {
        if (service().config().protocol() == Protocol.DNS) {
            // Whether a DNS server is well is told by queries; one without TCP answers over UDP all the same.
            LOG.log(Level.DEBUG, "{0}: server {1} over TCP: {2}", this, lease.server(), reason);
            lease.server().countFailure();
            lease.server()
                    .noteFailure("over TCP: " + reason, service().balancer().now());
        } else if (fault == Fault.OURS) {
            LOG.log(Level.WARNING, "{0}: cannot connect to server {1}: {2}", this, lease.server(), reason);
        } else {
            service().unreachable(lease.server(), reason);
        }
    }

    void refused(IpAddress client) {
        service().clientRefused();
        LOG.log(Level.DEBUG, "{0}: no server takes client {1}", this, client);
    }

    Service service() {
        return shared.service();
    }

    StreamOptions options() {
        return service().config().stream();
    }

    DialOptions dialOptions() {
        StreamOptions options = options();
        if (!options.equals(dialOptionsOf)) { // they changed, or this is the first time
            dialOptionsOf = options;
            InetAddress source =
                    options.source() == null ? null : options.source().toInetAddress();
            dialOptions = new DialOptions(options.connectTimeout(), source, options.noDelay(), options.keepAlive());
        }
        return dialOptions;
    }

    Idlers idlers() {
        return idlers;
    }

    Transport transport() {
        if (transport == null) {
            throw new IllegalStateException("not started");
        }
        return transport;
    }

    /** The service's name, for the log. */
    @Override
    public String toString() {
        return service().config().name();
    }
}
