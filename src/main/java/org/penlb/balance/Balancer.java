package org.penlb.balance;

import java.time.Duration;
import java.util.List;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.penlb.config.CountryLookup;
import org.penlb.config.IpAddress;
import org.penlb.config.Selection;
import org.penlb.config.ServiceConfig;

/**
 * Decides which server a client gets. One per service, shared by all event loops that serve it.
 *
 * <p>The rules, in this order: a client that the access list denies gets the abuse server; a tracked client the server
 * it used last; anybody else the pick of its {@link Selection}. A server that refuses (blacklisted, at its limit,
 * its own access list) is followed by the next in index order, each once, then by the emergency server, and when that does not
 * help, by those that failed or were found down: one that is wrongly thought to be down is better than nobody.
 */
public final class Balancer {
    private final LongSupplier clock;
    private final ClientTable clients;
    private final Eligibility eligibility;
    private final Placement placement;
    private final Selectors selectors = new Selectors();
    private final WarmConnectionTurns warmTurns = new WarmConnectionTurns();
    private final LastResort lastResort = new LastResort();
    private final Silences silences;
    private final DepartedServers departed = new DepartedServers();
    private final Ejections ejections;
    private final Admittance admittance;

    private volatile BalancerRules rules;

    /** A balancer to whose assignments nobody listens. */
    public Balancer(
            ServiceConfig config, ServerTable table, ClientTable clients, LongSupplier clock, CountryLookup countries) {
        this(config, table, clients, clock, countries, new Assignments(), config::name);
    }

    /**
     * @param config says how long a server that failed is left alone
     * @param table the servers of this configuration
     * @param clock nanoseconds from any origin, never going back
     * @param countries for access lists that speak of countries
     * @param assignments where it announces which client is given which server
     * @param service what the service is called at the time of an announcement
     */
    public Balancer(
            ServiceConfig config,
            ServerTable table,
            ClientTable clients,
            LongSupplier clock,
            CountryLookup countries,
            Assignments assignments,
            Supplier<String> service) {
        this.rules = BalancerRules.of(config, table, selectors);
        this.clients = clients;
        clients.tracks(rules.tracked());
        this.silences = new Silences(clients);
        this.eligibility = new Eligibility(countries);
        this.placement = new Placement(clients, eligibility, clock, assignments, service);
        this.clock = clock;
        this.ejections = new Ejections(clock, () -> rules.ejectionNanos());
        this.admittance = new Admittance(eligibility, this::table, clock);
    }

    public ServerTable table() {
        return rules.table();
    }

    /** The configuration that the table belongs to. Whoever has seen one of the two sees the other, or newer ones. */
    public ServiceConfig config() {
        return rules.config();
    }

    /** Which clients are remembered. */
    public ClientTable clients() {
        return clients;
    }

    /** Goes on with other servers or rules; whoever is being served already is not affected. */
    public void change(ServiceConfig newConfig, ServerTable newTable) {
        synchronized (departed) {
            departed.left(table(), newTable, now());
            if (!newTable.isAtSameAddresses(table())) {
                silences.clear();
            }
            rules = BalancerRules.of(newConfig, newTable, selectors);
            clients.tracks(rules.tracked());
        }
    }

