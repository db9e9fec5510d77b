package org.penlb.admin;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Clock;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.penlb.admin.ReloadOutcomes.Kind;
import org.penlb.config.PenConfig;
import org.penlb.config.cluster.ClusterConfig;
import org.penlb.config.reload.Merge;
import org.penlb.events.ConfigEvent;
import org.penlb.events.Events;
import org.penlb.events.Origin;
import org.penlb.service.NameResolver;

/** Configurations that are read while Pen runs, and how that went. */
public final class Reloads implements ConfigWatch.Listener {
    private static final Logger LOG = System.getLogger(Reloads.class.getName());

    /**
     * How the last one went.
     *
     * @param at when it was read
     * @param ok whether it was applied
     * @param message what is wrong with it, a line for each problem; null if it was applied
     * @param waiting whether it is tried again by itself, because what is wrong may pass
     */
    public record Outcome(Instant at, boolean ok, @Nullable String message, boolean waiting) {}

    private final RunningConfig running;
    private final Turns turns;
    private final ServerNames names;
    private final NameResolver resolver;
    private final ReloadOutcomes outcomes;
    /** What was read last and applied, before any command. */
    private volatile PenConfig base;

    private volatile @Nullable Supplier<Future<PenConfig>> source;
    private final CommandFiles commandFiles;
    private final Retry configuration;
    private final Retry others;

    /**
     * @param running what runs, as it was configured at first
     * @param pauses before something is tried again
     */
    Reloads(
            Vertx vertx,
            RunningConfig running,
            Turns turns,
            ServerNames names,
            NameResolver resolver,
            Events events,
            Clock clock,
            Retry.Pauses pauses) {
        this.running = running;
        this.turns = turns;
        this.names = names;
        this.resolver = resolver;
        this.outcomes = new ReloadOutcomes(events, clock);
        this.commandFiles = new CommandFiles(vertx, running, turns, names, resolver, outcomes, pauses);
        this.base = running.now();
        this.configuration = new Retry(vertx, pauses);
        this.others = new Retry(vertx, pauses);
    }

    /** How the last one went, or the one that is waiting; null if there was none yet. */
    public @Nullable Outcome last() {
        return outcomes.last();
    }

    /** What is to be known of one that was not applied: that it is waiting, or was refused, and why; null if there is none. */
    public @Nullable String words() {
        return outcomes.words();
    }

    /**
     * Where the configuration is read anew when it is tried again: it may be another one by then.
     *
     * @param reading not for event loops to wait for
     */
    public void readFrom(Supplier<Future<PenConfig>> reading) {
        source = reading;
    }

    /** What is read in the same way, and tells of itself in the same place. */
    public CommandFiles commandFiles() {
        return commandFiles;
    }

    /** From now on nothing is tried again. */
    void stop() {
        configuration.stop();
        commandFiles.stop();
        others.stop();
    }

    /** What a configuration would make of what runs, with what commands have changed. */
    public Merge.Result merged(PenConfig wanted) {
        return Merge.of(base, wanted, running.now());
    }

    /**
     * Goes on with a configuration that was read again. What commands changed since the last time stays, where the new one
     * says nothing new about it.
     *
     * @return a failed future with a {@link org.penlb.config.ConfigException} if it cannot be applied; nothing has changed
     *     then, and it was told
     */
    public Future<Void> apply(PenConfig wanted) {
        var first = new AtomicBoolean(true);
        return apply(() -> {
            Supplier<Future<PenConfig>> anew = source;
            return first.getAndSet(false) || anew == null ? Future.succeededFuture(wanted) : anew.get();
        });
    }

    /**
     * As {@link #apply(PenConfig)}, of what is read when its turn has come: what was read before something else was applied
     * may be older than that.
     */
    public Future<Void> apply(Supplier<Future<PenConfig>> reading) {
        return asked(reading).begin();
    }

    private Asked asked(Supplier<Future<PenConfig>> reading) {
        Supplier<Future<Void>> ahead = () -> reading.get().compose(this::namesOf);
        return new Asked(
                configuration, turns, ahead, () -> reading.get().compose(this::carryOut), new Asked.Listener() {
                    @Override
                    public void refused(Throwable why, boolean again, boolean waiting) {
                        Asked.tell(LOG, why);
                        if (waiting) {
                            LOG.log(
                                    Level.WARNING,
                                    "the configuration is waiting: it is tried again until it can be applied, or has changed");
                        }
                        outcomes.refused(Kind.CONFIGURATION, null, why, Origin.FILE, waiting);
                    }

                    @Override
                    public void doneAfterAll() {
                        // that it is applied has been said
                    }
                });
    }

    private Future<Void> namesOf(PenConfig wanted) {
        return NewNames.known(resolver, running.now(), wanted);
    }

    private Future<Void> carryOut(PenConfig wanted) {
        Merge.Result merged = merged(wanted);
        return running.change(Origin.FILE, merged.config(), merged.services()).compose(_ -> {
            applied(wanted);
            return names.lookAgainNow();
        });
    }

    private void applied(PenConfig wanted) {
        Outcome before = outcomes.lastOf(Kind.CONFIGURATION);
        boolean news = !wanted.equals(base) || (before != null && !before.ok());
        PenConfig old = base;
        base = wanted;
        if (!news && before == null) {
            return; // a first look at the file, which is as it was at the start
        }
        if (news) {
            LOG.log(Level.INFO, "another configuration is applied");
            if (findsOthersElsewhere(old, wanted)) {
                LOG.log(Level.INFO, "cluster: other instances are looked for there from the next start on");
            }
            running.now().doubts().forEach(doubt -> LOG.log(Level.WARNING, "{0}", doubt));
        }
        outcomes.applied(Kind.CONFIGURATION, news ? new ConfigEvent.Reloaded(null, null, Origin.FILE) : null);
    }

    private static boolean findsOthersElsewhere(PenConfig before, PenConfig after) {
        ClusterConfig old = before.cluster();
        ClusterConfig now = after.cluster();
        return old != null && now != null && !old.discovery().equals(now.discovery());
    }

    @Override
    public void changed(PenConfig wanted) {
        apply(wanted);
    }

    /** One could not be read: nothing has changed, and the operator gets to know why. */
    @Override
    public void wrong(Throwable why) {
        asked(() -> {
                    Supplier<Future<PenConfig>> anew = source;
                    return anew == null ? Future.failedFuture(why) : anew.get();
                })
                .refused(why);
    }

    /**
     * Reads something else again, when its turn has come; again if it cannot be read now, and may be later.
     *
     * @param what messages call it
     */
    public Future<Void> readAgain(String what, Supplier<Future<Void>> reading) {
        return new Asked(others, turns, Future::succeededFuture, reading, new Asked.Listener() {
                    @Override
                    public void refused(Throwable why, boolean again, boolean waiting) {
                        if (again) {
                            LOG.log(Level.ERROR, "{0}: {1}", what, why.getMessage());
                        }
                        if (waiting) {
                            LOG.log(Level.WARNING, "{0} is tried again until it can be read", what);
                        }
                    }

                    @Override
                    public void doneAfterAll() {
                        LOG.log(Level.INFO, "{0}: it is read again", what);
                    }
                })
                .begin();
    }
}
