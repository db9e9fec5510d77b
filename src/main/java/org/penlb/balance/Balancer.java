package org.penlb.balance;

import java.time.Duration;
import java.util.List;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.penlb.config.CountryLookup;
import org.penlb.config.IpAddress;
import org.penlb.config.Selection;

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
    private final Eligibility eligibility;
    private final Selectors selectors = new Selectors();
    private final WarmConnectionTurns warmTurns = new WarmConnectionTurns();
    private final LastResort lastResort = new LastResort();
    private final DepartedServers departed = new DepartedServers();

    private volatile Rules rules;
    private volatile long blacklistNanos;

    /** A table with what its selection comes down to: asked for each query, so it is not worked out each time. */
    private record Rules(ServerTable table, Selector selector, boolean tracked) {}

    /**
     * @param clock nanoseconds from any origin, never going back
     * @param blacklist how long a server that failed is left alone
     * @param countries for access lists that speak of countries
     */
    public Balancer(
            ServerTable table, ClientTable clients, Duration blacklist, LongSupplier clock, CountryLookup countries) {
        this.rules = rules(table);
        this.clients = clients;
        this.eligibility = new Eligibility(countries);
        this.blacklistNanos = blacklist.toNanos();
        this.clock = clock;
    }

    private Rules rules(ServerTable table) {
        return new Rules(
                table, selectors.of(table.selection()), table.selection().tracked());
    }

    public ServerTable table() {
        return rules.table();
    }

    /** Which clients are remembered. */
    public ClientTable clients() {
        return clients;
    }

    /** Goes on with other servers or rules; whoever is being served already is not affected. */
    public void change(ServerTable newTable, Duration blacklist) {
        blacklistNanos = blacklist.toNanos();
        synchronized (departed) {
            departed.left(table(), newTable, now());
            rules = rules(newTable);
        }
    }

    /**
     * All that its servers did since the start, those included that are no longer there. No number ever falls. Bytes of
     * open connections are in, as of the last second.
     */
    public ServerTotals totals() {
        synchronized (departed) {
            ServerTotals sum = departed.totals(now());
            for (Server server : table().all()) {
                sum = sum.plus(server.totals());
            }
            return sum;
        }
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
            server.blacklist(now() + duration.toNanos(), null);
        }
    }

    /** Whether this client may be given any server, as far as the access list goes: whom it denies the abuse server takes. */
    public boolean admits(IpAddress client) {
        ServerTable current = table();
        return current.abuse() != null || eligibility.admits(client, current);
    }

    /** Which servers this client may be given now, best first. */
    public Choice choose(IpAddress client) {
        Rules current = rules;
        if (!eligibility.admits(client, current.table())) {
            return denied(current, client);
        }
        long now = clock.getAsLong();
        int last = usedLast(current, client, now);
        return new Choice(
                this, current.table(), client, false, last != Selector.NONE, first(current, last, client, now));
    }

    private Choice denied(Rules current, IpAddress client) {
        return new Choice(this, current.table(), client, true, false, Selector.NONE);
    }

    /** The index of the server that a tracked client used last, if that takes clients; {@link Selector#NONE} otherwise. */
    private int usedLast(Rules current, IpAddress client, long now) {
        if (!current.tracked()) {
            return Selector.NONE;
        }
        List<Server> servers = current.table().servers();
        int last = clients.serverOf(client, now);
        boolean goesOn = last != ClientTable.NONE
                && last < servers.size()
                && servers.get(last).isUp();
        return goesOn ? last : Selector.NONE;
    }

    private static int first(Rules current, int last, IpAddress client, long now) {
        return last != Selector.NONE
                ? last
                : current.selector().pick(current.table().servers(), client, now);
    }

    /**
     * The server for one datagram or query of this client, by the rules of {@link #choose}, with a connection counted on
     * it. Without tracking the client is not remembered. If the first pick takes it, nothing is allocated.
     *
     * @param tried servers that are passed over, a bit for each index below 64
     * @return the server, for which {@link #served} is to be called once; null if nobody takes the client
     */
    public @Nullable Server serve(IpAddress client, long tried) {
        Rules current = rules;
        if (!eligibility.admits(client, current.table())) {
            return server(denied(current, client));
        }
        long now = clock.getAsLong();
        int last = usedLast(current, client, now);
        boolean known = last != Selector.NONE;
        int pick = first(current, last, client, now);
        List<Server> servers = current.table().servers();
        if (pick != Selector.NONE && tried == 0 && takes(servers.get(pick), client, known, now)) {
            if (current.tracked()) {
                clients.used(client, pick, now);
            }
            return servers.get(pick);
        }
        // The pick is used up, and asking for another would be somebody else's turn.
        var choice = new Choice(this, current.table(), client, false, known, pick).passingOver(tried);
        return server(current.tracked() ? choice : choice.forgetting());
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
        ServerTable current = table();
        return eligibility.admits(client, current) ? lastResort.serve(this, current.servers(), client, tried) : null;
    }

    /**
     * Whether a client that was given this server may go on with it: it is the same address still, the access lists have
     * not changed their mind, and it is neither removed nor left alone nor down. A draining server keeps whom it has.
     *
     * @return the server as it is configured now, or null
     */
    public @Nullable Server keep(IpAddress client, Server server) {
        ServerTable current = table();
        if (server.role() != Server.Role.REGULAR
                || server.index() >= current.servers().size()) {
            return null;
        }
        Server now = current.servers().get(server.index());
        boolean same = now == server || now.address().equals(server.address());
        return same && now.isWell(now()) && eligibility.admits(client, current) && eligibility.permits(now, client)
                ? now
                : null;
    }

    /** Gives back what {@link #serve} counted. */
    public void served(Server server) {
        server.disconnected();
    }

    /** Whom the rules let in, and which server takes whom. */
    Eligibility eligibility() {
        return eligibility;
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
    Lease lease(@Nullable Server server, IpAddress client, boolean tracked, long now) {
        return server != null && takes(server, client, tracked, now) ? new Lease(server) : null;
    }

    private boolean takes(Server server, IpAddress client, boolean tracked, long now) {
        return eligibility.refusal(server, client, tracked, now) == Refusal.NONE && connects(server, tracked);
    }

    /** Counts a connection if the limit allows. */
    boolean connects(Server server, boolean tracked) {
        return server.tryConnect(server.limit(tracked));
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
     * The server answered a datagram: if it was blacklisted and the time of that is over, it is back. An answer that comes
     * while it is left alone proves nothing, since nobody asked it meanwhile.
     *
     * @return whether it is back by this
     */
    public boolean answeredAfterBlacklisting(Server server, long now) {
        return server.wasBlacklisted(now) && server.clearBlacklist();
    }

    /**
     * The server refused, or did not answer in time: it is left alone for a while. The emergency and abuse
     * servers are the last resort already; leaving them alone would help nobody.
     *
     * @param reason in an operator's words
     * @return whether this is news: it was not blacklisted before
     */
    public boolean failed(Server server, String reason) {
        long now = clock.getAsLong();
        server.noteFailure(reason, now);
        if (blacklistNanos == 0 || server.role() != Server.Role.REGULAR) {
            return false;
        }
        boolean news = !server.isBlacklisted(now);
        server.blacklist(now + blacklistNanos, reason);
        return news;
    }

    /** The server for the next connection that is kept ready, by turns; null if all are blacklisted or have no port. */
    public @Nullable Server nextForWarmConnection() {
        return warmTurns.next(table().servers(), now());
    }

    /** Counts what a connection of this client moved. */
    public void transferred(IpAddress client, Server server, long toServer, long fromServer) {
        server.transferred(toServer, fromServer);
        clients.transferred(client, toServer, fromServer);
    }
}
