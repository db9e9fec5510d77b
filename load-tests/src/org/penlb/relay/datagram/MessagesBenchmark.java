package org.penlb.relay.datagram;

import java.lang.foreign.Arena;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.penlb.load.micro.Measured;
import org.penlb.relay.Peer;

/** The key of a session out of the kernel's {@code struct sockaddr}, and back. */
@State(Scope.Thread)
public class MessagesBenchmark extends Measured {
    private static final int SLOTS = 64;

    @Param({"false", "true"})
    public boolean v6;

    private final Messages messages = new Messages(Arena.ofAuto(), SLOTS);
    private final Peer peer = new Peer();
    private int turn;

    @Setup
    public void address() {
        for (int slot = 0; slot < SLOTS; slot++) {
            peer.from(0, 0xffff_0a00_0000L + slot, 1024 + slot, 0);
            messages.to(slot, peer, v6, false);
        }
    }

    @Benchmark
    public Peer sender() {
        messages.sender(++turn & SLOTS - 1, peer);
        return peer;
    }

    @Benchmark
    public int to() {
        messages.to(++turn & SLOTS - 1, peer, v6, false);
        return turn;
    }
}
