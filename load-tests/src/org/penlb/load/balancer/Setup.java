package org.penlb.load.balancer;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.penlb.system.FileLimit;

/**
 * What a balancer shall do.
 *
 * @param service what it balances
 * @param servers where it finds the servers, one or more
 * @param loops how many event loops, threads or processes do the work, 1 or more
 * @param choice how it chooses servers
 * @param clients how many clients it shall be able to remember, if it remembers any
 * @param tls with what it speaks TLS with clients; null if it does not
 */
public record Setup(
        Service service,
        List<InetSocketAddress> servers,
        int loops,
        Choice choice,
        int clients,
        @Nullable Tls tls) {
    /** What a balancer remembers if nothing is said: as many as pen does. */
    public static final int USUAL_CLIENTS = 2048;

    private static final int MOST_CONNECTIONS = 8000;

    /** What is balanced. */
    public enum Service {
        /** Connections, whatever is in them. */
        STREAM,
        /** Datagrams, of which each is answered by one. */
        DATAGRAM,
        /** DNS queries over UDP, with health checks if it has them. */
        DNS_UDP,
        /** DNS queries over UDP, without health checks. */
        DNS_UNCHECKED,
        /** DNS queries over TCP. */
        DNS_TCP
    }

    /**
     * What clients are shown.
     *
     * @param certificate in PEM
     * @param key in PEM
     * @param both in one file
     */
    public record Tls(Path certificate, Path key, Path both) {}

    /** How servers are chosen. */
    public enum Choice {
        /** One after another. A DNS balancer may have a better way, and uses it. */
        ROUND_ROBIN,
        /** A client gets the server that it had last: what it had is looked up, and remembered. */
        TRACKED
    }

    public Setup {
        servers = List.copyOf(servers);
    }

    public Setup(Service service, List<InetSocketAddress> servers, int loops, Choice choice) {
        this(service, servers, loops, choice, USUAL_CLIENTS);
    }

    /** Without TLS. */
    public Setup(Service service, List<InetSocketAddress> servers, int loops, Choice choice, int clients) {
        this(service, servers, loops, choice, clients, null);
    }

    /** The same with TLS. */
    public Setup with(Tls newTls) {
        return new Setup(service, servers, loops, choice, clients, newTls);
    }

    /** Whether it is over TCP that clients come. */
    public boolean tcp() {
        return service == Service.STREAM || service == Service.DNS_TCP;
    }

    /** How many connections a balancer here can be told to take: each is two files, and it has others. */
    static int affordableConnections() {
        return Math.min(MOST_CONNECTIONS, FileLimit.current().connections(1) * 4 / 5);
    }

    /** The servers as {@code 127.0.0.1:80}. */
    List<String> serverNames() {
        return servers.stream().map(Setup::name).toList();
    }

    /** An address as {@code 127.0.0.1:80}. */
    static String name(InetSocketAddress address) {
        return address.getAddress().getHostAddress() + ":" + address.getPort();
    }
}
