package org.penlb.datagram;

import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.penlb.load.micro.Measured;
import org.penlb.relay.Peer;

/** The session of a datagram that comes in, and of one that is the first of its client while there are enough already. */
@State(Scope.Thread)
public class SessionTableBenchmark extends Measured {
    /** As many as there are sessions: each has a socket at least, so there are no millions. */
    @Param({"1000", "100000"})
    public int sessions;

    private SessionTable table = new SessionTable();
    /** In the order in which they came. */
    private Session[] all = {};

    private final Peer peer = new Peer();
    private long random = 42;
    private int stranger;

    @Setup
    public void fill() {
        table = new SessionTable();
        all = new Session[sessions];
        stranger = 0;
        for (int i = 0; i < sessions; i++) {
            all[i] = new Session(from(i));
            table.add(all[i]);
        }
    }

    private Peer from(int number) {
        peer.from(0, 0xffff_0a00_0000L + (number >>> 4), 1024 + (number & 15), 0);
        return peer;
    }

    @Benchmark
    public @Nullable Session find() {
        random = random * 6364136223846793005L + 1442695040888963407L; // Knuth's MMIX
        return table.find(from((int) (((random >>> 33) * sessions) >>> 31)));
    }

    @Benchmark
    public @Nullable Session findNoneAndAdd() {
        int place = stranger++ % sessions;
        from(sessions + stranger);
        Session none = table.find(peer);
        table.remove(all[place]);
        all[place] = new Session(peer);
        table.add(all[place]);
        return none;
    }
}
