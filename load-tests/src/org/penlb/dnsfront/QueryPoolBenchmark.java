package org.penlb.dnsfront;

import java.lang.foreign.Arena;
import java.util.Objects;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.penlb.config.IpAddress;
import org.penlb.load.micro.Measured;
import org.penlb.relay.DatagramBatch;

/** What a query takes along while it waits for its answer; and the client's address, which many queries share. */
@State(Scope.Thread)
public class QueryPoolBenchmark extends Measured {
    private static final int LENGTH = 50;
    private static final int RESOLVERS = 50;

    /** How many queries wait all the time. */
    @Param({"64", "4096"})
    public int waiting;

    private final DatagramBatch batch = new DatagramBatch(Arena.ofAuto());
    private final MessageView view = new MessageView();
    private final QueryPool pool = new QueryPool();
    private final KnownClients clients = new KnownClients();
    private Query[] queries = {};
    private Attempt[] attempts = {};
    private int turn;

    @Setup
    public void fill() {
        for (int slot = 0; slot < DatagramBatch.SLOTS; slot++) {
            batch.length(slot, LENGTH);
            batch.peer(slot).from(0, 0xffff_0a00_0000L + slot % RESOLVERS, 1024 + slot, 0);
        }
        queries = new Query[waiting];
        attempts = new Attempt[waiting];
        for (int i = 0; i < waiting; i++) {
            queries[i] = Objects.requireNonNull(pool.query(view.at(batch, 0)));
            attempts[i] = pool.attempt();
        }
    }

    @Benchmark
    public Query query() {
        int place = ++turn & waiting - 1;
        pool.reuse(queries[place]);
        pool.reuse(attempts[place]);
        queries[place] = Objects.requireNonNull(pool.query(view.at(batch, turn & DatagramBatch.SLOTS - 1)));
        attempts[place] = pool.attempt();
        return queries[place];
    }

    @Benchmark
    public IpAddress address() {
        return clients.address(batch.peer(++turn & DatagramBatch.SLOTS - 1));
    }
}
