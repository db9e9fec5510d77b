package org.penlb.admin;

import io.vertx.core.Future;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.penlb.config.PenConfig;
import org.penlb.config.reload.Merge;
import org.penlb.events.Event;

/** Configurations that are read again while Pen runs, and how that went. */
public final class Reloads {
    private static final Logger LOG = System.getLogger(Reloads.class.getName());

    /**
     * How the last one went.
     *
     * @param at when it was read
     * @param ok whether it was applied
     * @param message what is wrong with it, a line for each problem; null if it was applied
     */
    public record Outcome(Instant at, boolean ok, @Nullable String message) {}

    private final Administration pen;
    private final Clock clock;
    /** What was read last and applied, before any command. */
    private volatile PenConfig base;

    private volatile @Nullable Outcome last;

    Reloads(Administration pen, PenConfig first, Clock clock) {
        this.pen = pen;
        this.base = first;
        this.clock = clock;
    }

    /** How the last one went; null if there was none yet. */
    public @Nullable Outcome last() {
        return last;
    }

    /** What a configuration would make of what runs, with what commands have changed. */
    public Merge.Result merged(PenConfig wanted) {
        return Merge.of(base, wanted, pen.config());
    }

    /**
     * Goes on with a configuration that was read again. What commands changed since the last time stays, where the new one
     * says nothing new about it.
     *
     * @return a failed future with a {@link org.penlb.config.ConfigException} if it cannot be applied; nothing has changed
     *     then, and it was told
     */
    public Future<Void> apply(PenConfig wanted) {
        return apply(() -> Future.succeededFuture(wanted));
    }

    /**
     * As {@link #apply(PenConfig)}, of what is read when its turn has come: what was read before something else was applied
     * may be older than that.
     */
    public Future<Void> apply(Supplier<Future<PenConfig>> reading) {
        return pen.inTurn(() -> reading.get().compose(this::carryOut)).onFailure(this::refused);
    }

    private Future<Void> carryOut(PenConfig wanted) {
        Merge.Result merged = merged(wanted);
        return pen.reconfigure(merged.config(), merged.services()).onSuccess(_ -> applied(wanted));
    }

    private void applied(PenConfig wanted) {
        Outcome before = last;
        boolean news = !wanted.equals(base) || (before != null && !before.ok());
        base = wanted;
        if (!news && before == null) {
            return; // a first look at the file, which is as it was at the start
        }
        if (news) {
            LOG.log(Level.INFO, "another configuration is applied");
            pen.config().doubts().forEach(doubt -> LOG.log(Level.WARNING, "{0}", doubt));
            went(null, "another configuration is applied");
        } else {
            last = new Outcome(clock.instant(), true, null);
        }
    }

    /** One could not be read, or not be applied: nothing has changed, and the operator gets to know why. */
    public void refused(Throwable why) {
        String.valueOf(why.getMessage()).lines().forEach(line -> LOG.log(Level.ERROR, "nothing is applied: {0}", line));
        wentNot(null, why);
    }

    /** A file of commands was read and carried out for a service. */
    void included(String service, Path file) {
        went(service, file + " is applied");
    }

    /** A file of commands could not be read, or not be carried out for a service; whoever asked for it is told. */
    void notIncluded(String service, Throwable why) {
        wentNot(service, why);
    }

    private void went(@Nullable String service, String text) {
        last = new Outcome(clock.instant(), true, null);
        pen.events().record(Event.Kind.RELOADED, service, null, text);
    }

    private void wentNot(@Nullable String service, Throwable why) {
        String message = String.valueOf(why.getMessage());
        last = new Outcome(clock.instant(), false, message);
        pen.events().record(Event.Kind.RELOAD_REFUSED, service, null, message);
    }
}
