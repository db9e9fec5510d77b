package org.penlb.balance;

import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/** What a {@link Server} did, as far as that is a matter of its address: another address is another machine. */
final class ServerStatistics {
    final QueryCounters queries = new QueryCounters();
    final LatencyHistogram connecting = new LatencyHistogram();
    private final LongAdder connects = new LongAdder();
    private final LongAdder failures = new LongAdder();
    final LastHeard heard = new LastHeard();
    /** Whether it failed. */
    final SilenceCase silence = new SilenceCase(false);
    /** Whether anybody still sees it to be well: by strangers, too. */
    final SilenceCase quiet = new SilenceCase(false);
    /** The same, by a client that was answered before. */
    final SilenceCase quietToKnown = new SilenceCase(true);

    private volatile long failedAt;
    private volatile @Nullable String failure;

    void connected() {
        connects.increment();
    }

    long served() {
        return connects.sum() + queries.answers();
    }

    long failures() {
        return failures.sum() + queries.timeouts();
    }

    void failed() {
        failures.increment();
    }

    void noteFailure(String reason, long now) {
        failedAt = now;
        failure = reason;
    }

    /** The reason may be a newer one's that comes at this very moment; each is right by itself. */
    @Nullable
    Failure lastFailure() {
        String reason = failure;
        return reason == null ? null : new Failure(failedAt, reason);
    }

    /** Marks what its latencies were by now. */
    void mark(long now) {
        connecting.mark(now);
        queries.mark(now);
    }

    ServerTotals totals() {
        return new ServerTotals(
                0,
                0,
                connects.sum(),
                failures.sum(),
                queries.queries(),
                queries.answers(),
                queries.timeouts(),
                queries.rescues(),
                connecting.snapshot(),
                queries.latencies());
    }
}
