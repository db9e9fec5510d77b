package org.penlb.balance;

import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;
import java.util.concurrent.atomic.LongAdder;
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
    private final History history;
    private final Health health;

    /** What has happened to it, which goes on when its configuration changes. */
    private static final class History {
        private static final AtomicIntegerFieldUpdater<History> CONNECTIONS =
                AtomicIntegerFieldUpdater.newUpdater(History.class, "connections");

        volatile int connections;
        final LongAdder sent = new LongAdder();
        final LongAdder received = new LongAdder();
        final QueryCounters queries = new QueryCounters();
    }

    /** How it is, which is a matter of its address: another address is another machine. */
    private static final class Health {
        volatile boolean blacklisted;
        volatile long blacklistedUntil;
        volatile @Nullable String downReason;
        volatile long lastGoodCheck;
    }

    /**
     * @param index its place among the regular servers, from 0
     * @param address its address, resolved; an Internet address with port 0 is never chosen
     * @param accessList which clients it takes; the abuse server takes them all
     */
    public Server(int index, Role role, ServerConfig config, SocketAddress address, AccessList accessList) {
        this(index, role, config, address, accessList, new History(), new Health());
    }

    private Server(
            int index,
            Role role,
            ServerConfig config,
            SocketAddress address,
            AccessList accessList,
            History history,
            Health health) {
        this.health = health;
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

    /** This server with another configuration: connections and bytes count on, and a new address ends a blacklisting. */
    public Server changed(ServerConfig newConfig, SocketAddress newAddress, AccessList newAccessList) {
        Health itsHealth = newAddress.equals(address) ? health : new Health();
        return new Server(index, role, newConfig, newAddress, newAccessList, history, itsHealth);
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

    AccessList accessList() {
        return accessList;
    }

    /** Connections open or on their way. */
    public int connections() {
        return history.connections;
    }

    /** Bytes from clients to this server. */
    public long sent() {
        return history.sent.sum();
    }

    /** Bytes from this server to clients. */
    public long received() {
        return history.received.sum();
    }

    /** Counts bytes that a relay moved. Called by any event loop. */
    public void transferred(long toServer, long fromServer) {
        history.sent.add(toServer);
        history.received.add(fromServer);
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
        return !removed && !isBlacklisted(now) && health.downReason == null;
    }

    /** Why a health check found that it is down; null if none did. */
    public @Nullable String downReason() {
        return health.downReason;
    }

    /** When a health check got a good answer last; 0 for never. */
    public long lastGoodCheck() {
        return health.lastGoodCheck;
    }

    /** A health check got a good answer. Whether it is well again is for the checker to say. */
    public void checkedGood(long now) {
        health.lastGoodCheck = now;
    }

    /** A health check found it down, for a reason that operators read; or well again, null. */
    public void checked(@Nullable String downReason) {
        health.downReason = downReason;
    }

    /** What queries it got, and how it answered. */
    public QueryCounters queries() {
        return history.queries;
    }

    /** When its blacklisting ends, if it is blacklisted. */
    public long blacklistedUntil() {
        return health.blacklistedUntil;
    }

    /** Whether it is left alone because it failed, or because the operator said so. */
    public boolean isBlacklisted(long now) {
        // The flag spares the common case a clock comparison against a stale time, which would be wrong after 292
        // years.
        return health.blacklisted && health.blacklistedUntil - now > 0;
    }

    void blacklist(long until) {
        health.blacklistedUntil = until;
        health.blacklisted = true;
    }

    /** Ends the blacklisting; true if there was one. */
    boolean clearBlacklist() {
        boolean was = health.blacklisted;
        if (was) { // most of the time it was not, and a write would cost every event loop its cached copy
            health.blacklisted = false;
        }
        return was;
    }

    /**
     * Counts one more connection, if the limit allows.
     *
     * @param limit the most connections it may have; 0 means no limit
     */
    boolean tryConnect(int limit) {
        if (limit == 0) {
            History.CONNECTIONS.incrementAndGet(history);
            return true;
        }
        for (int now = history.connections; now < limit; now = history.connections) {
            if (History.CONNECTIONS.compareAndSet(history, now, now + 1)) {
                return true;
            }
        }
        return false;
    }

    void disconnected() {
        History.CONNECTIONS.decrementAndGet(history);
    }

    @Override
    public String toString() {
        return config.address().toString();
    }
}
