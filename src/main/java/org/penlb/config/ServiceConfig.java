package org.penlb.config;

import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.penlb.config.tls.TlsConfig;

/**
 * One service: a listener with its servers.
 *
 * @param name how commands and messages call it
 * @param listen where clients come in
 * @param servers the regular servers in index order
 * @param emergency who serves when no regular server can, or null
 * @param abuse who serves clients that the client access list denies, or null to close them
 * @param selection how a server is chosen
 * @param clientsMax how many clients are remembered; the least recently used gives way
 * @param tracking how long a client is remembered; zero means for ever
 * @param blacklist how long a server that failed is left alone
 * @param connectionsMax how many clients are served at a time; more wait in the backlog
 * @param accessLists the numbered access lists, {@value AccessList#COUNT} of them
 * @param clientAcl number of the list that says which clients may come in
 * @param protocol what it balances
 * @param listener what its listener is like
 * @param stream how connections are made and kept
 * @param datagrams how datagrams are relayed, if it balances UDP
 * @param dns how queries are balanced, if it balances DNS
 * @param routing who gets its clients: its own servers, or routes
 * @param log where its requests are logged, a file or the host:port of a penlogd; null for nowhere
 * @param statusFile where its HTML status page is written, or null
 * @param tls how it speaks TLS with its clients; null if it does not
 * @param blacklistings servers to leave alone from the moment this configuration is applied
 */
public record ServiceConfig(
        String name,
        Address listen,
        List<ServerConfig> servers,
        @Nullable ServerConfig emergency,
        @Nullable ServerConfig abuse,
        Selection selection,
        int clientsMax,
        Duration tracking,
        Duration blacklist,
        int connectionsMax,
        List<AccessList> accessLists,
        int clientAcl,
        Protocol protocol,
        ListenerOptions listener,
        StreamOptions stream,
        DatagramOptions datagrams,
        DnsOptions dns,
        Routing routing,
        @Nullable String log,
        @Nullable String statusFile,
        @Nullable TlsConfig tls,
        List<Blacklisting> blacklistings) {
    /**
     * A server that the operator wants to be left alone for a while.
     *
     * @param server its index
     * @param duration how long; zero ends a blacklisting
     */
    public record Blacklisting(int server, Duration duration) {}

    public ServiceConfig {
        servers = List.copyOf(servers);
        accessLists = List.copyOf(accessLists);
        blacklistings = List.copyOf(blacklistings);
        if (accessLists.size() != AccessList.COUNT) {
            throw new ConfigException("access lists: " + accessLists.size() + " are not " + AccessList.COUNT);
        }
        boolean none = servers.stream().allMatch(server -> server.state() == AdminState.REMOVED);
        if (none && emergency == null && !stream.dummy() && !(routing instanceof Routing.Routed)) {
            throw new ConfigException("servers: none is named (expected: at least one server)");
        }
        if (clientAcl < 0 || clientAcl >= AccessList.COUNT) {
            throw new ConfigException("client_acl: " + clientAcl + " is not within 0 to 9");
        }
        if (clientsMax < 1) {
            throw new ConfigException("clients_max: " + clientsMax + " is not 1 or more");
        }
        if (connectionsMax < 1) {
            throw new ConfigException("conn_max: " + connectionsMax + " is not 1 or more");
        }
        if (tracking.isNegative()) {
            throw new ConfigException("tracking: " + tracking.toSeconds() + " is not 0 seconds or more");
        }
        if (blacklist.isNegative()) {
            throw new ConfigException("blacklist: " + blacklist.toSeconds() + " is not 0 seconds or more");
        }
        listener.requireFit(listen);
        ProtocolRules.addresses(protocol, listen, servers, emergency, abuse);
        ProtocolRules.options(protocol, stream, datagrams, dns, log);
        ProtocolRules.routing(protocol, stream, routing);
        ProtocolRules.tls(protocol, stream, tls, servers, emergency, abuse);
    }

    /** Whether TLS is spoken on either side. */
    public boolean hasTls() {
        return tls != null || everyServer().anyMatch(server -> server.tls() != null);
    }

    /** Its servers of every kind: the regular ones in index order, then the emergency server, then the abuse server. */
    public Stream<ServerConfig> everyServer() {
        return everyServer(servers, emergency, abuse);
    }

    static Stream<ServerConfig> everyServer(
            List<ServerConfig> servers, @Nullable ServerConfig emergency, @Nullable ServerConfig abuse) {
        return Stream.of(servers.stream(), Stream.ofNullable(emergency), Stream.ofNullable(abuse))
                .flatMap(each -> each);
    }

    /** Whether what {@link #log} says is the name of a file, and not the host and port of a penlogd. */
    public static boolean isLogFile(String log) {
        return log.startsWith("/") || log.indexOf(':') < 0;
    }

    /** What is allowed, but can hardly be meant: a line each, in an operator's words. */
    List<String> doubts() {
        return ServiceDoubts.of(this);
    }
}
