package org.penlb.service;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.penlb.balance.HybridClock;
import org.penlb.balance.Server;
import org.penlb.balance.ServerTable;
import org.penlb.config.AccessList;
import org.penlb.config.Address;
import org.penlb.config.AdminState;
import org.penlb.config.CountryLookup;
import org.penlb.config.IpAddress;
import org.penlb.config.ServerConfig;
import org.penlb.config.ServiceConfig;
import org.penlb.events.Events;

/** Makes a running service of a configured one: resolves the names of its servers and builds its server table. */
public final class ServiceLoader {
    private final Vertx vertx;
    private final NameResolver resolver;
    private final CountryLookup countries;
    private final Events events;
    private volatile @Nullable HybridClock versions;

    /**
     * @param vertx whose worker threads read files
     * @param countries for access lists that speak of countries
     * @param events where services tell what happens to them
     */
    public ServiceLoader(Vertx vertx, NameResolver resolver, CountryLookup countries, Events events) {
        this.vertx = vertx;
        this.resolver = resolver;
        this.countries = countries;
        this.events = events;
    }

    /**
     * Services that are loaded from now on share their clients with other instances.
     *
     * @param newVersions gives what is decided here its order among what is decided elsewhere
     */
    public void share(HybridClock newVersions) {
        versions = newVersions;
    }

    /**
     * @return the service, or a failed future with a {@link org.penlb.config.ConfigException} that names the first server
     *     whose name does not resolve, or the first file of TLS that cannot be used
     */
    public Future<Service> load(ServiceConfig config) {
        return tls(config, TlsFiles.NONE, false)
                .compose(tls -> table(config, null).map(table -> {
                    var service = new Service(config, table, countries, events);
                    service.change(config, table, tls);
                    HybridClock sharing = versions;
                    if (sharing != null) {
                        service.share(sharing);
                    }
                    return service;
                }));
    }

    /** As {@link TlsFiles#read}, on a worker thread. */
    private Future<TlsFiles> tls(ServiceConfig config, TlsFiles before, boolean again) {
        return config.hasTls()
                ? vertx.executeBlocking(() -> TlsFiles.read(config, before, again), false)
                        .map(Objects::requireNonNull)
                : Future.succeededFuture(TlsFiles.NONE);
    }

    /** Whether a file of a service's TLS is another one than was read; blocks. */
    public boolean hasOutdatedTls(Service service) {
        return service.tls().isOutdated();
    }

    /**
     * Reads the files of a service's TLS again.
     *
     * @return has new connections use them, which is for somebody whose turn it is to change the service; or a failed future
     *     with a {@link org.penlb.config.ConfigException} that names the file that cannot be used
     */
    public Future<Runnable> readTlsAgain(Service service) {
        return tls(service.config(), service.tls(), true).map(tls -> () -> service.tls(tls));
    }

    /**
     * Makes ready what a running service needs to go on with another configuration. Servers that are in both keep their
     * counters; those whose address is the same are not looked up again.
     *
     * @return carries the change out; or a failed future with a {@link org.penlb.config.ConfigException} if a name does not
     *     resolve
     */
    public Future<Change> change(Service service, ServiceConfig config) {
        return tls(config, service.tls(), false)
                .compose(tls -> table(config, service.balancer().table())
                        .map(table -> new Change(service, config, table, tls)));
    }

    /** What a running service is to go on with; running it carries the change out. */
    public record Change(Service service, ServiceConfig config, ServerTable table, TlsFiles tls) implements Runnable {
        @Override
        public void run() {
            service.change(config, table, tls);
        }
    }

