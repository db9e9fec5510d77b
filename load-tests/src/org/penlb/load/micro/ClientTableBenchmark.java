package org.penlb.load.micro;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Threads;
import org.penlb.balance.ClientTable;
import org.penlb.config.IpAddress;

/**
 * The table of clients as a connection uses it: asked, told, and told again when the connection ends. Clients come in no
 * order, and were used last in no order, so nothing is in a cache that would not be there in earnest.
 */
@State(Scope.Benchmark)
public class ClientTableBenchmark extends Measured {
    /** How many clients the table holds, and may hold. */
    @Param({"1000", "1000000"})
    public int clients;

    private ClientTable table = new ClientTable(1, Duration.ZERO);

    /** Who comes next. */
    @State(Scope.Thread)
    public static class Visitors {
        private long random = ThreadLocalRandom.current().nextLong();
        /** Far from each other, so that two threads never bring the same client. */
        private long stranger = ThreadLocalRandom.current().nextLong() & ~0xffff_ffffL;

        private IpAddress known(int clients) {
            random = random * 6364136223846793005L + 1442695040888963407L; // Knuth's MMIX
            return client((int) (((random >>> 33) * clients) >>> 31));
        }

        private IpAddress stranger() {
            return new IpAddress(0x2001_0db8_0000_0000L, stranger++);
        }
    }

    private static IpAddress client(int number) {
        return IpAddress.v4(0x0a00_0000 + number);
    }

    @Setup
    public void fill(Visitors visitors) {
        table = new ClientTable(clients, Duration.ZERO);
        for (int i = 0; i < clients; i++) {
            table.used(client(i), i & 1, i);
        }
        for (int i = 0; i < clients; i++) {
            table.used(visitors.known(clients), i & 1, i);
        }
    }

    private int visit(IpAddress client) {
        int server = Math.max(0, table.serverOf(client, 1));
        table.used(client, server, 1);
        table.transferred(client, 100, 1000);
        return server;
    }

    @Benchmark
    public int ask(Visitors visitors) {
        return table.serverOf(visitors.known(clients), 1);
    }

    @Benchmark
    public int knownClient(Visitors visitors) {
        return visit(visitors.known(clients));
    }

    @Benchmark
    @Threads(2)
    public int knownClientOfTwoThreads(Visitors visitors) {
        return visit(visitors.known(clients));
    }

    /** The table is full: the least recently used client gives way. */
    @Benchmark
    public int newClient(Visitors visitors) {
        return visit(visitors.stranger());
    }

    @Benchmark
    @Threads(2)
    public int newClientOfTwoThreads(Visitors visitors) {
        return visit(visitors.stranger());
    }
}
