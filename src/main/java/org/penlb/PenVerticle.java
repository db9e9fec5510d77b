package org.penlb;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.SocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;
import org.penlb.admin.Administration;
import org.penlb.admin.ConfigWatch;
import org.penlb.admin.Machine;
import org.penlb.admin.Reloads;
import org.penlb.cluster.ClusterView;
import org.penlb.config.ConfigException;
import org.penlb.config.CountryLookup;
import org.penlb.config.PenConfig;
import org.penlb.config.ServerArguments;
import org.penlb.config.json.ConfigSource;
import org.penlb.control.CommandRunner;
import org.penlb.geoip.Countries;
import org.penlb.listen.Listener;
import org.penlb.service.OpenFiles;
import org.penlb.system.MemoryLimit;
import org.penlb.system.Provisions;
import org.penlb.system.ServiceNames;

/**
 * Deploys what a configuration asks for: for each service its listener verticles, the control port and the page. It starts all of
 * them or none, and undeploying it ends them all.
 */
public final class PenVerticle extends VerticleBase {
    private static final Logger LOG = System.getLogger(PenVerticle.class.getName());

    private HostProgram host = HostProgram.NONE;
    private final Duration watchPeriod;
    private final Countries countries = new Countries();
    private @Nullable ConfigSource source;
    private @Nullable PenConfig config;
    private @Nullable ConfigWatch watch;
    private @Nullable Deployment deployment;
    private volatile List<SocketAddress> addresses = List.of();
    private volatile @Nullable Administration administration;
    private volatile @Nullable CommandRunner runner;
    private @Nullable Sharing sharing;
    private @Nullable SignalAnswers answers;
    private @Nullable Future<Void> end;

    /**
     * For those who deploy it by its name: its configuration is the deployment's, or the file's that vertx-config is told
     * of ({@link ConfigSource#deployed}), which is watched. Of several instances one runs Pen, with an event loop for each
     * of them unless the configuration says how many.
     */
    public PenVerticle() {
        watchPeriod = ConfigWatch.USUAL;
    }

    public PenVerticle(PenConfig config) {
        this(config, HostProgram.NONE);
    }

    public PenVerticle(PenConfig config, HostProgram host) {
        this.config = config;
        this.host = host;
        watchPeriod = ConfigWatch.USUAL;
    }

    /**
     * @param config what was read from the source
     * @param source is looked at from now on: what changes there is applied
     */
    public PenVerticle(PenConfig config, ConfigSource source, HostProgram host) {
        this(config, source, host, ConfigWatch.USUAL);
    }

    /**
     * @param watchPeriod how often the source is looked at
     */
    PenVerticle(PenConfig config, ConfigSource source, HostProgram host, Duration watchPeriod) {
        this.config = config;
        this.source = source;
        this.host = host;
        this.watchPeriod = watchPeriod;
    }

    /**
     * Opens every listener.
     *
     * @return fails with a {@link ConfigException} that names what cannot be started and why
     */
    @Override
    public Future<?> start() {
        PenConfig known = config;
        if (known != null) {
            return start(known);
        }
        host = HostProgram.of(vertx);
        Deployment ours = Deployment.of(vertx, context);
        deployment = ours;
        return ours.isLed() ? ours.started() : ours.lead(readAndStart());
    }

    private Future<?> readAndStart() {
        int eventLoops = context.getInstanceCount() > 1
                ? context.getInstanceCount()
                : MemoryLimit.current().eventLoops();
        ConfigSource deployed = ConfigSource.deployed(config(), Machine.context(eventLoops));
        source = deployed;
        return vertx.executeBlocking(deployed::read)
                .map(Objects::requireNonNull)
                .compose(this::start);
    }

    private Future<?> start(PenConfig read) {
        config = read;
        OpenFiles.provide(read); // while this process may
        Provisions.openSockets();
        return countries.open(vertx, read.geoip()).compose(lookup -> start(read, lookup));
    }

    private Future<?> start(PenConfig read, CountryLookup countries) {
        var running = new Administration(vertx, read, new ServerArguments(ServiceNames::port), host::debug, countries);
        var commands = new CommandRunner(vertx, running, host::exit);
        administration = running;
        runner = commands;
        Sharing shared = Sharing.prepare(vertx, read.cluster(), running);
        sharing = shared;
        var itsAnswers = new SignalAnswers(host, this::reload, this::report, this::ended);
        answers = itsAnswers;
        var doors = new OperatorDoors(vertx, running, commands);
        doors.guard(host.mayCommandAsRoot());
        // What may fail comes before the listeners: nobody comes in to a Pen that does not start.
        return running.prepare()
                .compose(_ -> obeyFile(read, running))
                .compose(_ -> doors.open())
                .compose(_ -> vertx.executeBlocking(Executors.callable(() -> host.rehearse(running.config()))))
                .compose(_ -> host.changesPlace() ? Future.succeededFuture() : running.openLogs())
                .compose(_ -> running.open())
                .compose(opened -> {
                    addresses = opened;
                    watch(running); // what it is made of is out of reach in a jail
                    return vertx.executeBlocking(Executors.callable(() -> host.settle(running.config())));
                })
                .compose(_ -> host.changesPlace() ? running.openLogs() : Future.succeededFuture())
                .compose(_ -> running.serve())
                .map(_ -> {
                    if (shared != null) {
                        shared.begin(running);
                    }
                    itsAnswers.serves();
                    return null;
                })
                .recover(e -> ended().transform(_ -> Future.failedFuture(e)));
    }

