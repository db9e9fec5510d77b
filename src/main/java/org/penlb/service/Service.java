package org.penlb.service;

import java.net.InetAddress;
import java.net.SocketAddress;
import java.time.Clock;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.penlb.accesslog.AccessLog;
import org.penlb.balance.Balancer;
import org.penlb.balance.ClientTable;
import org.penlb.balance.HybridClock;
import org.penlb.balance.Latencies;
import org.penlb.balance.Server;
import org.penlb.balance.ServerTable;
import org.penlb.balance.ServerTotals;
import org.penlb.balance.SharedClients;
import org.penlb.config.CountryLookup;
import org.penlb.config.DebugConfig;
import org.penlb.config.IpAddress;
import org.penlb.config.Protocol;
import org.penlb.config.ServiceConfig;
import org.penlb.events.Events;

/** A service while Pen runs: what its listeners on all event loops share. */
public final class Service {
    private volatile @Nullable AccessLog log;
    private volatile DebugConfig debug = DebugConfig.NONE;
    private final Balancer balancer;
    private final ConnectionLimit connections;
    private final ConnectionLimit pending;
    private final ConnectionTable table = new ConnectionTable();
    private final ClientCounters clients = new ClientCounters();
    private final DatagramCounters datagrams = new DatagramCounters();
    private final Handshakes handshakes = new Handshakes();
    private volatile TlsFiles tls = TlsFiles.NONE;
    private final OwnConnections ownConnections = new OwnConnections(this);
    private volatile AdmissionPolicy admission = AdmissionPolicy.EVERYBODY;
    private volatile ConnectionStages stages;
    private volatile @Nullable HelloRouting routing;
    private final ProxyRefusals proxyRefusals = new ProxyRefusals(this::name, System::nanoTime);
    private final Events events;
    private final ServerNews news;
    private final ServerReports reports;
    private volatile @Nullable SharedClients sharedClients;

    /** A service that tells its events nobody else. */
    public Service(ServiceConfig config, ServerTable table, CountryLookup countries) {
        this(config, table, countries, new Events(Clock.systemUTC()));
    }

    /**
     * @param table the servers, with their addresses resolved
     * @param countries for access lists that speak of countries
     * @param events where it tells what happens to it
     */
    public Service(ServiceConfig config, ServerTable table, CountryLookup countries, Events events) {
        this.events = events;
        this.news = new ServerNews(events, this::name);
        var clients = new ClientTable(config.clientsMax(), config.tracking());
        this.balancer =
                new Balancer(config, table, clients, System::nanoTime, countries, events.assignments(), this::name);
        this.reports = new ServerReports(balancer, news, events, this::name);
        this.connections = new ConnectionLimit(config.connectionsMax());
        this.pending = new ConnectionLimit(pendingMax(config));
        this.stages = ProxyPreface.stages(ConnectionStages.PLAIN, config);
    }

    /** Clients whose handshake is under way are not joined with a server yet. */
    private static int pendingMax(ServiceConfig config) {
        int max = config.stream().pendingMax();
        return config.tls() == null
                ? max
                : Math.min(max, config.tls().handshakes().max());
    }

    /**
     * Goes on with another configuration. Open connections are not affected, except that their idle time-out is the new
     * one. The tables of clients and connections only grow.
     *
     * <p>Whoever sees the new configuration or one of its servers finds everything else done: limits and tables have grown,
     * and what the operator ordered has been carried out.
     *
     * @param newConfig its listener and log are for others to follow
     * @param servers its servers, with their addresses resolved
     * @param newTls what it speaks TLS with
     */
    void change(ServiceConfig newConfig, ServerTable servers, TlsFiles newTls) {
        balancer.clients().change(newConfig.clientsMax(), newConfig.tracking());
        connections.change(newConfig.connectionsMax());
        pending.change(pendingMax(newConfig));
        tls(newTls);
        stages = ProxyPreface.stages(stages, newConfig);
        newConfig
                .blacklistings()
                .forEach(left -> balancer.blacklist(servers.servers().get(left.server()), left.duration()));
        balancer.change(newConfig, servers);
    }

    /** Has new connections speak TLS with other files; those that are open stay as they are. */
    void tls(TlsFiles newTls) {
        TlsFiles before = tls;
        tls = newTls;
        before.release(newTls);
    }

    /** What it speaks TLS with. */
    public TlsFiles tls() {
        return tls;
    }

    /** The TLS handshakes of its clients. */
    public Handshakes handshakes() {
        return handshakes;
    }

    /**
     * Goes on with servers at other addresses, which their names stand for now. Who is connected to one stays where he is.
     *
     * @param moved servers of the present table
     */
    void readdress(Map<Server, SocketAddress> moved) {
        ServerTable table = balancer.table();
        UnaryOperator<Server> now = server -> {
            SocketAddress address = moved.get(server);
            return address == null ? server : server.changed(server.config(), address, server.accessList());
        };
        Server emergency = table.emergency();
        Server abuse = table.abuse();
        balancer.change(
                config(),
                new ServerTable(
                        table.servers().stream().map(now).toList(),
                        emergency == null ? null : now.apply(emergency),
                        abuse == null ? null : now.apply(abuse),
                        table.clientAccess(),
                        table.selection()));
        moved.forEach(news::readdressed);
    }

