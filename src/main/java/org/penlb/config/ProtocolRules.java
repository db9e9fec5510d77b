package org.penlb.config;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.penlb.config.tls.TlsConfig;

/**
 * What a service of each protocol can be asked for. What would have no effect is refused, because silence would pass for
 * consent; a value that nobody changed is never refused.
 */
final class ProtocolRules {
    private static final String TCP = "a TCP service";
    private static final String UDP = "-U";
    private static final String DNS = "dns";
    private static final String UDP_OR_DNS = "-U or dns";

    private final Protocol protocol;

    private ProtocolRules(Protocol protocol) {
        this.protocol = protocol;
    }

    /**
     * @throws ConfigException naming the first address that the protocol cannot have
     */
    static void addresses(
            Protocol protocol,
            Address listen,
            List<ServerConfig> servers,
            @Nullable ServerConfig emergency,
            @Nullable ServerConfig abuse) {
        if (!protocol.hasDatagrams()) {
            return;
        }
        var rules = new ProtocolRules(protocol);
        rules.address("listener", listen);
        servers.forEach(server -> rules.server("server", server));
        rules.server("emergency server", emergency);
        rules.server("abuse server", abuse);
    }

    private void server(String role, @Nullable ServerConfig server) {
        if (server != null) {
            address(role, server.address());
            if (server.proxyProtocol() == ProxyProtocol.V1) {
                throw new ConfigException(role + " \"" + server.address()
                        + "\": version 1 of the PROXY protocol is for connections only (expected: version 2)");
            }
        }
    }

    private void address(String role, Address address) {
        String place = role + " \"" + address + "\"";
        switch (address) {
            case Address.Unix _ ->
                throw new ConfigException(
                        place + ": a " + protocol + " service has no Unix sockets (expected: host:port)");
            case Address.Inet inet -> {
                IpAddress literal = inet.literal();
                if (literal != null) {
                    protocol.requireUnicast(place, literal);
                }
            }
        }
    }

    /**
     * @throws ConfigException naming the first setting that was changed and has no effect
     */
    static void options(
            Protocol protocol, StreamOptions stream, DatagramOptions datagrams, DnsOptions dns, @Nullable String log) {
        var rules = new ProtocolRules(protocol);
        if (protocol.hasDatagrams()) {
            rules.onlyStreams(stream, log);
        } else if (stream.forwarding().trustedProxies() != null && !stream.editsHttp()) {
            throw new ConfigException(
                    "trusted_proxies: has no effect without forwardedFor (expected: forwardedFor or forwarded)");
        }
        if (!protocol.hasConnections()) {
            rules.onlyConnections(stream);
        }
        if (!protocol.hasDatagrams()) {
            rules.onlyDatagrams(datagrams);
        }
        if (protocol != Protocol.UDP) {
            rules.onlyUdp(datagrams);
        }
        if (protocol != Protocol.DNS) {
            rules.onlyDns(dns);
        }
    }

    /**
     * @throws ConfigException if TLS is asked for where there are no connections to speak it on, or nobody speaks it
     */
    static void tls(
            Protocol protocol,
            StreamOptions stream,
            @Nullable TlsConfig tls,
            List<ServerConfig> servers,
            @Nullable ServerConfig emergency,
            @Nullable ServerConfig abuse) {
        if (stream.dummy() && tls != null) {
            throw new ConfigException("dummy: answers in plain text (expected: no tls)");
        }
        if (!protocol.hasDatagrams()) {
            return;
        }
        new ProtocolRules(protocol).refuse("tls", tls != null, TCP);
        ServiceConfig.everyServer(servers, emergency, abuse)
                .filter(server -> server.tls() != null)
                .findFirst()
                .ifPresent(server -> {
                    throw new ConfigException(
                            "server \"" + server.address() + "\": tls: has no effect on a " + protocol + " service");
                });
    }

    /**
     * @throws ConfigException if there is no hello to route by
     */
    static void routing(Protocol protocol, StreamOptions stream, Routing routing) {
        new ProtocolRules(protocol).refuse("routes", protocol != Protocol.STREAM && routing != Routing.DIRECT, TCP);
        if (stream.dummy() && routing != Routing.DIRECT) {
            throw new ConfigException("dummy: answers every client itself (expected: no routes)");
        }
    }

    private void onlyStreams(StreamOptions stream, @Nullable String log) {
        refuse("http", stream.http(), TCP);
        refuse("forwarded", stream.forwarding().forwarded(), TCP);
        refuse("trusted_proxies", stream.forwarding().trustedProxies() != null, TCP);
        refuse("dummy", stream.dummy(), TCP);
        refuse("transparent", stream.transparent(), TCP);
        refuse("idlers", stream.idlers() != 0, TCP);
        refuse("log", log != null, TCP);
    }

    private void onlyConnections(StreamOptions stream) {
        refuse("tcp_fastclose", stream.fastClose() != FastClose.OFF, TCP);
        refuse("keepalive", stream.keepAlive(), TCP);
        refuse("idle_timeout", !stream.idleTimeout().isZero(), "session_timeout");
    }

    private void onlyDatagrams(DatagramOptions datagrams) {
        refuse("receive_buffer", datagrams.receiveBuffer() != DatagramOptions.DEFAULT.receiveBuffer(), UDP_OR_DNS);
    }

    private void onlyUdp(DatagramOptions datagrams) {
        DatagramOptions unchanged = DatagramOptions.DEFAULT;
        refuse("session_timeout", !datagrams.sessionTimeout().equals(unchanged.sessionTimeout()), UDP);
        refuse("responses", datagrams.responses() != unchanged.responses(), UDP);
        refuse("response_timeout", !datagrams.responseTimeout().equals(unchanged.responseTimeout()), UDP);
        refuse("resend", datagrams.resend() != unchanged.resend(), UDP);
    }

    private void onlyDns(DnsOptions dns) {
        DnsOptions unchanged = DnsOptions.DEFAULT;
        refuse("no rescue", dns.rescue() != unchanged.rescue(), DNS);
        refuse("rescue_budget", dns.rescueBudget() != unchanged.rescueBudget(), DNS);
        refuse("query_timeout", !dns.queryTimeout().equals(unchanged.queryTimeout()), DNS);
        DnsOptions.Check check = dns.check();
        DnsOptions.Check usual = unchanged.check();
        refuse(
                "check_query",
                !(check.name().equals(usual.name()) && check.type().equals(usual.type())),
                DNS);
        refuse("check_interval", !check.interval().equals(usual.interval()), DNS);
        refuse("check_rise", check.rise() != usual.rise(), DNS);
        refuse("check_fall", check.fall() != usual.fall(), DNS);
    }

    private void refuse(String setting, boolean asked, String expected) {
        if (asked) {
            throw new ConfigException(
                    setting + ": has no effect on a " + protocol + " service (expected: " + expected + ")");
        }
    }
}
