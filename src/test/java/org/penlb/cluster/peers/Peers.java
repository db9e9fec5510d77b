package org.penlb.cluster.peers;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.penlb.balance.HybridClock;
import org.penlb.cluster.wire.Envelopes;
import org.penlb.cluster.wire.Message;
import org.penlb.cluster.wire.MessageType;
import org.penlb.cluster.wire.Refused;
import org.penlb.cluster.wire.Seal;

/** A roster, and what its peers say as a test wants it. Time passes only when the test says so. */
final class Peers {
    static final long SELF = 1000;

    private static final int OWN_TAG = 7;

    /** It overflows in each test. */
    long now = Long.MAX_VALUE - Duration.ofSeconds(3).toNanos();

    final HybridClock clock = new HybridClock(() -> 1_795_000_000_000L, Duration.ofMinutes(1), OWN_TAG);
    /** What the roster told: {@code +name}, {@code ++name} if it is new, {@code -name}, {@code left name}, {@code gone name}. */
    final List<String> told = new ArrayList<>();

    final Roster roster = new Roster(SELF, clock, new Random(1), new Roster.Listener() {
        @Override
        public void up(ClusterPeer peer, boolean isNew, long at) {
            told.add((isNew ? "++" : "+") + peer.name());
        }

        @Override
        public void silent(ClusterPeer peer, long at) {
            told.add("-" + peer.name());
        }

        @Override
        public void gone(ClusterPeer peer, boolean orderly) {
            told.add((orderly ? "left " : "gone ") + peer.name());
        }

        @Override
        public void beat(ClusterPeer peer, Beat beat, long at) {
            // as it was said
        }
    });

    void pass(Duration time) {
        now += time.toNanos();
        roster.tick(now);
    }

    /** A peer says that it lives. */
    void beat(long instance, Beat beat) throws Refused {
        try {
            roster.beat(message(instance, beat.write()), now);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** As its node it has its name. */
    void beat(long instance, String name, String... hears) throws Refused {
        beat(instance, name, (int) instance, hears);
    }

    void beat(long instance, String name, int tag, String... hears) throws Refused {
        beat(
                instance,
                new Beat(
                        name,
                        name,
                        tag,
                        0,
                        0,
                        Stream.of(hears).map(Beat::number).collect(Collectors.toSet())));
    }

    static Message message(long from, byte[] body) throws Refused {
        var seal = new Seal("pen", null);
        var time = new HybridClock(() -> 1_795_000_000_000L, Duration.ofMinutes(1), 1);
        byte[] envelope = new Envelopes(from, seal, time).seal(MessageType.BEAT, Envelopes.ANYBODY, body);
        return new Envelopes(SELF, seal, time).open(envelope);
    }
}
