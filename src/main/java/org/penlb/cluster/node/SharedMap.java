package org.penlb.cluster.node;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.shareddata.AsyncMap;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A map that all nodes share, written behind: a value is written when the map can be reached, and of several for one key only
 * the last one. A map that blocks or fails blocks nothing; what it misses is written again.
 *
 * <p>Which of two nodes' values for one key stays is not told, nor whether one is lost when nodes part or meet: values say
 * for themselves which is newer.
 */
public final class SharedMap implements Values {
    private final Vertx vertx;
    private final Context context;
    private final WorkerExecutor threads;
    private final Supplier<Future<AsyncMap<String, Buffer>>> open;
    private final long limitMillis;
    private final long pauseMillis;
    private final AtomicLong failures = new AtomicLong();
    /** What is to be written, and what is being written; seen by the context alone, as are the next two. */
    private final Map<String, Entry> unwritten = new HashMap<>();

    private @Nullable Future<AsyncMap<String, Buffer>> map;
    private @Nullable Future<Map<String, Buffer>> reading;

    /** What is to become of a key after the operation that is under way. */
    private static final class Entry {
        private @Nullable Buffer next;
    }

    /**
     * @param context where this thinks
     * @param threads where it waits for the map
     * @param open finds the map; asked again if that fails
     * @param limit how long one operation may take
     * @param pause how long after a failure it is tried again
     */
    SharedMap(
            Vertx vertx,
            Context context,
            WorkerExecutor threads,
            Supplier<Future<AsyncMap<String, Buffer>>> open,
            Duration limit,
            Duration pause) {
        this.vertx = vertx;
        this.context = context;
        this.threads = threads;
        this.open = open;
        limitMillis = limit.toMillis();
        pauseMillis = pause.toMillis();
    }

    /**
     * Writes a value some time. One that cannot be written is tried again until it is, or another one takes its place. One
     * operation at a time is under way for a key.
     */
    @Override
    public void put(String key, Buffer value) {
        context.runOnContext(_ -> {
            Entry entry = unwritten.get(key);
            if (entry != null) {
                entry.next = value;
            } else {
                entry = new Entry();
                unwritten.put(key, entry);
                write(key, value, entry);
            }
        });
    }

    private void write(String key, Buffer value, Entry entry) {
        inTime(onMap(opened -> opened.put(key, value))).onComplete(written -> {
            if (written.failed()) {
                failures.incrementAndGet();
                entry.next = entry.next == null ? value : entry.next;
                vertx.setTimer(pauseMillis, _ -> writeNext(key, entry));
            } else {
                writeNext(key, entry);
            }
        });
    }

    private void writeNext(String key, Entry entry) {
        Buffer next = entry.next;
        if (next == null) {
            unwritten.remove(key);
        } else {
            entry.next = null;
            write(key, next, entry);
        }
    }

    /**
     * Reads the whole map.
     *
     * @return fails if that takes too long; it is read once at a time, for all who ask
     */
    @Override
    public Future<Map<String, Buffer>> all() {
        Promise<Map<String, Buffer>> read = Promise.promise();
        context.runOnContext(_ -> {
            Future<Map<String, Buffer>> current = reading;
            if (current == null) {
                current = onMap(AsyncMap::entries);
                reading = current;
                current.onComplete(_ -> reading = null);
            }
            inTime(current).onFailure(_ -> failures.incrementAndGet()).onComplete(read);
        });
        return read.future();
    }

    /** How many operations failed, or took too long. */
    @Override
    public long failures() {
        return failures.get();
    }

    /** How many keys have a value that is not written yet. Only the context may ask. */
    int unwritten() {
        return unwritten.size();
    }

    private <T> Future<T> inTime(Future<T> operation) {
        return operation.timeout(limitMillis, TimeUnit.MILLISECONDS);
    }

    /** What only begins to wait for an answer blocks its thread all the same sometimes, as the opening of a map always does. */
    private <T> Future<T> onMap(MapOperation<T> operation) {
        return opened().compose(opened -> threads.executeBlocking(() -> operation.on(opened), false))
                .compose(Objects::requireNonNull);
    }

    private Future<AsyncMap<String, Buffer>> opened() {
        Future<AsyncMap<String, Buffer>> current = map;
        if (current == null || current.failed()) {
            current = threads.executeBlocking(open::get, false).compose(Objects::requireNonNull);
            map = current;
        }
        return current;
    }

    /** Something that is asked of the map. */
    @FunctionalInterface
    private interface MapOperation<T> {
        Future<T> on(AsyncMap<String, Buffer> opened);
    }
}
