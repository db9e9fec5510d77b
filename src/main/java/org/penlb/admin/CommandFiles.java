package org.penlb.admin;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.util.Objects;
import java.util.function.Supplier;
import org.penlb.admin.ReloadOutcomes.Kind;
import org.penlb.config.PenBuilder;
import org.penlb.config.command.CommandFile;
import org.penlb.events.ConfigEvent;
import org.penlb.events.Origin;
import org.penlb.service.NameResolver;

/** Files of commands, each carried out as one change or not at all. */
public final class CommandFiles {
    private static final Logger LOG = System.getLogger(CommandFiles.class.getName());

    private final Vertx vertx;
    private final RunningConfig running;
    private final Turns turns;
    private final ServerNames names;
    private final NameResolver resolver;
    private final ReloadOutcomes outcomes;
    private final Retry retry;

    CommandFiles(
            Vertx vertx,
            RunningConfig running,
            Turns turns,
            ServerNames names,
            NameResolver resolver,
            ReloadOutcomes outcomes,
            Retry.Pauses pauses) {
        this.vertx = vertx;
        this.running = running;
        this.turns = turns;
        this.names = names;
        this.resolver = resolver;
        this.outcomes = outcomes;
        this.retry = new Retry(vertx, pauses);
    }

    /** From now on none is tried again. */
    void stop() {
        retry.stop();
    }

    /**
     * Reads a file of commands for the first service, and carries them out, when its turn has come; again if it cannot be
     * done now, and may be later.
     */
    public Future<Void> include(Path file) {
        Supplier<Future<Void>> ahead = () -> read(file, 0).compose(read -> {
            PenBuilder changed = running.builder(0);
            read.apply(changed);
            return NewNames.known(resolver, running.now(), changed.build());
        });
        Supplier<Future<Void>> task = () -> included(Kind.COMMANDS, Origin.FILE, file, 0);
        return new Asked(retry, turns, ahead, task, new Asked.Listener() {
                    @Override
                    public void refused(Throwable why, boolean again, boolean waiting) {
                        if (again) {
                            Asked.tell(LOG, why); // whoever asked for it has told the first reason
                        }
                        if (waiting) {
                            LOG.log(
                                    Level.WARNING,
                                    "{0} is waiting: its commands are tried again until they can be carried out",
                                    file);
                        }
                        outcomes.refused(Kind.COMMANDS, name(0), why, Origin.FILE, waiting);
                    }

                    @Override
                    public void doneAfterAll() {
                        LOG.log(Level.INFO, "{0}: its commands are carried out", file);
                    }
                })
                .begin();
    }

    /**
     * As {@link #include(Path)} before Pen serves: what the file of commands of a configuration is to change from the start
     * on.
     *
     * @return a failed future with a {@link org.penlb.config.ConfigException} if it cannot be read or carried out
     */
    public Future<Void> begin(Path file) {
        return once(Origin.START, file, 0);
    }

    /** As {@link #include(Path)}, for a service, by somebody whose turn it is; not tried again. */
    public Future<Void> include(Path file, int service) {
        return once(Origin.FILE, file, service);
    }

    private Future<Void> once(Origin origin, Path file, int service) {
        return included(Kind.ONCE, origin, file, service).recover(why -> {
            outcomes.refused(Kind.ONCE, name(service), why, origin, false);
            return Future.failedFuture(why);
        });
    }

    private Future<Void> included(Kind kind, Origin origin, Path file, int service) {
        return read(file, service)
                .compose(read -> running.change(origin, service, read::apply))
                .compose(_ -> {
                    outcomes.applied(kind, new ConfigEvent.Reloaded(name(service), file, origin));
                    return origin == Origin.START ? Future.succeededFuture() : names.lookAgain(service);
                });
    }

    private Future<CommandFile> read(Path file, int service) {
        return vertx.executeBlocking(() -> CommandFile.read(file, running.parser(service)))
                .map(Objects::requireNonNull);
    }

    private String name(int service) {
        return running.now().services().get(service).name();
    }
}
