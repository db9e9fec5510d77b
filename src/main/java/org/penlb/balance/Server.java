package org.penlb.balance;

import java.net.SocketAddress;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import org.penlb.config.AccessList;
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
    private final SocketAddress address;
    private final AccessList accessList;

    private final AtomicInteger connections = new AtomicInteger();
    private final LongAdder sent = new LongAdder();
    private final LongAdder received = new LongAdder();
    private volatile boolean blacklisted;
    private volatile long blacklistedUntil;

    /**
     * @param index its place among the regular servers, from 0
     * @param address its address, resolved; an Internet address with port 0 is never chosen
     * @param accessList which clients it takes; the abuse server takes them all
     */
    public Server(int index, Role role, ServerConfig config, SocketAddress address, AccessList accessList) {
        this.index = index;
        this.role = role;
        this.config = config;
        this.address = address;
        this.accessList = accessList;
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

    AccessList accessList() {
        return accessList;
    }

    /** Connections open or on their way. */
    public int connections() {
        return connections.get();
    }

    /** Bytes from clients to this server. */
    public long sent() {
        return sent.sum();
    }

    /** Bytes from this server to clients. */
    public long received() {
        return received.sum();
    }

    /** Counts bytes that a relay moved. Called by any event loop. */
    public void transferred(long toServer, long fromServer) {
        sent.add(toServer);
        received.add(fromServer);
    }

    /** Whether it is left alone because it failed, or because the operator said so. */
    public boolean isBlacklisted(long now) {
        // The flag spares the common case a clock comparison against a stale time, which would be wrong after 292
        // years.
        return blacklisted && blacklistedUntil - now > 0;
    }

    void blacklist(long until) {
        blacklistedUntil = until;
        blacklisted = true;
    }

    /** Ends the blacklisting; true if there was one. */
    boolean clearBlacklist() {
        boolean was = blacklisted;
        if (was) { // most of the time it was not, and a write would cost every event loop its cached copy
            blacklisted = false;
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
            connections.incrementAndGet();
            return true;
        }
        for (int now = connections.get(); now < limit; now = connections.get()) {
            if (connections.compareAndSet(now, now + 1)) {
                return true;
            }
        }
        return false;
    }

    void disconnected() {
        connections.decrementAndGet();
    }

    @Override
    public String toString() {
        return config.address().toString();
    }
}
