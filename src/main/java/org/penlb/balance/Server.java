package org.penlb.balance;

import java.net.InetSocketAddress;
import java.net.SocketAddress;
import org.jspecify.annotations.Nullable;
import org.penlb.config.AccessList;
import org.penlb.config.Address;
import org.penlb.config.AdminState;
import org.penlb.config.ServerConfig;

/**
 * A server while Pen runs: what was configured, and what has happened to it. Shared by all event loops.
 *
 * <p>Time is the {@link Balancer}'s clock: nanoseconds from any origin, as {@link System#nanoTime()} gives.
 */
public final class Server {
    /** What a server can be to its service. Only a regular one is remembered for a client, and blacklisted. */
    public enum Role {
        REGULAR,
        EMERGENCY,
        ABUSE
    }

    private final int index;
    private final Role role;
    private final ServerConfig config;
    /** Of its configuration, what is asked of every server for each client: one place less to look up. */
    private final boolean up;

    private final boolean removed;
    private final int weight;
    private final int prio;
    private final boolean hasPort;

    private final SocketAddress address;
    private final AccessList accessList;
    private final String host;
    private final ServerHistory history;
    private final HealthRecord health;
    private final ServerStatistics statistics;

    /**
     * @param index its place among the regular servers, from 0
     * @param address its address, resolved; an Internet address with port 0 is never chosen
     * @param accessList which clients it takes; the abuse server takes them all
     */
    public Server(int index, Role role, ServerConfig config, SocketAddress address, AccessList accessList) {
        this(index, role, config, address, accessList, new ServerHistory(), new HealthRecord(), new ServerStatistics());
    }

    private Server(
            int index,
            Role role,
            ServerConfig config,
            SocketAddress address,
            AccessList accessList,
            ServerHistory history,
            HealthRecord health,
            ServerStatistics statistics) {
        this.health = health;
        this.statistics = statistics;
        this.history = history;
        this.host = host(address);
        this.index = index;
        this.role = role;
        this.config = config;
        this.up = config.state() == AdminState.UP;
        this.removed = config.state() == AdminState.REMOVED;
        this.weight = config.weight();
        this.prio = config.prio();
        this.hasPort = !(address instanceof InetSocketAddress inet) || inet.getPort() != 0;
        this.address = address;
        this.accessList = accessList;
    }

    /** Whether this is its configuration already. */
    public boolean isConfigured(ServerConfig wanted, AccessList wantedAccessList) {
        return config.equals(wanted) && accessList.equals(wantedAccessList);
    }

    /**
     * This server with another configuration: connections and bytes count on. With a new address it is another machine, of
     * which nothing else is known: neither blacklisted nor down, and whatever it served or failed is to come.
     */
    public Server changed(ServerConfig newConfig, SocketAddress newAddress, AccessList newAccessList) {
        boolean same = newAddress.equals(address);
        return new Server(
                index,
                role,
                newConfig,
                newAddress,
                newAccessList,
                history,
                same ? health : new HealthRecord(),
                same ? statistics : new ServerStatistics());
    }

    private static String host(SocketAddress address) {
        return switch (Address.of(address)) {
            case Address.Inet inet -> inet.host();
            case Address.Unix unix -> unix.path();
        };
    }

    /** Its address without the port, or the path of its socket: what logs and lists call it. */
    public String host() {
        return host;
    }

    public int index() {
        return index;
    }

    /** Its bit in a set of regular servers, which has room for the first 64; 0 for all others. */
    public long bit() {
        return role == Role.REGULAR && index < Long.SIZE ? 1L << index : 0;
    }

    public Role role() {
        return role;
    }

    public ServerConfig config() {
        return config;
    }

    public SocketAddress address() {
        return address;
    }

    int weight() {
        return weight;
    }

    int prio() {
        return prio;
    }

    /** Whether it can be connected to: an Internet address takes a port. */
    boolean hasPort() {
        return hasPort;
    }

    /**
     * The most connections it may have when one more client comes; 0 for no limit. As pen does it: without a soft limit
     * there is none, and the hard limit can only be the larger one.
     *
     * @param tracked whether the client used this server last
     */
    int limit(boolean tracked) {
        return tracked && config.max() > 0 ? Math.max(config.max(), config.hard()) : config.max();
    }

