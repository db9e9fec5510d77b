package org.penlb.balance;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.penlb.config.AdminState;
import org.penlb.config.CountryLookup;
import org.penlb.config.IpAddress;
import org.penlb.config.Selection;
import org.penlb.config.ServerConfig;

/**
 * Decides which server a client gets. One per service, shared by all event loops that serve it.
 *
 * <p>The rules, in this order: a client that the access list denies gets the abuse server; a tracked client the server
 * it used last; anybody else the pick of its {@link Selection}. A server that refuses (blacklisted, at its limit,
 * its own access list) is followed by the next in index order, each once, then by the emergency server.
 */
public final class Balancer {
    private final LongSupplier clock;
    private final ClientTable clients;
    private final CountryLookup countries;
    private final Selectors selectors = new Selectors();
    private final RoundRobin idlerTurns = new RoundRobin();
    private final LastResort lastResort = new LastResort();

    private volatile ServerTable table;
    private volatile long blacklistNanos;

    /**
     * @param clock nanoseconds from any origin, never going back
     * @param blacklist how long a server that failed is left alone
     * @param countries for access lists that speak of countries
     */
    public Balancer(
            ServerTable table, ClientTable clients, Duration blacklist, LongSupplier clock, CountryLookup countries) {
        this.table = table;
        this.clients = clients;
        this.countries = countries;
        this.blacklistNanos = blacklist.toNanos();
        this.clock = clock;
    }

    public ServerTable table() {
        return table;
    }

    /** Which clients are remembered. */
    public ClientTable clients() {
        return clients;
    }

    /** Goes on with other servers or rules; whoever is being served already is not affected. */
    public void change(ServerTable newTable, Duration blacklist) {
        blacklistNanos = blacklist.toNanos();
        table = newTable;
    }

    /** Whose turn it is, an index. */
    public int turn() {
        return selectors.turn();
    }

    /** Now, on the clock that all times here are told by: nanoseconds from any origin. */
    public long now() {
        return clock.getAsLong();
    }

    /** Which server this client would get now, and why. Asking changes nothing. */
    public Explanation explain(IpAddress client) {
        return Explanation.of(this, clients, client, now());
    }

    /**
     * Has a server left alone because the operator says so.
     *
     * @param duration how long; zero ends a blacklisting
     */
    public void blacklist(Server server, Duration duration) {
        if (duration.isZero()) {
            server.clearBlacklist();
        } else {
            server.blacklist(now() + duration.toNanos());
        }
    }

    /** Which servers this client may be given now, best first. */
    public Choice choose(IpAddress client) {
        ServerTable current = table;
        if (!admits(client, current)) {
            return new Choice(this, current, client, true, false, Selector.NONE);
        }
        long now = clock.getAsLong();
        List<Server> servers = current.servers();
        if (current.selection().tracked()) {
            int last = clients.serverOf(client, now);
            if (last != ClientTable.NONE
                    && last < servers.size()
                    && servers.get(last).isUp()) {
                return new Choice(this, current, client, false, true, last);
            }
        }
        int pick = selector(current.selection()).pick(servers, client, now);
        return new Choice(this, current, client, false, false, pick);
    }

    /**
     * The server for one datagram or query of this client, by the rules of {@link #choose}, with a connection counted on
     * it. Without tracking the client is not remembered, and nothing is allocated if the first pick takes it.
     *
     * @param tried servers that are passed over, a bit for each index below 64
     * @return the server, for which {@link #served} is to be called once; null if nobody takes the client
     */
    public @Nullable Server serve(IpAddress client, long tried) {
        ServerTable current = table;
        if (current.selection().tracked() || !admits(client, current)) {
            return server(choose(client).passingOver(tried));
        }
        List<Server> servers = current.servers();
        int pick = selector(current.selection()).pick(servers, client, clock.getAsLong());
        if (pick != Selector.NONE && tried == 0 && takes(servers.get(pick), client, false)) {
            return servers.get(pick);
        }
        // The pick is used up, and asking for another would be somebody else's turn.
        return server(new Choice(this, current, client, false, false, pick)
                .passingOver(tried)
                .forgetting());
    }

    private static @Nullable Server server(Choice choice) {
        Lease lease = choice.next();
        return lease == null ? null : lease.server(); // the count is given back by served(), not by the lease
    }

    /**
     * The server for a query when {@link #serve} has none, because health checks found all of them down: one that is
     * wrongly thought to be down is better than nobody. By turns, and with a connection counted on it.
     *
     * @param tried servers that are passed over, a bit for each index below 64
     * @return the server, for which {@link #served} is to be called once; or null
     */
    public @Nullable Server lastResort(IpAddress client, long tried) {
        ServerTable current = table;
        return admits(client, current) ? lastResort.serve(this, current.servers(), client, tried) : null;
    }

