package org.penlb.config;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.penlb.config.tls.TlsConfig;

/**
 * A service in the making, with pen's defaults. The readers (command line, penctl commands) fill it; {@link #build()}
 * validates it. Not safe for use by several threads.
 */
public final class ServiceBuilder {
    /** pen's default: a table of 2048 clients. */
    public static final int DEFAULT_CLIENTS_MAX = 2048;

    private final String name;
    private final List<ServerConfig> servers = new ArrayList<>();
    private final List<AccessList> accessLists =
            new ArrayList<>(Collections.nCopies(AccessList.COUNT, AccessList.EMPTY));
    private final List<ServiceConfig.Blacklisting> blacklistings = new ArrayList<>();

    public Address listen;
    public @Nullable ServerConfig emergency;
    public @Nullable ServerConfig abuse;
    public Selection selection = Selection.DEFAULT;
    public int clientsMax = DEFAULT_CLIENTS_MAX;
    public Duration tracking = Duration.ZERO;
    public Duration blacklist = Duration.ofSeconds(30);
    public int connectionsMax;
    public int clientAcl;
    public Protocol protocol = Protocol.STREAM;
    public ListenerOptions listener = ListenerOptions.DEFAULT;
    public DatagramOptions datagrams = DatagramOptions.DEFAULT;
    public DnsOptions dns = DnsOptions.DEFAULT;
    public Duration connectTimeout = Duration.ofSeconds(5);
    public Duration idleTimeout = Duration.ZERO;
    public boolean noDelay = true;
    public boolean keepAlive;
    public FastClose fastClose = FastClose.OFF;
    public @Nullable IpAddress source;
    /** As long as pen's; the kernel cuts it at net.core.somaxconn. */
    public int backlog = 500;
    /** One turn of the event loop should not be spent on new clients alone. */
    public int multiAccept = 64;
    /** No bound of its own: connections on their way count against connectionsMax already. */
    public int pendingMax = Integer.MAX_VALUE;

    public int idlers;
    public boolean dummy;
    public boolean transparent;
    public boolean http;
    public Forwarding forwarding = Forwarding.DEFAULT;
    public Routing routing = Routing.DIRECT;
    public Duration helloTimeout = Routing.USUAL_HELLO_TIMEOUT;
    public @Nullable String log;
    public @Nullable String statusFile;
    /** Without it, what clients send is passed on as it is. */
    public @Nullable TlsConfig tls;

    /**
     * Starts with pen's defaults and no server.
     *
     * @param connectionsMax how many clients at a time the machine's limits allow, unless the operator says otherwise
     */
    public ServiceBuilder(String name, Address listen, int connectionsMax) {
        this.name = name;
        this.listen = listen;
        this.connectionsMax = connectionsMax;
    }

    /** Starts with what is there already. Blacklistings were carried out, and are not repeated. */
    public ServiceBuilder(ServiceConfig config) {
        this(config.name(), config.listen(), config.connectionsMax());
        servers.addAll(config.servers());
        Collections.copy(accessLists, config.accessLists());
        emergency = config.emergency();
        abuse = config.abuse();
        selection = config.selection();
        clientsMax = config.clientsMax();
        tracking = config.tracking();
        blacklist = config.blacklist();
        clientAcl = config.clientAcl();
        log = config.log();
        statusFile = config.statusFile();
        tls = config.tls();
        protocol = config.protocol();
        listener = config.listener();
        datagrams = config.datagrams();
        dns = config.dns();
        routing = config.routing();
        if (routing instanceof Routing.Routed routed) {
            helloTimeout = routed.helloTimeout();
        }
        StreamOptions stream = config.stream();
        connectTimeout = stream.connectTimeout();
        idleTimeout = stream.idleTimeout();
        noDelay = stream.noDelay();
        keepAlive = stream.keepAlive();
        fastClose = stream.fastClose();
        source = stream.source();
        backlog = stream.backlog();
        multiAccept = stream.multiAccept();
        pendingMax = stream.pendingMax();
        idlers = stream.idlers();
        dummy = stream.dummy();
        transparent = stream.transparent();
        http = stream.http();
        forwarding = stream.forwarding();
    }

    /** The route that it is; null if it listens itself. */
    public @Nullable Route route() {
        return routing instanceof Route route ? route : null;
    }

    /** Goes on, as a route, with what is the listening service's to say. */
    public void follow(ServiceBuilder listening) {
        listen = listening.listen;
        protocol = listening.protocol;
        connectionsMax = listening.connectionsMax;
        Collections.copy(accessLists, listening.accessLists);
        clientAcl = listening.clientAcl;
        connectLike(listening);
    }

    /** Makes and keeps connections as another one does. */
    public void connectLike(ServiceBuilder other) {
        connectTimeout = other.connectTimeout;
        idleTimeout = other.idleTimeout;
        noDelay = other.noDelay;
        keepAlive = other.keepAlive;
        fastClose = other.fastClose;
        source = other.source;
        transparent = other.transparent;
        http = other.http;
        forwarding = other.forwarding;
    }

    /** Whether it makes and keeps connections as another one does. */
    public boolean connectsLike(ServiceBuilder other) {
        return connectTimeout.equals(other.connectTimeout)
                && idleTimeout.equals(other.idleTimeout)
                && keepAlive == other.keepAlive
                && Objects.equals(source, other.source)
                && transparent == other.transparent;
    }

    private Routing routing() {
        if (routing instanceof Routing.Routed) {
            return new Routing.Routed(helloTimeout);
        }
        if (!helloTimeout.equals(Routing.USUAL_HELLO_TIMEOUT)) {
            throw new ConfigException("hello_timeout: has no effect without routes (expected: routes)");
        }
        return routing;
    }

    /** Has it balance DNS; servers are then chosen by their unanswered queries, unless something else is chosen. */
    public void balanceDns() {
        if (protocol != Protocol.DNS) { // who says it again may have changed the selection since
            protocol = Protocol.DNS;
            selection = selection.with(Selection.Flag.LEAST, true);
        }
    }

    public String name() {
        return name;
    }

    public Address listen() {
        return listen;
    }

    /** The regular servers so far, in index order; changes go through. */
    public List<ServerConfig> servers() {
        return servers;
    }

    /** Servers to leave alone from the moment the configuration is applied; changes go through. */
    public List<ServiceConfig.Blacklisting> blacklistings() {
        return blacklistings;
    }

    /** The numbered access lists; changes go through. */
    public List<AccessList> accessLists() {
        return accessLists;
    }

    /**
     * The service as it stands.
     *
     * @throws ConfigException naming the first value that cannot be used
     */
    public ServiceConfig build() {
        var stream = new StreamOptions(
                connectTimeout,
                idleTimeout,
                noDelay,
                keepAlive,
                fastClose,
                source,
                backlog,
                multiAccept,
                pendingMax,
                idlers,
                dummy,
                transparent,
                http,
                forwarding);
        return new ServiceConfig(
                name,
                listen,
                servers,
                emergency,
                abuse,
                selection,
                clientsMax,
                tracking,
                blacklist,
                connectionsMax,
                accessLists,
                clientAcl,
                protocol,
                listener,
                stream,
                datagrams,
                dns,
                routing(),
                log,
                statusFile,
                tls,
                blacklistings);
    }
}
