package org.penlb.dnsfront;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.penlb.balance.Server;
import org.penlb.config.StreamOptions;
import org.penlb.relay.Dial;
import org.penlb.relay.DialListener;
import org.penlb.relay.DialListener.Fault;
import org.penlb.relay.DialOptions;
import org.penlb.relay.End;
import org.penlb.relay.StreamPort;
import org.penlb.relay.StreamReceiver;
import org.penlb.relay.Transport;
import org.penlb.service.Service;

/** Makes one event loop's connections to name servers, and notes how that went. */
final class TcpDialer {
    private static final Logger LOG = System.getLogger(TcpDialer.class.getName());

    private final Service service;
    private final Transport transport;
    private @Nullable StreamOptions dialOptionsOf;
    private DialOptions dialOptions = new DialOptions(Duration.ofSeconds(1), null, true, false);

    TcpDialer(Service service, Transport transport) {
        this.service = service;
        this.transport = transport;
    }

    Service service() {
        return service;
    }

    Dial dial(Server server, DialListener listener) {
        return transport.dial(server.address(), options(), listener);
    }

    private DialOptions options() {
        StreamOptions options = service.config().stream();
        if (!options.equals(dialOptionsOf)) { // they changed, or this is the first time
            dialOptionsOf = options;
            dialOptions =
                    new DialOptions(options.connectTimeout(), service.source(), options.noDelay(), options.keepAlive());
        }
        return dialOptions;
    }

    /** A server accepted: the connection is the receiver's. */
    StreamPort connected(Server server, End end, long dialledAt, StreamReceiver receiver) {
        long now = System.nanoTime();
        server.connecting().record(now - dialledAt);
        service.ownConnections().remember(end, server); // they are few
        server.connected();
        return transport.converse(end, receiver);
    }

    /**
     * A server could not be reached over TCP, or broke off before it answered anything. Whether a DNS server is well is told by
     * queries over UDP; one without TCP answers there all the same.
     */
    void failed(Server server, Fault fault, String reason) {
        if (fault == Fault.OURS) {
            service.reports().untried(server, reason);
        } else {
            failed(server, reason);
        }
    }

    /** As {@link #failed(Server, Fault, String)}, of a connection that there was. */
    void failed(Server server, String reason) {
        LOG.log(Level.DEBUG, "{0}: server {1} over TCP: {2}", service.config().name(), server, reason);
        server.countFailure();
        server.noteFailure("over TCP: " + reason, service.balancer().now());
    }
}
