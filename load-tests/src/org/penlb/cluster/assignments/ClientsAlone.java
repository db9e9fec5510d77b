package org.penlb.cluster.assignments;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;
import org.penlb.balance.Balancer;
import org.penlb.balance.ClientTable;
import org.penlb.balance.HybridClock;
import org.penlb.balance.Server;
import org.penlb.balance.ServerTable;
import org.penlb.balance.SharedClients;
import org.penlb.cluster.wire.Post;
import org.penlb.config.AccessList;
import org.penlb.config.Address;
import org.penlb.config.CountryLookup;
import org.penlb.config.IpAddress;
import org.penlb.config.Selection;
import org.penlb.config.ServerConfig;
import org.penlb.config.ServiceBuilder;

/** The clients of a service and what shares them, for whoever measures that without a Pen around it. */
public final class ClientsAlone {
    /** As many servers there are. */
    public static final int SERVERS = 4;

    private static final String SERVICE = "web";

    private final LongSupplier nanos;
    private final ClientTable table;
    private final SharedClients shared;
    private final AssignmentSharing sharing;

    /**
     * @param clientsMax how many clients are remembered
     * @param nanos the time that passes, nanoseconds
     */
    public ClientsAlone(int clientsMax, HybridClock clock, Post post, LongSupplier nanos) {
        this.nanos = nanos;
        table = new ClientTable(clientsMax, Duration.ZERO);
        var builder = new ServiceBuilder(SERVICE, new Address.Inet("127.0.0.1", 0), 100);
        List<Server> servers = new ArrayList<>();
        for (int i = 0; i < SERVERS; i++) {
            var config = new ServerConfig(new Address.Inet("192.0.2." + (i + 1), 80));
            builder.servers().add(config);
            servers.add(PlainServer.at(i, config));
        }
        var balancer = new Balancer(
                builder.build(),
                new ServerTable(servers, null, null, AccessList.EMPTY, Selection.DEFAULT),
                table,
                nanos,
                CountryLookup.NONE);
        shared = balancer.share(clock);
        var services = new SharedServices(() -> List.of(new SharedServices.Named(SERVICE, balancer, shared)), clock);
        sharing = new AssignmentSharing(services, clock, post, nanos.getAsLong());
    }

    public AssignmentSharing sharing() {
        return sharing;
    }

    /** A client is given a server here. */
    public void assign(int client, int server) {
        table.used(IpAddress.v4(client), server, nanos.getAsLong());
    }

    /** How many clients are known. */
    public int size() {
        return table.size();
    }

    /** The same wherever the same clients are known with the same versions. */
    public long digest() {
        var sums = new Sums(shared, _ -> true, HybridClock.NEVER, Long.MAX_VALUE);
        while (!sums.step()) {}
        long digest = 0;
        for (int i = 0; i < Sums.BUCKETS; i++) {
            digest = 31 * digest + sums.bucket(i);
        }
        return digest;
    }
}
