package org.penlb.stream;

import io.netty.channel.EventLoop;
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
import org.penlb.config.StreamOptions;
import org.penlb.relay.Addressed;
import org.penlb.relay.BindOptions;
import org.penlb.relay.DialListener.Fault;
import org.penlb.relay.DialOptions;
import org.penlb.relay.End;
import org.penlb.relay.Relay;
import org.penlb.relay.Transport;
import org.penlb.service.AdmissionPolicy;
import org.penlb.service.EventLoopContext;
import org.penlb.service.HelloRouting;
import org.penlb.service.Service;

/** The clients of one event loop: accepts them, and sees each through as a {@link Connection}. */
public final class Connections implements StreamHandler {
    private static final Logger LOG = System.getLogger(Connections.class.getName());
    private static final byte[] DUMMY_REPLY = ("HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n"
                    + "Content-Length: 11\r\nConnection: close\r\n\r\nThis is pen")
            .getBytes(StandardCharsets.US_ASCII);

    private final Service service;
    private final Transport transport;
    private final EventLoopContext context;
    private final ClientAcceptor acceptor;
    private final WarmConnections warm;
    private final List<Connection> connections = new ArrayList<>();
    private final Set<Relay> answers = new HashSet<>();
    private @Nullable Runnable whenOver;
    private @Nullable StreamOptions dialOptionsOf;
    private DialOptions dialOptions = new DialOptions(Duration.ofSeconds(1), null, true, false);

    /**
     * @param loop the event loop that all this happens on
     * @param context the same, for those who are not on it
     * @param instances on how many event loops the listener's clients come in
     * @param instance which of them this is, from 0
     */
    public Connections(
            Service service,
            Transport transport,
            EventLoop loop,
            EventLoopContext context,
            int instances,
            int instance) {
        this.service = service;
        this.transport = transport;
        this.context = context;
        this.acceptor = new ClientAcceptor(service, transport, loop, new Clients());
        this.warm = new WarmConnections(
                this, () -> options().transparent() ? 0 : share(options().idlers(), instances, instance));
    }

    private static int share(int total, int instances, int instance) {
        return total / instances + (instance < total % instances ? 1 : 0);
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
        warm.sweep();
    }

    @Override
    public void acceptLast() {
        acceptor.acceptLast();
    }

    @Override
    public void stopListening(Runnable whenOverNow) {
        whenOver = whenOverNow;
        acceptor.close();
        warm.close();
        tellIfOver();
    }

    @Override
    public void closeConnections() {
        for (Connection connection : List.copyOf(connections)) {
            connection.reset();
        }
        acceptor.breakOffWaiting();
        Set.copyOf(answers).forEach(Relay::reset);
    }

    @Override
    public int warmConnections() {
        return warm.count();
    }

    /** Takes over whom the acceptor lets in. */
    private final class Clients implements ClientAcceptor.Host {
        @Override
        public void accepted(End end, Addressed client, AdmissionPolicy policy) {
            Connections.this.accepted(end, client, policy);
        }

        @Override
        public void leftWaiting() {
            tellIfOver();
        }
    }

    private void accepted(End end, Addressed client, AdmissionPolicy policy) {
        if (options().dummy()) {
            service.pending().give();
            IpAddress admitted = client.peer();
            answers.add(transport.answer(end, DUMMY_REPLY, answer -> answerOver(answer, policy, admitted)));
            return;
        }
        var connection = new Connection(this, end, client, policy);
        connection.slot = connections.size();
        connections.add(connection);
        connection.start();
    }

    private void answerOver(Relay answer, AdmissionPolicy policy, IpAddress admitted) {
        answers.remove(answer);
        service.connections().give();
        policy.left(admitted);
        tellIfOver();
    }

    void ended(Connection connection) {
        Connection last = connections.removeLast();
        if (last != connection) {
            last.slot = connection.slot;
            connections.set(last.slot, last);
        }
        tellIfOver();
    }

    private void tellIfOver() {
        if (whenOver != null && connections.isEmpty() && answers.isEmpty() && acceptor.isIdle()) {
            whenOver.run();
        }
    }

    @Override
    public void sweep(long now) {
        long idleNanos = options().idleTimeout().toNanos();
        // from the end: a connection that ends under the sweep gives its slot to one that was swept already
        for (int i = connections.size() - 1; i >= 0; i--) {
            connections.get(i).sweep(now, idleNanos);
        }
        service.reports().tick(now);
        HelloRouting routing = service.routing();
        if (routing != null) {
            routing.targets().forEach(route -> route.reports().tick(now));
        }
        if (whenOver == null) {
            acceptor.updateOptions();
            warm.sweep();
        }
    }

    /** A server of this service or of one that it routes to could not be connected to. */
    void failed(Service serving, Lease lease, Fault fault, String reason) {
        if (fault == Fault.OURS) {
            serving.reports().untried(lease.server(), reason);
        } else {
            serving.reports().unreachable(lease.server(), reason);
        }
    }

    /**
     * Counts a client that gets no server.
     *
     * @param serving the service that has none for it
     * @param text says why, with the service as {0} and the client as {1}
     */
    void refused(Service serving, IpAddress client, String text) {
        serving.clients().countRefused();
        LOG.log(Level.DEBUG, text, serving.config().name(), client);
    }

    Service service() {
        return service;
    }

    StreamOptions options() {
        return service.config().stream();
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

    WarmConnections warm() {
        return warm;
    }

    Transport transport() {
        return transport;
    }

    EventLoopContext context() {
        return context;
    }

    /** The service's name, for the log. */
    @Override
    public String toString() {
        return service.config().name();
    }
}