    /**
     * Looks up the names of some servers again. One whose name does not stand for its address any more is to go on at the first
     * of those that it stands for now; as long as its address is among them it stays there. If a name cannot be looked up,
     * or stands for the service itself, its server stays where it is. Either is told.
     *
     * @param which those that are looked up, if they have names
     * @param listener where the service listens
     * @param failing is told of servers that stay in spite of their names
     * @return has the servers go on at their new addresses, which is for somebody whose turn it is to change the service;
     *     never fails
     */
    public Future<Runnable> lookAgain(
            Service service, Predicate<Server> which, SocketAddress listener, BiConsumer<Server, NameTrouble> failing) {
        ServerTable table = service.balancer().table();
        List<Server> named = table.all().stream()
                .filter(ServiceLoader::hasName)
                .filter(which)
                .toList();
        Map<Server, SocketAddress> moved = new ConcurrentHashMap<>();
        List<Future<Void>> asked = new ArrayList<>();
        for (Server server : named) {
            asked.add(lookUp(service, server)
                    .<Void>map(addresses -> {
                        if (addresses.contains(server.address())) {
                            return null;
                        }
                        SocketAddress now = addresses.getFirst();
                        if (OwnListeners.answers(
                                listener, service.config().listener().v6only(), now)) {
                            failing.accept(server, OwnListeners.trouble(server, listener));
                        } else {
                            moved.put(server, now);
                        }
                        return null;
                    })
                    .otherwise(e -> {
                        failing.accept(
                                server, new NameTrouble(String.valueOf(e.getMessage()), "its name does not resolve"));
                        return null;
                    }));
        }
        return Future.join(asked).map(_ -> () -> {
            moved.keySet().retainAll(service.balancer().table().all()); // others were changed or removed meanwhile
            if (!moved.isEmpty()) {
                service.readdress(moved);
            }
        });
    }

    /** Whether a server is configured by a name, which may stand for another address at another time. */
    public static boolean hasName(Server server) {
        return server.config().state() != AdminState.REMOVED
                && NameResolver.hasName(server.config().address());
    }

    private Future<List<SocketAddress>> lookUp(Service service, Server server) {
        String place = "server \"" + server.config().address() + "\"";
        return resolver.lookUp(place, (Address.Inet) server.config().address()).map(addresses -> {
            for (SocketAddress address : addresses) {
                service.config()
                        .protocol()
                        .requireUnicast(place, IpAddress.of(((InetSocketAddress) address).getAddress()));
            }
            return addresses;
        });
    }

    private Future<ServerTable> table(ServiceConfig config, @Nullable ServerTable old) {
        List<Future<Server>> servers = new ArrayList<>();
        for (int i = 0; i < config.servers().size(); i++) {
            Server known = old == null || i >= old.servers().size()
                    ? null
                    : old.servers().get(i);
            servers.add(server(
                    config, "server", i, Server.Role.REGULAR, config.servers().get(i), known));
        }
        Future<@Nullable Server> emergency = optional(
                config,
                "emergency server",
                Server.Role.EMERGENCY,
                config.emergency(),
                old == null ? null : old.emergency());
        Future<@Nullable Server> abuse =
                optional(config, "abuse server", Server.Role.ABUSE, config.abuse(), old == null ? null : old.abuse());
        return Future.all(servers)
                .compose(_ -> Future.all(emergency, abuse))
                .map(_ -> new ServerTable(
                        servers.stream().map(Future::result).toList(),
                        emergency.result(),
                        abuse.result(),
                        config.accessLists().get(config.clientAcl()),
                        config.selection()));
    }

    private Future<@Nullable Server> optional(
            ServiceConfig service,
            String place,
            Server.Role role,
            @Nullable ServerConfig config,
            @Nullable Server known) {
        return config == null
                ? Future.succeededFuture(null)
                : server(service, place, 0, role, config, known).map(server -> (@Nullable Server) server);
    }

    private Future<Server> server(
            ServiceConfig service,
            String place,
            int index,
            Server.Role role,
            ServerConfig config,
            @Nullable Server known) {
        AccessList access = service.accessLists().get(config.acl());
        if (known != null && known.isConfigured(config, access)) {
            return Future.succeededFuture(known);
        }
        // A server that was removed has left; whoever takes its number starts anew.
        Server before = known == null || known.config().state() == AdminState.REMOVED ? null : known;
        if (before != null && before.config().address().equals(config.address())) {
            return Future.succeededFuture(before.changed(config, before.address(), access));
        }
        String named = place + " \"" + config.address() + "\"";
        Future<SocketAddress> address = resolver.resolve(named, config.address(), service.protocol());
        return address.map(resolved -> before == null
                ? new Server(index, role, config, resolved, access)
                : before.changed(config, resolved, access));
    }
}
