package org.penlb.stream;

import io.netty.channel.EventLoop;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import org.jspecify.annotations.Nullable;
import org.penlb.config.ProxyAccept;
import org.penlb.config.StreamOptions;
import org.penlb.relay.Acceptor;
import org.penlb.relay.Addressed;
import org.penlb.relay.BindOptions;
import org.penlb.relay.End;
import org.penlb.relay.ListenOptions;
import org.penlb.relay.Transport;
import org.penlb.service.AdmissionPolicy;
import org.penlb.service.Service;

/**
 * Accepts the clients of a service on one event loop: within its limits, those whom its admission policy lets in, with the
 * options that hold when they come. A proxy has to say first for whom it comes.
 */
public final class ClientAcceptor {
    private static final Logger LOG = System.getLogger(ClientAcceptor.class.getName());

    /** No TCP port, or none any more. */
    private static final int NONE = -1;

    /** Who sees a client through. */
    public interface Host {
        /**
         * A client is there. It holds a place among the service's connections and one among those that are on their way.
         *
         * @param end the socket that is really there
         * @param client who it is: the end itself, or the one that a proxy has named
         * @param policy let it in, and is to be told when it has left
         */
        void accepted(End end, Addressed client, AdmissionPolicy policy);

        /** One that was about to be accepted, or not, is so no more: as {@link ClientAcceptor#isIdle}. */
        void leftWaiting();
    }

    private final Service service;
    private final Transport transport;
    private final ServiceAcceptLimit limit;
    private final Host host;
    private final ProxyHeaders headers;
    private @Nullable Acceptor acceptor;
    private @Nullable StreamOptions clientOptionsOf;
    private int port = NONE;

    /** @param loop the event loop that all this happens on */
    public ClientAcceptor(Service service, Transport transport, EventLoop loop, Host host) {
        this.service = service;
        this.transport = transport;
        this.limit = new ServiceAcceptLimit(service, loop);
        this.host = host;
        this.headers = new ProxyHeaders(service, transport, new Proxies());
    }

    /** Opens the listening socket; as {@link StreamHandler#listen}. */
    public void listen(SocketAddress local, BindOptions bind) throws IOException {
        StreamOptions options = options();
        var listenOptions = new ListenOptions(
                options.backlog(), options.multiAccept(), bind, options.noDelay(), options.keepAlive());
        acceptor = transport.listen(local, listenOptions, limit, this::accepted);
        limit.admitsTo(acceptor);
        if (acceptor.localAddress() instanceof InetSocketAddress inet) {
            port = inet.getPort();
            service.ownConnections().listens(port);
        }
    }

    /** The address of the socket; as {@link StreamHandler#localAddress}. */
    public SocketAddress localAddress() {
        if (acceptor == null) {
            throw new IllegalStateException("not listening");
        }
        return acceptor.localAddress();
    }

    /** Lets clients in from now on, those first who wait already. */
    public void open() {
        limit.open();
    }

    /** Lets those in who wait already, before the end; as {@link StreamHandler#acceptLast}. */
    public void acceptLast() {
        if (acceptor != null) {
            acceptor.acceptLast();
        }
    }

    /** Lets nobody in any more. */
    public void close() {
        if (acceptor != null) {
            acceptor.close();
            limit.close();
        }
        if (port != NONE) {
            service.ownConnections().stops(port);
            port = NONE;
        }
    }

    /** Has those who come from now on get the options of the service's configuration as it is now. */
    public void updateOptions() {
        StreamOptions options = options();
        if (acceptor != null && !options.equals(clientOptionsOf)) {
            clientOptionsOf = options;
            acceptor.clientOptions(options.noDelay(), options.keepAlive());
        }
    }

    private void accepted(End client) {
        if (service.ownConnections().isClient(client)) {
            client.reset();
            limit.leave();
            return;
        }
        ProxyAccept proxies = service.config().listener().proxyAccept();
        if (!proxies.isNobody() && proxies.includes(client.peer())) {
            headers.await(client);
        } else {
            admit(client, client);
        }
    }

    private void admit(End end, Addressed client) {
        AdmissionPolicy policy = service.admission();
        if (policy.admitsConnection(client.peer())) {
            service.clients().countAccepted();
            host.accepted(end, client, policy);
        } else {
            notAdmitted(end, client);
        }
    }

    /** Those who come in once a proxy has named them. */
    private final class Proxies implements ProxyHeaders.Host {
        @Override
        public void named(End end, Addressed client) {
            admit(end, client);
        }

        @Override
        public void refused() {
            limit.leave();
        }

        @Override
        public void leftWaiting() {
            host.leftWaiting();
        }
    }

    /** Whether nobody is about to be accepted, as a proxy is until it has said for whom it comes. */
    public boolean isIdle() {
        return headers.isEmpty();
    }

    /** Breaks off those who are about to be accepted. */
    public void breakOffWaiting() {
        headers.close();
    }

    /** Nobody but the acceptor knows of it, and that took its place before it had the client's address. */
    private void notAdmitted(End end, Addressed client) {
        service.clients().countNotAdmitted(); // before the client can know
        end.close();
        limit.leave();
        LOG.log(Level.DEBUG, "{0}: client {1} is not admitted", service.config().name(), client.peer());
    }

    private StreamOptions options() {
        return service.config().stream();
    }
}