    /** A command line has had its file of commands read already; a configuration file names it. */
    private Future<Void> obeyFile(PenConfig read, Administration running) {
        Path file = read.control().commandFile();
        return source == null || file == null
                ? Future.succeededFuture()
                : running.reloads().commandFiles().begin(file);
    }

    private void watch(Administration running) {
        ConfigSource watched = source;
        Path file = watched == null ? null : watched.file();
        if (watched != null && file != null) {
            running.reloads()
                    .readFrom(() -> vertx.executeBlocking(watched::readAgain).map(Objects::requireNonNull));
            watch = new ConfigWatch(vertx, watched, file, watchPeriod, running.reloads());
        }
    }

    /**
     * Opens the database of countries anew, if there is one; clients that come in from now on are looked up in the new one.
     *
     * @return fails with a {@link org.penlb.config.ConfigException} that says why the new database cannot be used; the old
     *     one stays in use then
     */
    public Future<Void> reloadGeoip() {
        return countries.reload();
    }

    /** Closes every listener and ends its connections. Nothing is kept of it: Vert.x itself may keep this for ever. */
    @Override
    public Future<?> stop() {
        Deployment led = deployment;
        if (led != null) {
            led.forget();
        }
        return ended();
    }

    /** The end, however often it is asked for, and from wherever. */
    private synchronized Future<?> ended() {
        Future<?> already = end;
        if (already != null) {
            return already;
        }
        Promise<Void> over = Promise.promise();
        end = over.future();
        letGo().onComplete(over);
        return over.future();
    }

    private Future<Void> letGo() {
        ConfigWatch watched = watch;
        Sharing shared = sharing;
        Administration running = administration;
        SignalAnswers itsAnswers = answers;
        if (itsAnswers != null) {
            itsAnswers.close();
        }
        return (watched == null ? Future.<Void>succeededFuture() : watched.close())
                .<Void>transform(_ -> Future.join(
                                running == null ? Future.succeededFuture() : running.close(),
                                shared == null ? Future.succeededFuture() : shared.close())
                        .mapEmpty())
                .andThen((_, _) -> {
                    administration = null;
                    runner = null;
                    sharing = null;
                    watch = null;
                    source = null;
                    config = null;
                    answers = null;
                    deployment = null;
                });
    }

    /**
     * Stops listening at once and lets open connections go on for a while.
     *
     * @param grace the longest time they get
     * @return complete when the last of them has ended, or when the time is over
     */
    public Future<Void> drain(Duration grace) {
        Administration running = administration;
        if (running == null || grace.isZero()) {
            return Future.succeededFuture();
        }
        Promise<Void> over = Promise.promise();
        long timer = vertx.setTimer(Math.max(1, grace.toMillis()), _ -> over.tryComplete());
        running.drain().onComplete(_ -> {
            vertx.cancelTimer(timer);
            over.tryComplete();
        });
        return over.future();
    }

    /**
     * What HUP asks for: opens the logs anew, reads the database of countries, the configuration, the file of commands and certificates again,
     * and looks up the names of servers. What is wrong with one of them is told, and leaves it as it was.
     */
    public Future<Void> reload() {
        Administration running = administration;
        return running == null ? Future.succeededFuture() : new HangUp(vertx, running, source, countries).obey();
    }

    /** What USR1 asks for: the status, in its file or in the log. */
    public Future<Void> report() {
        CommandRunner commands = runner;
        if (commands == null) {
            return Future.succeededFuture();
        }
        return commands.report()
                .<Void>map(text -> {
                    text.lines().forEach(line -> LOG.log(Level.INFO, line));
                    return null;
                })
                .recover(e -> {
                    LOG.log(Level.ERROR, "{0}", e.getMessage());
                    return Future.succeededFuture();
                });
    }

    /** The listeners in the order of the services, for those who ask about their state. */
    public List<Listener> listeners() {
        return administration == null ? List.of() : administration.listeners();
    }

    /** How the last reading of a changed configuration went; null if there was none yet. */
    public Reloads.@Nullable Outcome lastReload() {
        return administration == null ? null : administration.reloads().last();
    }

    /** How this instance stands to others; null if it is alone, or as long as it has not begun to serve. */
    public @Nullable ClusterView cluster() {
        return administration == null ? null : administration.cluster();
    }

    /** Where each service listened first, in the order of the services. */
    public List<SocketAddress> addresses() {
        return addresses;
    }
}