    /** Which clients it takes. */
    public AccessList accessList() {
        return accessList;
    }

    /** Connections open or on their way. */
    public int connections() {
        return history.connections();
    }

    /** Bytes from clients to this server. */
    public long sent() {
        return history.sent();
    }

    /** Bytes from this server to clients. */
    public long received() {
        return history.received();
    }

    /** Counts bytes that a relay moved. Called by any event loop. */
    public void transferred(long toServer, long fromServer) {
        history.transferred(toServer, fromServer);
    }

    /** Whether the operator wants it to take clients. */
    public boolean isUp() {
        return up;
    }

    /** Whether it can be proposed to a client: the operator wants it to take clients, and it is well. */
    public boolean isAvailable(long now) {
        return isUp() && isWell(now);
    }

    /** Whether it can go on with the clients it has: it is not removed, not left alone, and no health check found it down. */
    public boolean isWell(long now) {
        return !removed && health.health().isWell(now);
    }

    /** How it is now: all of it belongs together. */
    public ServerHealth health() {
        return health.health();
    }

    /**
     * Notes what was observed of it. Called by any event loop; whoever calls tells of the change.
     *
     * @param now the balancer's clock
     */
    public HealthChange observe(Observation seen, long now) {
        return health.observe(seen, now);
    }

    /** Whether it is left alone because it failed, or because the operator said so. */
    public boolean isBlacklisted(long now) {
        return health.health().isExcluded(now);
    }

    /** How long it is left alone still, nanoseconds; 0 if it is not. */
    public long blacklistedNanos(long now) {
        Exclusion exclusion = health.health().exclusion(now);
        return exclusion == null ? 0 : exclusion.until() - now;
    }

    /** Why a health check found that it is down; null if none did. */
    public @Nullable String downReason() {
        return health.health().downReason();
    }

    /** When a health check got a good answer last, if that was after this time; else this time. */
    public long lastGoodCheckAfter(long time) {
        Long good = health.health().lastGoodCheck();
        return good != null && good - time > 0 ? good : time;
    }

    /**
     * When it last answered somebody, or accepted a connection where that is all that is asked of it, on the balancer's clock.
     */
    public LastHeard lastHeard() {
        return statistics.heard;
    }

    /** Whether it was seen to be well after this time: it answered somebody, or a check. */
    public boolean isSeenWellAfter(long time) {
        return lastHeard().isAfter(time) || lastGoodCheckAfter(time) != time;
    }

    /** What queries it got, and how it answered, since it has this address. */
    public QueryCounters queries() {
        return statistics.queries;
    }

    /** A client was given a connection to it. */
    public void connected() {
        statistics.connected();
    }

    /** How long connections to it took to be made since it has this address, for a client or ahead of one. */
    public LatencyHistogram connecting() {
        return statistics.connecting;
    }

    /** What it did for clients since it has this address: connections made, and datagrams or queries answered. */
    public long served() {
        return statistics.served();
    }

    /**
     * How often it failed a client since it has this address: a connection that could not be made, or a datagram or query
     * that was not answered in time.
     */
    public long failures() {
        return statistics.failures();
    }

    /** How it failed last since it has this address, a client or a health check; null if it never did. */
    public @Nullable Failure lastFailure() {
        return statistics.lastFailure();
    }

    /** A connection to it could not be made, or there was no way for a datagram. */
    public void countFailure() {
        statistics.failed();
    }

    /**
     * Notes how it failed last, which is counted elsewhere or not at all.
     *
     * @param reason in an operator's words, one line
     * @param now the balancer's clock
     */
    public void noteFailure(String reason, long now) {
        statistics.noteFailure(reason, now);
    }

    /** All that it did. Bytes count since it is in the table, everything else since it has this address. */
    public ServerTotals totals() {
        return history.totals().plus(statistics.totals());
    }

    ServerHistory history() {
        return history;
    }

    ServerStatistics statistics() {
        return statistics;
    }

    /**
     * Counts one more connection, if the limit allows.
     *
     * @param limit the most connections it may have; 0 means no limit
     */
    boolean tryConnect(int limit) {
        return history.tryConnect(limit);
    }

    void disconnected() {
        history.disconnected();
    }

    @Override
    public String toString() {
        return config.address().toString();
    }
}
