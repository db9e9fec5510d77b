package org.penlb.service;

import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;
import org.penlb.balance.Server;
import org.penlb.config.IpAddress;
import org.penlb.config.ProxyProtocol;
import org.penlb.config.ServiceConfig;
import org.penlb.proxy.ProxyAddresses;
import org.penlb.proxy.ProxyWriter;
import org.penlb.relay.Addressed;
import org.penlb.relay.Transport;

/** Tells each server that wants it, by a header of the PROXY protocol, who its client is. */
final class ProxyPreface implements Preface {
    private static final Preface HEADERS = new ProxyPreface();

    private ProxyPreface() {}

    /** What the servers of a service get first; {@link Preface#NONE} if none of them wants a header. */
    static Preface of(ServiceConfig config) {
        boolean wanted = config.everyServer().anyMatch(server -> server.proxyProtocol() != ProxyProtocol.NONE);
        return wanted ? HEADERS : NONE;
    }

    /** The same stages with the preface that a configuration asks for, unless somebody has set another one. */
    static ConnectionStages stages(ConnectionStages stages, ServiceConfig config) {
        Preface wanted = of(config);
        Preface present = stages.preface();
        boolean other = !present.equals(NONE) && !present.equals(HEADERS);
        return other || present.equals(wanted)
                ? stages
                : new ConnectionStages(stages.looker(), stages.router(), wanted);
    }

    @Override
    public byte[] of(Addressed client, Server server) {
        ProxyProtocol version = server.config().proxyProtocol();
        return version == ProxyProtocol.NONE
                ? Transport.NO_PREFACE
                : ProxyWriter.connection(version, addresses(client), client.details());
    }

    /** Null if the client came by a Unix socket, or is gone. */
    private static @Nullable ProxyAddresses addresses(Addressed client) {
        InetSocketAddress local = client.peer().equals(IpAddress.UNIX) ? null : client.localAddress();
        return local == null
                ? null
                : new ProxyAddresses(
                        client.peer(), client.peerPort(), IpAddress.of(local.getAddress()), local.getPort());
    }
}
