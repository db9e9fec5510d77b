package org.penlb.logtools.resolve;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.penlb.config.IpAddress;

/**
 * Passes a log on with names in place of addresses. What it holds is bounded however long the log is and however slow DNS: when
 * enough lines wait, or enough look-ups are under way, it reads no more until some are done. One instance passes one log on.
 */
public final class LogResolver implements AutoCloseable {
    /** How much may wait to be written: tens of thousands of lines. With all else it has room in a heap of 64 MB. */
    static final long WINDOW = 8L << 20;

    /** How long an end is put off for the sake of what can still be written. */
    private static final long LAST_WORDS_SECONDS = 5;

    private final ClientFinder clients = new ClientFinder();
    private final Lookups lookups;
    private final Semaphore permits;
    private final ResolveCounts counts;
    private final NameCache cache = new NameCache(System::nanoTime, NameCache.MOST);
    private final HeldLines held;
    private final CountDownLatch ended = new CountDownLatch(1);
    private volatile @Nullable Thread writer;
    private volatile boolean stopped;

    /** One that asks DNS. */
    public LogResolver(ResolveOptions options, ResolveCounts counts) {
        this(new DnsLookups(options), options.concurrency(), WINDOW, counts);
    }

    /**
     * @param concurrency how many look-ups may be under way at a time
     * @param window how many bytes may wait to be written
     */
    LogResolver(Lookups lookups, int concurrency, long window, ResolveCounts counts) {
        this.lookups = lookups;
        this.counts = counts;
        permits = new Semaphore(concurrency);
        held = new HeldLines(window);
    }

    /**
     * Passes on what comes in, to its end, or until it is told to stop.
     *
     * @throws IOException if the log cannot be read or written, with a sentence that says which. What was read before has been
     *     written then if that was possible
     */
    public void run(InputStream in, OutputStream out) throws IOException {
        var reading = new FutureTask<@Nullable Void>(() -> read(in));
        // Nobody can call it back from a read: it goes with the program.
        Thread.ofPlatform().name("reader").daemon().start(reading);
        writer = Thread.currentThread();
        try {
            new ResolvedLines(held, out).run();
        } catch (IOException e) {
            throw new IOException("cannot write: " + e.getMessage(), e);
        } finally {
            held.end();
            ended.countDown();
        }
        if (!stopped) {
            requireRead(reading);
        }
    }

    private static void requireRead(FutureTask<@Nullable Void> reading) throws IOException {
        try {
            reading.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof IOException cause) {
                throw new IOException("cannot read: " + cause.getMessage(), cause);
            }
            throw new IllegalStateException("the reader failed", e.getCause());
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt(); // told to stop when all was done
        }
    }

    /**
     * Ends before the log does. Lines that have been read are written, those without a name by now with their address; of a
     * line that has not come to its end, nothing. Returns when that is done, or cannot be done within some seconds. May be
     * called from any thread but that of {@link #run}.
     */
    public void stop() {
        stopped = true;
        held.end();
        Thread running = writer;
        if (running == null) {
            return;
        }
        running.interrupt();
        try {
            var _ = ended.await(LAST_WORDS_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private @Nullable Void read(InputStream in) throws IOException, InterruptedException {
        try {
            new UnresolvedLines(in, this::take).run();
            return null;
        } finally {
            held.end();
        }
    }

    private boolean take(byte[] bytes, int from, int to, boolean isStart) throws InterruptedException {
        if (!isStart) {
            return held.put(HeldLine.unchanged(bytes, from, to));
        }
        counts.line();
        ClientSpan client = clients.find(bytes, from, to);
        IpAddress address = client == null ? null : LoggedAddress.parse(bytes, client.from(), client.to());
        return held.put(
                client == null || address == null
                        ? HeldLine.unchanged(bytes, from, to)
                        : HeldLine.awaiting(bytes, from, to, client, lookUp(address)));
    }

    private CompletableFuture<LookupResult> lookUp(IpAddress address) throws InterruptedException {
        CompletableFuture<LookupResult> known = cache.get(address);
        if (known != null) {
            return known;
        }
        permits.acquire();
        counts.begun();
        CompletableFuture<LookupResult> begun = lookups.begin(address);
        cache.put(address, begun);
        var _ = begun.thenAccept(result -> {
            counts.ended(result.outcome());
            permits.release();
        });
        return begun;
    }

    @Override
    public void close() {
        lookups.close();
    }
}
