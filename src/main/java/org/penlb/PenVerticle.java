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
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.penlb.config.Address;
import org.penlb.config.ConfigException;
import org.penlb.config.CountryLookup;
import org.penlb.config.DebugConfig;
import org.penlb.config.PenConfig;
import org.penlb.config.ServerArguments;
import org.penlb.config.ServiceConfig;
import org.penlb.control.Administration;
import org.penlb.control.CommandRunner;
import org.penlb.control.ControlVerticle;
import org.penlb.geoip.GeoDatabase;
import org.penlb.listen.Listener;
import org.penlb.system.ServiceNames;

/**
 * Deploys what a configuration asks for: for each service its listener verticles, and the control port. It starts all of
 * them or none, and undeploying it ends them all.
 */
public final class PenVerticle extends VerticleBase {
    private static final Logger LOG = System.getLogger(PenVerticle.class.getName());

    /**
     * What a Pen asks of the program that it is in.
     *
     * @param debug is told how much is to be logged
     * @param exit ends the program
     * @param settle gives up what only the opening of listeners needed; called once they are open, on a thread that may
     *     wait. What it throws ends the start
     */
    public record Host(Consumer<DebugConfig> debug, Runnable exit, Runnable settle) {
        /** Nobody who could do any of that. */
        public static final Host NONE = new Host(_ -> {}, () -> {}, () -> {});
    }

    private final PenConfig config;
    private final Host host;
    private volatile List<SocketAddress> addresses = List.of();
    private volatile @Nullable GeoDatabase geoip;
    private volatile @Nullable Administration administration;
    private volatile @Nullable CommandRunner runner;

    public PenVerticle(PenConfig config) {
        this(config, Host.NONE);
    }

    public PenVerticle(PenConfig config, Host host) {
        this.config = config;
        this.host = host;
    }

    /**
     * Opens every listener.
     *
     * @return fails with a {@link ConfigException} that names what cannot be started and why
     */
    @Override
    public Future<?> start() {
        return openGeoip(config.geoip()).compose(this::start);
    }

    private Future<?> start(CountryLookup countries) {
        var running =
                new Administration(vertx, config, new ServerArguments(ServiceNames::port), host.debug(), countries);
        var commands = new CommandRunner(vertx, running, host.exit());
        administration = running;
        runner = commands;
        return running.start().compose(opened -> {
            addresses = opened;
            tellAddresses();
            return openControl(running, commands)
                    .compose(_ -> vertx.executeBlocking(Executors.callable(host.settle())))
                    .compose(_ -> running.serve())
                    .recover(e -> stop().transform(_ -> Future.failedFuture(e)));
        });
    }

    private Future<CountryLookup> openGeoip(@Nullable Path file) {
        if (file == null) {
            return Future.succeededFuture(CountryLookup.NONE);
        }
        return vertx.executeBlocking(() -> GeoDatabase.open(file)).map(database -> {
            geoip = database;
            return Objects.requireNonNull(database);
        });
    }

    /**
     * Opens the database of countries anew, if there is one; clients that come in from now on are looked up in the new one.
     *
     * @return fails with a {@link org.penlb.config.ConfigException} that says why the new database cannot be used; the old
     *     one stays in use then
     */
    public Future<Void> reloadGeoip() {
        GeoDatabase database = geoip;
        if (database == null) {
            return Future.succeededFuture();
        }
        return vertx.executeBlocking(() -> {
                    database.reload();
                    return database;
                })
                .mapEmpty();
    }

    private void tellAddresses() {
        for (int i = 0; i < addresses.size(); i++) {
            ServiceConfig service = config.services().get(i);
            LOG.log(
                    Level.INFO,
                    "{0}: clients come in at {1}, at most {2} at a time",
                    service.name(),
                    Address.of(addresses.get(i)),
                    String.valueOf(service.connectionsMax()));
        }
    }

    private Future<?> openControl(Administration running, CommandRunner commands) {
        Address listen = config.control().listen();
        return listen == null
                ? Future.succeededFuture()
                : vertx.deployVerticle(new ControlVerticle(listen, running, commands));
    }

    /** Closes every listener and ends its connections. */
    @Override
    public Future<?> stop() {
        return administration == null ? Future.succeededFuture() : administration.close();
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
     * What HUP asks for: opens the logs anew, and reads the database of countries and the file of commands again. What is
     * wrong with one of them is told, and leaves it as it was.
     */
    public Future<Void> reload() {
        Administration running = administration;
        if (running == null) {
            return Future.succeededFuture();
        }
        Path file = running.config().control().commandFile();
        Future<Void> logs = told("log", running.reopenLogs());
        Future<Void> countries = told("--geoip", reloadGeoip());
        Future<Void> commands =
                file == null ? Future.succeededFuture() : told("nothing is applied", running.include(file));
        return Future.join(logs, countries, commands)
                .<Void>mapEmpty()
                .onSuccess(_ -> LOG.log(Level.INFO, "HUP: everything is read again"))
                .otherwiseEmpty();
    }

    private static Future<Void> told(String what, Future<Void> done) {
        return done.onFailure(e -> LOG.log(Level.ERROR, "HUP: {0}: {1}", what, e.getMessage()));
    }

    /** What USR1 asks for: the status, in its file or in the log. */
    public Future<Void> report() {
        CommandRunner commands = runner;
        if (commands == null) {
            return Future.succeededFuture();
        }
        return commands.report()
                .onSuccess(text -> text.lines().forEach(line -> LOG.log(Level.INFO, line)))
                .<Void>mapEmpty()
                .recover(e -> {
                    LOG.log(Level.ERROR, "{0}", e.getMessage());
                    return Future.succeededFuture();
                });
    }

    /** The listeners in the order of the services, for those who ask about their state. */
    public List<Listener> listeners() {
        return administration == null ? List.of() : administration.listeners();
    }

    /** Where each service listened first, in the order of the services. */
    public List<SocketAddress> addresses() {
        return addresses;
    }
}
