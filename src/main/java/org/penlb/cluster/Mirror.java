package org.penlb.cluster;

import io.vertx.core.buffer.Buffer;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.penlb.cluster.node.Values;
import org.penlb.cluster.wire.Refused;
import org.penlb.cluster.wire.Seal;
import org.penlb.cluster.wire.SealedValue;

/**
 * A map of the cluster's, of which this instance has a copy of its own: takes what others have put there, and puts back what
 * is missing, as after a merge. What the map does or fails to do keeps nobody waiting. For one thread.
 */
final class Mirror {
    /** How often a map is read that seldom changes. */
    static final long SELDOM_NANOS = TimeUnit.SECONDS.toNanos(30);

    private final String name;
    private final Seal seal;
    private final Supplier<Map<String, byte[]>> own;
    private final BiConsumer<String, byte[]> learned;
    private final Consumer<Refused> refused;
    private final Executor thread;
    private final long period;
    private @Nullable Values map;
    private long failuresBefore;
    private long readAt;

    /**
     * @param own what is known here, by key
     * @param learned is given what others put there, and what was put there from here
     * @param refused is told of values that are not signed as they ought to be
     * @param thread the one that calls this
     * @param period how often it is read, nanoseconds
     */
    Mirror(
            String name,
            Seal seal,
            Supplier<Map<String, byte[]>> own,
            BiConsumer<String, byte[]> learned,
            Consumer<Refused> refused,
            Executor thread,
            long period) {
        this.name = name;
        this.seal = seal;
        this.own = own;
        this.learned = learned;
        this.refused = refused;
        this.thread = thread;
        this.period = period;
    }

    String name() {
        return name;
    }

    /** This instance has joined: the map can be reached, or another one of its name. */
    void joined(Values newMap, long now) {
        failuresBefore = failures();
        map = newMap;
        readAt = now - period;
    }

    /** Something is new here. */
    void put(String key, byte[] value) {
        Values to = map;
        if (to != null) {
            to.put(key, Buffer.buffer(SealedValue.seal(seal, name, key, value)));
        }
    }

    /** How many operations failed. */
    long failures() {
        Values of = map;
        return failuresBefore + (of == null ? 0 : of.failures());
    }

    void tick(long now) {
        Values from = map;
        if (from != null && now - readAt >= period) {
            readAt = now;
            from.all().onSuccess(there -> thread.execute(() -> read(there)));
        }
    }

    private void read(Map<String, Buffer> there) {
        Map<String, byte[]> opened = new HashMap<>();
        there.forEach((key, signed) -> {
            byte[] value = open(key, signed);
            if (value != null) {
                opened.put(key, value);
                learned.accept(key, value);
            }
        });
        own.get().forEach((key, value) -> {
            if (!Arrays.equals(opened.get(key), value)) {
                put(key, value);
            }
        });
    }

    private byte @Nullable [] open(String key, Buffer signed) {
        try {
            return SealedValue.open(seal, name, key, signed.getBytes());
        } catch (Refused e) {
            refused.accept(e);
            return null;
        }
    }
}
