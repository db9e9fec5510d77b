package org.penlb.health.probe;

import io.vertx.core.Vertx;
import java.net.SocketAddress;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.penlb.health.Probe;
import org.penlb.health.ProbeResult;

/** A single question to a server, apart from its checks: answered, or not within the time. For one event loop. */
final class Inquiry {
    /** A timer that comes so late was not merely delayed by other work. */
    private static final long LATE_NANOS = TimeUnit.MILLISECONDS.toNanos(30);
    /** How long those have who were kept from reading an answer. */
    private static final long CATCH_UP_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

    private final Vertx vertx;
    private final long patience;
    private final Consumer<ProbeResult> told;
    private Probe.@Nullable Asking asking;
    private boolean over;
    private boolean caughtUp;
    private long timer;
    private long dueAt;

    /**
     * @param patience how long an answer is waited for, nanoseconds
     * @param told gets the result, exactly once, perhaps before {@link #begin} returns
     */
    Inquiry(Vertx vertx, long patience, Consumer<ProbeResult> told) {
        this.vertx = vertx;
        this.patience = patience;
        this.told = told;
    }

    void begin(Probe probe, SocketAddress server) {
        after(patience);
        asking = probe.begin(server, patience, this::end);
        if (over) {
            asking.cancel(); // it was told before there was anything to cancel
        }
    }

    private void after(long nanos) {
        dueAt = System.nanoTime() + nanos;
        timer = vertx.setTimer(Math.max(1, TimeUnit.NANOSECONDS.toMillis(nanos)), _ -> isDue());
    }

    /** After a stall an answer that came meanwhile is read first: it may be this machine that stood still. */
    private void isDue() {
        if (!caughtUp && System.nanoTime() - dueAt >= LATE_NANOS) {
            caughtUp = true;
            after(CATCH_UP_NANOS);
        } else {
            end(new ProbeResult.Bad("does not answer within " + TimeUnit.NANOSECONDS.toMillis(patience) + " ms"));
        }
    }

    /** Gives it up: nobody knows. */
    void close() {
        end(ProbeResult.Plain.NOT_ASKED);
    }

    private void end(ProbeResult result) {
        if (!over) {
            over = true;
            vertx.cancelTimer(timer);
            if (asking != null) {
                asking.cancel();
            }
            told.accept(result);
        }
    }
}
