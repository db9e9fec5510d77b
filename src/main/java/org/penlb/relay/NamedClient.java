package org.penlb.relay;

import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;
import org.penlb.config.IpAddress;
import org.penlb.proxy.ProxyAddresses;
import org.penlb.proxy.ProxyDetails;
import org.penlb.proxy.ProxyHeader;

/** A client as the proxy that came for it has named it. Of its handshakes, one with us tells more than what the proxy says. */
public final class NamedClient implements Addressed {
    private final End proxy;
    private final ProxyHeader header;

    /**
     * @param proxy the end that is really there
     */
    public NamedClient(End proxy, ProxyHeader header) {
        this.proxy = proxy;
        this.header = header;
    }

    @Override
    public IpAddress peer() {
        ProxyAddresses named = header.addresses();
        return named == null ? proxy.peer() : named.source();
    }

    @Override
    public int peerPort() {
        ProxyAddresses named = header.addresses();
        return named == null ? proxy.peerPort() : named.sourcePort();
    }

    /** Where the client had connected to, at the first of all proxies. */
    @Override
    public @Nullable InetSocketAddress localAddress() {
        ProxyAddresses named = header.addresses();
        return named == null
                ? proxy.localAddress()
                : new InetSocketAddress(named.destination().toInetAddress(), named.destinationPort());
    }

    @Override
    public ProxyDetails details() {
        ProxyDetails ours = proxy.details();
        ProxyDetails said = header.details();
        return ours.equals(ProxyDetails.NONE) ? said : ours.withUniqueId(said.uniqueId());
    }
}