    /**
     * Whether a client that was given this server may go on with it: it is the same address still, the access lists have
     * not changed their mind, and it is neither removed nor left alone nor down. A draining server keeps whom it has.
     *
     * @return the server as it is configured now, or null
     */
    public @Nullable Server keep(IpAddress client, Server server) {
        ServerTable current = table;
        if (server.role() != Server.Role.REGULAR
                || server.index() >= current.servers().size()) {
            return null;
        }
        Server now = current.servers().get(server.index());
        boolean same = now == server || now.address().equals(server.address());
        return same
                        && now.isWell(now())
                        && admits(client, current)
                        && now.accessList().permits(client, countries)
                ? now
                : null;
    }

    /** Gives back what {@link #serve} counted. */
    public void served(Server server) {
        server.disconnected();
    }

    boolean admits(IpAddress client, ServerTable to) {
        return to.clientAccess().permits(client, countries);
    }

    Selector selector(Selection selection) {
        return selectors.of(selection);
    }

    /**
     * Counts a connection on a server if the server takes this client now.
     *
     * @param tracked whether the client used this server last, so that the hard limit counts where it is larger
     */
    @Nullable
    Lease lease(@Nullable Server server, IpAddress client, boolean tracked) {
        return server != null && takes(server, client, tracked) ? new Lease(server) : null;
    }

    private boolean takes(Server server, IpAddress client, boolean tracked) {
        return refusal(server, client, tracked, now()) == Refusal.NONE && connects(server, tracked);
    }

    /** Counts a connection if the limit allows. */
    boolean connects(Server server, boolean tracked) {
        return server.tryConnect(limit(server.config(), tracked));
    }

    /** Why a server does not take this client now. The count of connections may change right after. */
    Refusal refusal(Server server, IpAddress client, boolean tracked, long now) {
        if (!server.isUp()) {
            return server.config().state() == AdminState.DRAINING ? Refusal.DRAINING : Refusal.REMOVED;
        }
        if (server.isBlacklisted(now)) {
            return Refusal.BLACKLISTED;
        }
        return server.downReason() == null ? refusalOfWell(server, client, tracked) : Refusal.DOWN;
    }

    /** Why a server would not take this client, if it were not down. */
    Refusal refusalOfWell(Server server, IpAddress client, boolean tracked) {
        if (!hasPort(server)) {
            return Refusal.NO_PORT;
        }
        if (!takes(server, client)) {
            return Refusal.DENIED;
        }
        int limit = limit(server.config(), tracked);
        return limit > 0 && server.connections() >= limit ? Refusal.FULL : Refusal.NONE;
    }

    /** The abuse server exists for the denied; its own list, list 0 unless told otherwise, would deny them again. */
    private boolean takes(Server server, IpAddress client) {
        return server.role() == Server.Role.ABUSE || server.accessList().permits(client, countries);
    }

    /** As pen does it: without a soft limit there is none, and the hard limit can only be the larger one. */
    private static int limit(ServerConfig config, boolean tracked) {
        return tracked && config.max() > 0 ? Math.max(config.max(), config.hard()) : config.max();
    }

    private static boolean hasPort(Server server) {
        return !(server.address() instanceof InetSocketAddress address) || address.getPort() != 0;
    }

    /**
     * Notes which server the client is given.
     *
     * @param again whether it was given another one before, in the same visit
     */
    void remember(IpAddress client, int server, boolean again) {
        if (again) {
            clients.moved(client, server, clock.getAsLong());
        } else {
            clients.used(client, server, clock.getAsLong());
        }
    }

    /**
     * The server accepted a connection, or answered: whatever it was blacklisted for is over.
     *
     * @return whether it was blacklisted until now
     */
    public boolean answered(Server server) {
        return server.clearBlacklist();
    }

    /**
     * The server refused, or did not answer in time: it is left alone for a while. The emergency and abuse
     * servers are the last resort already; leaving them alone would help nobody.
     *
     * @return whether this is news: it was not blacklisted before
     */
    public boolean failed(Server server) {
        if (blacklistNanos == 0 || server.role() != Server.Role.REGULAR) {
            return false;
        }
        long now = clock.getAsLong();
        boolean news = !server.isBlacklisted(now);
        server.blacklist(now + blacklistNanos);
        return news;
    }

    /** The server for the next connection that is kept ready, by turns; null if all are blacklisted or have no port. */
    public @Nullable Server nextForIdler() {
        List<Server> servers = table.servers();
        long now = clock.getAsLong();
        for (int i = 0; i < servers.size(); i++) {
            int pick = idlerTurns.pick(servers, IpAddress.UNIX, now);
            if (pick != Selector.NONE && servers.get(pick).isUp() && hasPort(servers.get(pick))) {
                return servers.get(pick);
            }
        }
        return null;
    }

    /** Counts what a connection of this client moved. */
    public void transferred(IpAddress client, Server server, long toServer, long fromServer) {
        server.transferred(toServer, fromServer);
        clients.transferred(client, toServer, fromServer);
    }
}