    /**
     * What each server did since the start, and all of them together at the same moment, those included that are no longer
     * there. No number ever falls. Bytes of open connections are in, as of the last second.
     */
    public Tally tally() {
        synchronized (departed) {
            return Tally.of(table(), departed.totals(now()));
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
        observe(
                server,
                duration.isZero() ? Observation.Plain.WHITELISTED : new Observation.Blacklisted(duration.toNanos()));
    }

    /** Notes what was observed of a server just now. */
    public HealthChange observe(Server server, Observation seen) {
        return server.observe(seen, now());
    }

    /** Which servers this client may be given now, best first. */
    public Choice choose(IpAddress client) {
        BalancerRules current = rules;
        return choose(current, current.selector(), client);
    }

    /** As {@link #choose}, but for requests that belong together: as long as the first server takes this client, it is the same. */
    public Choice chooseSame(IpAddress client) {
        BalancerRules current = rules;
        return choose(current, current.same(), client);
    }

    private Choice choose(BalancerRules current, Selector by, IpAddress client) {
        if (!eligibility.admits(client, current.table())) {
            return denied(current, client);
        }
        long now = clock.getAsLong();
        int last = current.usedLast(clients, client, now);
        return new Choice(
                placement,
                lastResort,
                current.table(),
                client,
                false,
                last != Selector.NONE,
                current.first(by, last, client, now));
    }

    private Choice denied(BalancerRules current, IpAddress client) {
        return new Choice(placement, lastResort, current.table(), client, true, false, Selector.NONE);
    }

    /**
     * The server for one datagram or query of this client, by the rules of {@link #choose}, with a connection counted on
     * it. Without tracking the client is not remembered. If the first pick takes it, nothing is allocated.
     *
     * @param tried servers that are passed over, a bit for each index below 64
     * @return the server, for which {@link #served} is to be called once; null if nobody takes the client
     */
    public @Nullable Server serve(IpAddress client, long tried) {
        return serve(client, tried, 0, false);
    }

    /**
     * As {@link #serve(IpAddress, long)}.
     *
     * @param avoided servers that come after those that are neither tried nor avoided, a bit for each index below 64
     * @param emergencyTried whether the emergency server is passed over, too
     */
    public @Nullable Server serve(IpAddress client, long tried, long avoided, boolean emergencyTried) {
        BalancerRules current = rules;
        return serve(current, current.selector(), client, tried, avoided, emergencyTried);
    }

    /** As {@link #serve}, by the rules of {@link #chooseSame}. */
    public @Nullable Server serveSame(IpAddress client, long tried, long avoided) {
        BalancerRules current = rules;
        return serve(current, current.same(), client, tried, avoided, false);
    }

    private @Nullable Server serve(
            BalancerRules current, Selector by, IpAddress client, long tried, long avoided, boolean emergencyTried) {
        if (!eligibility.admits(client, current.table())) {
            return server(denied(current, client));
        }
        long now = clock.getAsLong();
        int last = current.usedLast(clients, client, now);
        boolean known = last != Selector.NONE;
        int pick = current.first(by, last, client, now);
        List<Server> servers = current.table().servers();
        if (pick != Selector.NONE && (tried | avoided) == 0 && placement.takes(servers.get(pick), client, known, now)) {
            Placement.Memory memory = current.tracked() ? Placement.Memory.VISIT : Placement.Memory.NONE;
            placement.assigned(client, servers.get(pick), memory, now);
            return servers.get(pick);
        }
        // The pick is used up, and asking for another would be somebody else's turn.
        var choice = new Choice(placement, lastResort, current.table(), client, false, known, pick)
                .passingOver(tried)
                .avoiding(avoided);
        if (!current.tracked()) {
            choice.forgetting();
        }
        return server(emergencyTried ? choice.withoutEmergency() : choice);
    }

    private static @Nullable Server server(Choice choice) {
        Lease lease = choice.next();
        return lease == null ? null : lease.server(); // the count is given back by served(), not by the lease
    }

    /**
     * Tells other instances from now on which client is given which server, and takes what they tell.
     *
     * @param versions gives what is decided here its order among what is decided elsewhere
     */
    public SharedClients share(HybridClock versions) {
        return clients.share(versions);
    }

    /**
     * The regular servers that somebody means who has configured this address, as it is written: those that are configured so
     * here, too, else those that are there. None of them is removed.
     */
    public List<Server> named(String address) {
        return rules.byAddress().named(address);
    }

    /** Gives back what {@link #serve} counted. */
    public void served(Server server) {
        server.disconnected();
    }

    /** Whom the rules let in, and which server takes whom. */
    Eligibility eligibility() {
        return eligibility;
    }

    /** Who gives clients to servers. */
    Placement placement() {
        return placement;
    }

    /** Who picks when nobody else is left. */
    LastResort lastResort() {
        return lastResort;
    }

    Selector selector(Selection selection) {
        return selectors.of(selection);
    }

    /**
     * A session begins. If its client is not tracked, it is noted all the same, for those who ask who came in; it was
     * announced when it was given the server.
     */
    public void sessionOpened(IpAddress client, Server server) {
        if (server.role() == Server.Role.REGULAR && !rules.tracked()) {
            clients.used(client, server.index(), now());
        }
    }

    /** Servers that fail clients, and those that are back. */
    public Ejections ejections() {
        return ejections;
    }

    /** Who may come in, and who may stay. */
    public Admittance admittance() {
        return admittance;
    }

    /** By what it decides now. */
    BalancerRules rules() {
        return rules;
    }

    /** Which servers did not answer which clients. */
    public Silences silences() {
        return silences;
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
