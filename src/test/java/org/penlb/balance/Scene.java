package org.penlb.balance;

import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.penlb.config.AccessList;
import org.penlb.config.Address;
import org.penlb.config.CountryLookup;
import org.penlb.config.IpAddress;
import org.penlb.config.Selection;
import org.penlb.config.ServerConfig;
import org.penlb.config.ServiceBuilder;
import org.penlb.config.ServiceConfig;

/**
 * A balancer with a clock that the test drives. Regular servers are called a, b, c... in index order; the last resorts
 * are called by their role.
 */
final class Scene {
    static final String NOBODY = "nobody";
    static final String EMERGENCY = "emergency";
    static final String ABUSE = "abuse";

    /** Some addresses of Internet clients. */
    static final IpAddress ALICE = client(1);

    static final IpAddress BOB = client(2);
    static final IpAddress CAROL = client(3);
    static final IpAddress DAVE = client(4);

    private final List<Server> servers = new ArrayList<>();
    private final Set<Selection.Flag> flags;
    private @Nullable Server emergency;
    private @Nullable Server abuse;
    private AccessList clientAccess = AccessList.EMPTY;
    private CountryLookup countries = CountryLookup.NONE;
    private int clientsMax = 2048;
    private Duration tracking = Duration.ZERO;
    private Duration blacklist = Duration.ofSeconds(30);
    private final Assignments assignments = new Assignments();
    private @Nullable ClientTable clients;
    private @Nullable Balancer balancer;

    /** So close to the largest number that every test crosses it: a clock may start anywhere. */
    private long now = Long.MAX_VALUE - 1;

    Scene(Selection.Flag... flags) {
        this.flags = Set.of(flags);
    }

    static IpAddress client(int number) {
        return IpAddress.v4((10 << 24) + number);
    }

    /** That many servers without limits, of weight and prio 0. */
    Scene servers(int count) {
        for (int i = 0; i < count; i++) {
            server(config -> config);
        }
        return this;
    }

    Scene server(UnaryOperator<ServerConfig> how) {
        return server(how, AccessList.EMPTY);
    }

    Scene server(UnaryOperator<ServerConfig> how, AccessList access) {
        int index = servers.size();
        servers.add(make(index, Server.Role.REGULAR, "192.0.2." + (index + 1), 80, how, access));
        return this;
    }

    Scene serverWithoutPort() {
        int index = servers.size();
        servers.add(make(
                index, Server.Role.REGULAR, "192.0.2." + (index + 1), 0, UnaryOperator.identity(), AccessList.EMPTY));
        return this;
    }

    Scene emergency(AccessList access) {
        emergency = make(0, Server.Role.EMERGENCY, "192.0.2.254", 80, UnaryOperator.identity(), access);
        return this;
    }

    Scene abuse(AccessList access) {
        abuse = make(0, Server.Role.ABUSE, "192.0.2.255", 80, UnaryOperator.identity(), access);
        return this;
    }

    Scene clientAccess(AccessList access) {
        clientAccess = access;
        return this;
    }

    Scene countries(CountryLookup lookup) {
        countries = lookup;
        return this;
    }

    /** Who is told of assignments from now on. */
    Scene announcing(@Nullable AssignmentListener listener) {
        assignments.listener(listener);
        return this;
    }

    Scene clientsMax(int max) {
        clientsMax = max;
        return this;
    }

    Scene tracking(Duration time) {
        tracking = time;
        return this;
    }

    Scene blacklist(Duration time) {
        blacklist = time;
        return this;
    }

    private static Server make(
            int index, Server.Role role, String host, int port, UnaryOperator<ServerConfig> how, AccessList access) {
        SocketAddress address = new InetSocketAddress(IpAddress.parse(host).toInetAddress(), port);
        return new Server(index, role, how.apply(new ServerConfig(new Address.Inet(host, port))), address, access);
    }

    /** A configuration of which a balancer heeds nothing but how long a server that failed is left alone. */
    static ServiceConfig config(Duration blacklist) {
        var service = new ServiceBuilder("test", new Address.Inet("127.0.0.1", 0), 100);
        service.servers().add(new ServerConfig(new Address.Inet("192.0.2.1", 80)));
        service.blacklist = blacklist;
        return service.build();
    }

    ClientTable clients() {
        balancer();
        return clients == null ? new ClientTable(1, Duration.ZERO) : clients;
    }

    Balancer balancer() {
        if (balancer == null) {
            clients = new ClientTable(clientsMax, tracking);
            balancer = new Balancer(
                    config(blacklist),
                    new ServerTable(servers, emergency, abuse, clientAccess, new Selection(flags)),
                    clients,
                    () -> now,
                    countries,
                    assignments,
                    () -> "scene");
        }
        return balancer;
    }

    Server server(String name) {
        return servers.get(name.charAt(0) - 'a');
    }

    List<Server> table() {
        return servers;
    }

    long now() {
        return now;
    }

    void pass(Duration time) {
        now += time.toNanos();
    }

    /** The server refused a connection. */
    void fails(String name) {
        balancer().ejections().failed(server(name), "refused");
    }

    /** The server accepted a connection. */
    void answers(String name) {
        balancer().ejections().answered(server(name));
    }

    /** A client comes, is served by the first server it is given, and leaves. */
    String visit(IpAddress client) {
        Lease lease = balancer().choose(client).next();
        if (lease == null) {
            return NOBODY;
        }
        lease.close();
        return name(lease);
    }

    /** One visit after the other. */
    String visits(IpAddress... visitors) {
        var names = new ArrayList<String>();
        for (IpAddress visitor : visitors) {
            names.add(visit(visitor));
        }
        return String.join(" ", names);
    }

    /** That many visits of the same client. */
    String visits(IpAddress client, int times) {
        var visitors = new IpAddress[times];
        Arrays.fill(visitors, client);
        return visits(visitors);
    }

    /** That many clients come, each from another address, and stay. */
    String holds(int number) {
        var names = new ArrayList<String>();
        for (int i = 0; i < number; i++) {
            names.add(hold(client(1000 + i)));
        }
        return String.join(" ", names);
    }

    /** That many connections of the same client stay open. */
    String holds(IpAddress client, int number) {
        var names = new ArrayList<String>();
        for (int i = 0; i < number; i++) {
            names.add(hold(client));
        }
        return String.join(" ", names);
    }

    /** What a client is given, for a test that knows that there is something. */
    Lease take(IpAddress client) {
        return Objects.requireNonNull(balancer().choose(client).next());
    }

    private String hold(IpAddress client) {
        Lease lease = balancer().choose(client).next();
        return lease == null ? NOBODY : name(lease);
    }

    /** Everybody that a client is given when one after the other fails to connect, without their being blacklisted. */
    String candidates(IpAddress client) {
        Choice choice = balancer().choose(client);
        var names = new ArrayList<String>();
        for (Lease lease = choice.next(); lease != null; lease = choice.next()) {
            lease.close();
            names.add(name(lease));
        }
        return names.isEmpty() ? NOBODY : String.join(" ", names);
    }

    static String name(Lease lease) {
        return name(lease.server());
    }

    static String name(Server server) {
        return switch (server.role()) {
            case REGULAR -> String.valueOf((char) ('a' + server.index()));
            case EMERGENCY -> EMERGENCY;
            case ABUSE -> ABUSE;
        };
    }

    /** Up to so many clients, the most recently used first. */
    static List<ClientTable.Entry> recent(ClientTable table, int most) {
        return table.after(ClientCursor.START, most).stream()
                .map(ClientTable.Place::entry)
                .map(Objects::requireNonNull)
                .toList();
    }
}
