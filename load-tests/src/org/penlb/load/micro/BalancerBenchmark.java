package org.penlb.load.micro;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.penlb.balance.Balancer;
import org.penlb.balance.Choice;
import org.penlb.balance.ClientTable;
import org.penlb.balance.Lease;
import org.penlb.balance.Server;
import org.penlb.balance.ServerTable;
import org.penlb.config.AccessList;
import org.penlb.config.Address;
import org.penlb.config.CountryLookup;
import org.penlb.config.IpAddress;
import org.penlb.config.Selection.Flag;
import org.penlb.config.Selection;
import org.penlb.config.ServerConfig;
import org.penlb.config.ServiceBuilder;
import org.penlb.config.ServiceConfig;

/**
 * Who gets the next client, as listeners ask: for a connection, and for a query or the first datagram of a session. Some
 * connections are open all the time; each new one takes the place of the oldest.
 */
@State(Scope.Benchmark)
public class BalancerBenchmark extends Measured {
    private static final int OPEN = 4096;
    /** So many come again and again; the table holds them all. */
    private static final int REGULARS = 1024;

    /** A way to choose, and who comes. */
    public enum Way {
        KNOWN_CLIENT(EnumSet.noneOf(Flag.class), REGULARS),
        NEW_CLIENT(EnumSet.noneOf(Flag.class), 64 * REGULARS),
        BY_TURNS(EnumSet.of(Flag.ROUNDROBIN), REGULARS),
        /** By turns, and nobody but the last server is available. */
        ONE_LEFT(EnumSet.of(Flag.ROUNDROBIN), REGULARS),
        WEIGHT(EnumSet.of(Flag.WEIGHT, Flag.ROUNDROBIN), REGULARS),
        PRIO(EnumSet.of(Flag.PRIO, Flag.ROUNDROBIN), REGULARS),
        HASH(EnumSet.of(Flag.HASH, Flag.UNTRACKED), REGULARS),
        LEAST(EnumSet.of(Flag.LEAST), REGULARS),
        FIRST(EnumSet.of(Flag.FIRST), REGULARS);

        private final Selection selection;
        private final int visitors;

        Way(Set<Flag> flags, int visitors) {
            this.selection = new Selection(flags);
            this.visitors = visitors;
        }
    }

    @Param
    public Way way = Way.BY_TURNS;

    @Param({"2", "1000"})
    public int servers;

    private IpAddress[] visitors = {};
    private final @Nullable Lease[] leases = new @Nullable Lease[OPEN];
    private final @Nullable Server[] asked = new @Nullable Server[OPEN];
    private int turn;

    private Balancer balancer = balancer(List.of(), Selection.DEFAULT);

    private static ServiceConfig config() {
        var service = new ServiceBuilder("micro", new Address.Inet("127.0.0.1", 0), 1);
        service.servers().add(new ServerConfig(new Address.Inet("10.1.0.1", 80)));
        return service.build();
    }

    private static Balancer balancer(List<Server> all, Selection selection) {
        return new Balancer(
                config(),
                new ServerTable(all, null, null, AccessList.EMPTY, selection),
                new ClientTable(2 * REGULARS, Duration.ZERO),
                System::nanoTime,
                CountryLookup.NONE);
    }

    private static Server server(int index) {
        String host = "10.1." + index / 250 + "." + (index % 250 + 1);
        var config = new ServerConfig(new Address.Inet(host, 80))
                .withWeight(1 + index % 3)
                .withPrio(1 + index * 7 % 1009);
        var address = new InetSocketAddress(InetAddress.ofLiteral(host), 80);
        return new Server(index, Server.Role.REGULAR, config, address, AccessList.EMPTY);
    }

    @Setup
    public void serve() {
        List<Server> all = new ArrayList<>();
        for (int i = 0; i < servers; i++) {
            all.add(server(i));
        }
        balancer = balancer(all, way.selection);
        if (way == Way.ONE_LEFT) {
            all.subList(0, servers - 1).forEach(each -> balancer.blacklist(each, Duration.ofDays(1)));
        }
        visitors = new IpAddress[way.visitors];
        for (int i = 0; i < visitors.length; i++) {
            visitors[i] = IpAddress.v4(0x0a00_0000 + i);
        }
    }

    private IpAddress visitor() {
        return visitors[++turn & visitors.length - 1];
    }

    @Benchmark
    public @Nullable Lease connection() {
        IpAddress client = visitor();
        Lease oldest = leases[turn & OPEN - 1];
        if (oldest != null) {
            oldest.close();
        }
        Choice choice = balancer.choose(client);
        Lease lease = choice.next();
        if (lease != null) {
            balancer.ejections().answered(lease.server());
        }
        leases[turn & OPEN - 1] = lease;
        return lease;
    }

    @Benchmark
    public @Nullable Server query() {
        IpAddress client = visitor();
        Server oldest = asked[turn & OPEN - 1];
        if (oldest != null) {
            balancer.served(oldest);
        }
        Server server = balancer.serve(client, 0);
        asked[turn & OPEN - 1] = server;
        return server;
    }
}
