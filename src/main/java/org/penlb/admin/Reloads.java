package org.penlb.admin;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.penlb.config.PenConfig;
import org.penlb.config.cluster.ClusterConfig;
import org.penlb.config.command.CommandFile;
import org.penlb.config.reload.Merge;
import org.penlb.events.ConfigEvent;
import org.penlb.events.Events;
import org.penlb.events.Origin;

/** Configurations and files of commands that are read while Pen runs, and how that went. */
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

    private final Vertx vertx;
    private final RunningConfig running;
    private final Turns turns;
    private final ServerNames names;
    private final Events events;
    private final Clock clock;
    /** What was read last and applied, before any command. */
    private volatile PenConfig base;

    private volatile @Nullable Outcome last;

    /**
     * @param running what runs, as it was configured at first
     */
    Reloads(Vertx vertx, RunningConfig running, Turns turns, ServerNames names, Events events, Clock clock) {
        this.vertx = vertx;
        this.running = running;
        this.turns = turns;
        this.names = names;
        this.events = events;
        this.clock = clock;
        this.base = running.now();
    }

    /** How the last one went; null if there was none yet. */
    public @Nullable Outcome last() {
        return last;
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
        return apply(() -> Future.succeededFuture(wanted));
    }

    /**
     * As {@link #apply(PenConfig)}, of what is read when its turn has come: what was read before something else was applied
     * may be older than that.
     */
    public Future<Void> apply(Supplier<Future<PenConfig>> reading) {
        return turns.take(() -> reading.get().compose(this::carryOut)).onFailure(this::refused);
    }

    private Future<Void> carryOut(PenConfig wanted) {
        Merge.Result merged = merged(wanted);
        return running.change(Origin.FILE, merged.config(), merged.services())
                .onSuccess(_ -> applied(wanted))
                .compose(_ -> names.lookAgainNow());
    }

    private void applied(PenConfig wanted) {
        Outcome before = last;
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
            went(new ConfigEvent.Reloaded(null, null, Origin.FILE));
        } else {
            last = new Outcome(clock.instant(), true, null);
        }
    }

    private static boolean findsOthersElsewhere(PenConfig before, PenConfig after) {
        ClusterConfig old = before.cluster();
        ClusterConfig now = after.cluster();
        return old != null && now != null && !old.discovery().equals(now.discovery());
    }

    /** One could not be read, or not be applied: nothing has changed, and the operator gets to know why. */
    public void refused(Throwable why) {
        String.valueOf(why.getMessage()).lines().forEach(line -> LOG.log(Level.ERROR, "nothing is applied: {0}", line));
        wentNot(null, why, Origin.FILE);
    }

    /** Reads a file of commands for the first service, and carries them out as one change, when its turn has come. */
    public Future<Void> include(Path file) {
        return turns.take(() -> include(file, 0));
    }

    /**
     * As {@link #include(Path)} before Pen serves: what the file of commands of a configuration is to change from the start
     * on.
     *
     * @return a failed future with a {@link org.penlb.config.ConfigException} if it cannot be read or carried out
     */
    public Future<Void> begin(Path file) {
        return include(Origin.START, file, 0);
    }

    /** As {@link #include(Path)}, for a service, by somebody whose turn it is. */
    public Future<Void> include(Path file, int service) {
        return include(Origin.FILE, file, service).compose(_ -> names.lookAgain(service));
    }

    private Future<Void> include(Origin origin, Path file, int service) {
        return vertx.executeBlocking(() -> CommandFile.read(file, running.parser(service)))
                .map(Objects::requireNonNull)
                .compose(commands -> running.change(origin, service, commands::apply))
                .onSuccess(_ -> went(new ConfigEvent.Reloaded(name(service), file, origin)))
                .onFailure(e -> wentNot(name(service), e, origin));
    }

    private String name(int service) {
        return running.now().services().get(service).name();
    }

    private void went(ConfigEvent.Reloaded reloaded) {
        last = new Outcome(clock.instant(), true, null);
        events.publish(reloaded);
    }

    private void wentNot(@Nullable String service, Throwable why, Origin origin) {
        String message = String.valueOf(why.getMessage());
        last = new Outcome(clock.instant(), false, message);
        events.publish(new ConfigEvent.ReloadRefused(service, message, origin));
    }
}
