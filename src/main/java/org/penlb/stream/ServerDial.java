package org.penlb.stream;

import java.util.List;
import org.penlb.balance.Server;
import org.penlb.config.ProxyProtocol;
import org.penlb.relay.Dial;
import org.penlb.relay.DialListener;
import org.penlb.relay.DialOptions;
import org.penlb.relay.Transport;
import org.penlb.service.Service;
import org.penlb.tls.TlsOrigination;

/** How a server is reached: plainly, or by TLS if that is said of it. */
final class ServerDial {
    private ServerDial() {}

    /** Whether TLS is spoken with it. */
    static boolean isSecured(Server server) {
        return server.config().tls() != null;
    }

    /** Whether a connection to it can be made before there is a client: a header that names the client goes before all TLS. */
    static boolean canBeWarm(Server server) {
        return !isSecured(server) || server.config().proxyProtocol() == ProxyProtocol.NONE;
    }

    /**
     * Dials a server.
     *
     * @param service whose server it is
     * @param alpn what a server that speaks TLS is offered to speak inside; empty for nothing
     * @param preface leaves before a handshake; nobody sends it where there is none
     */
    static Dial dial(
            Transport transport,
            Service service,
            Server server,
            DialOptions options,
            List<String> alpn,
            byte[] preface,
            DialListener listener) {
        if (!isSecured(server)) {
            return transport.dial(server.address(), options, listener);
        }
        TlsOrigination tls = service.tls().origination(server.config());
        return SecuredDial.start(transport, server.address(), options, tls, alpn, preface, listener);
    }
}