    /**
     * Where requests are logged from now on, null for nowhere. A connection that was made while there was no log stays
     * without: what it relays is not looked at.
     */
    public void log(@Nullable AccessLog newLog) {
        log = newLog;
    }

    /**
     * Shares with other instances which client is given which server; to be called before it serves.
     *
     * @param versions gives what is decided here its order among what is decided elsewhere
     */
    void share(HybridClock versions) {
        sharedClients = balancer.share(versions);
    }

    /** What other instances are told of its clients, and tell; null if they are not shared. */
    public @Nullable SharedClients sharedClients() {
        return sharedClients;
    }

    /** Where requests are logged, or null. */
    public @Nullable AccessLog log() {
        return log;
    }

    /** How much is told from now on of new connections. */
    public void debug(DebugConfig newDebug) {
        debug = newDebug;
    }

    public DebugConfig debug() {
        return debug;
    }

    public ServiceConfig config() {
        return balancer.config();
    }

    private String name() {
        return config().name();
    }

    /** Who comes in from now on. Connections that another policy admitted leave that one. */
    public void admission(AdmissionPolicy newAdmission) {
        admission = newAdmission;
    }

    public AdmissionPolicy admission() {
        return admission;
    }

    /** What new connections go through from now on. */
    public void stages(ConnectionStages newStages) {
        stages = newStages;
    }

    public ConnectionStages stages() {
        return stages;
    }

    /** Has new connections routed by what they ask for; null for nobody. What they go through else stays. */
    void route(@Nullable HelloRouting newRouting) {
        HelloRouting before = routing;
        if (before == newRouting) {
            return;
        }
        routing = newRouting;
        stages = newRouting == null
                ? new ConnectionStages(null, Router.BY_ADDRESS, stages.preface())
                : new ConnectionStages(newRouting, newRouting, stages.preface());
    }

    /** Where its clients are routed by what they ask for; null if it serves them all itself. */
    public @Nullable HelloRouting routing() {
        return routing;
    }

    public Balancer balancer() {
        return balancer;
    }

    /** The open connections by number. */
    public ConnectionTable connectionTable() {
        return table;
    }

    /** What became of its clients. */
    public ClientCounters clients() {
        return clients;
    }

    /** What became of its datagrams, if it balances UDP or DNS. */
    public DatagramCounters datagrams() {
        return datagrams;
    }

    /** What its proxies have sent in the place of headers. */
    public ProxyRefusals proxyRefusals() {
        return proxyRefusals;
    }

    /** Which clients are its own sockets towards servers. */
    public OwnConnections ownConnections() {
        return ownConnections;
    }

    /** The local address of what goes to servers; null for the system's choice. */
    public @Nullable InetAddress source() {
        IpAddress source = config().stream().source();
        return source == null ? null : source.toInetAddress();
    }

    /** Is told how servers do. */
    public ServerReports reports() {
        return reports;
    }

    /** Tells how its servers change. */
    ServerNews news() {
        return news;
    }

    /** Where it tells what happens to it. */
    public Events events() {
        return events;
    }

    /** The limit of connections, or of the sockets of UDP sessions. */
    public ConnectionLimit connections() {
        return connections;
    }

    public ConnectionLimit pending() {
        return pending;
    }

    /** What happened since the start, with servers that are no longer there. No number ever falls. */
    public ServiceTotals totals() {
        return totals(balancer.tally().all(), datagrams.totals());
    }

    ServiceTotals totals(ServerTotals servers, DatagramCounters.Totals counted) {
        // a client of UDP that is refused is counted at both places
        long refusedClients = config().protocol() == Protocol.UDP ? 0 : clients.refused();
        return new ServiceTotals(
                servers,
                clients.serverResets(),
                refusedClients + counted.refused(),
                counted.unanswered(),
                reports.untried());
    }

    /**
     * How long its servers took since the start: to answer queries or datagrams if it balances these, else to accept connections.
     *
     * @param totals of servers of this service
     */
    public Latencies latencies(ServerTotals totals) {
        return config().protocol().hasDatagrams() ? totals.answering() : totals.connecting();
    }

    /** How long a server took in the last 10 to 60 seconds, to do what {@link #latencies} says. */
    Latencies recentLatencies(Server server) {
        long now = balancer.now();
        return config().protocol().hasDatagrams()
                ? server.queries().recentLatencies(now)
                : server.connecting().recent(now);
    }

    /** Clients connected now. */
    public int openConnections() {
        return connections.taken();
    }

    /** Clients now that are not joined with a server yet. */
    public int pendingConnections() {
        return pending.taken();
    }
}
