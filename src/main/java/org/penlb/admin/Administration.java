package org.penlb.admin;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.net.SocketAddress;
import java.time.Clock;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.penlb.balance.HybridClock;
import org.penlb.cluster.ClusterView;
import org.penlb.cluster.ThisInstance;
import org.penlb.cluster.orders.KnownOrders;
import org.penlb.config.ConfigException;
import org.penlb.config.CountryLookup;
import org.penlb.config.DebugConfig;
import org.penlb.config.IpAddress;
import org.penlb.config.PenConfig;
import org.penlb.config.ServerArguments;
import org.penlb.events.Announcer;
import org.penlb.events.Events;
import org.penlb.events.ServiceEvent;
import org.penlb.health.probe.HealthChecks;
import org.penlb.listen.Listener;
import org.penlb.listen.Listeners;
import org.penlb.service.NameResolver;
import org.penlb.service.Service;
import org.penlb.service.ServiceLoader;

/**
 * A running Pen as a whole: its start and its end, and where those who administer it find its parts. It knows none of those
 * who do: they come one after the other ({@link #inTurn}).
 */
public final class Administration {
    private final CountryLookup countries;
    private final Logs logs;
    private final ServiceLoader loader;
    private final Start start;
    private final Listeners listeners;
    private final HealthChecks checks;
    private final Events events = new Events(Clock.systemUTC());
    /** Nothing is changed before Pen is who and where it is to be. */
    private final Promise<Void> settled = Promise.promise();

    private final Turns turns = new Turns(settled.future());
    private final RunningConfig running;
    private final Reloads reloads;
    private final ServerNames names;
    private final Certificates certificates;

    private volatile @Nullable Supplier<ClusterView> cluster;
    private volatile boolean guarded;
    private volatile boolean ending;
    private volatile boolean closed;

    /**
     * To be made in the context of the verticle that the listeners are to be a part of.
     *
     * @param config what is to run; nothing does yet
     * @param arguments reads addresses that commands name
     * @param debug is told how much is to be logged, whenever that changes
     * @param countries for access lists that speak of countries
     */
    public Administration(
            Vertx vertx,
            PenConfig config,
            ServerArguments arguments,
            Consumer<DebugConfig> debug,
            CountryLookup countries) {
        this(vertx, config, arguments, debug, countries, new NameResolver(vertx), Retry.Pauses.USUAL);
    }

    /**
     * @param resolver finds the addresses of names
     * @param pauses before what could not be read again is tried again
     */
    Administration(
            Vertx vertx,
            PenConfig config,
            ServerArguments arguments,
            Consumer<DebugConfig> debug,
            CountryLookup countries,
            NameResolver resolver,
            Retry.Pauses pauses) {
        this.countries = countries;
        this.listeners = new Listeners(vertx, resolver, config.relay(), config.eventLoops());
        this.checks = new HealthChecks(vertx, config.relay());
        this.logs = new Logs(vertx);
        this.loader = new ServiceLoader(vertx, resolver, countries, events);
        var page = new PageTls(vertx);
        this.running =
                new RunningConfig(vertx, config, arguments, loader, listeners, checks, logs, page, events, debug);
        this.names = new ServerNames(vertx, loader, turns, this::services, this::listenerOf, System::nanoTime);
        this.certificates = new Certificates(vertx, loader, turns, this::services, page, events);
        this.reloads = new Reloads(vertx, running, turns, names, resolver, events, Clock.systemUTC(), pauses);
        this.start = new Start(vertx, running, loader, listeners, logs, events);
        Announcer.announce(vertx, events);
    }

    /**
     * Shares with other instances which client is given which server; to be called before the start.
     *
     * @param versions gives what is decided here its order among what is decided elsewhere
     */
    public void share(HybridClock versions) {
        loader.share(versions);
    }

    /**
     * Prepares and opens everything, as who this process is already.
     *
     * @return where each service listens; or a failed future with a {@link ConfigException} that names what cannot be started
     */
    public Future<List<SocketAddress>> start() {
        return prepare().compose(_ -> openLogs()).compose(_ -> open());
    }

    /**
     * Does all that may fail but the opening: names are looked up, certificates read, addresses tried. There are services from
     * now on, which nobody reaches.
     *
     * @return a failed future with a {@link ConfigException} that names what cannot be started
     */
    public Future<Void> prepare() {
        return start.prepare()
                .<Void>map(_ -> {
                    certificates.tellEngine();
                    return null;
                })
                .recover(this::closed);
    }

    /**
     * Opens the request logs, after {@link #prepare}.
     *
     * @return a failed future with a {@link ConfigException} if one cannot be opened
     */
    public Future<Void> openLogs() {
        return start.openLogs().recover(this::closed);
    }

    /**
     * Opens the listener of every service, or none. Clients wait until {@link #serve}.
     *
     * @return where each listens; or a failed future with a {@link ConfigException} that names what cannot be started
     */
    public Future<List<SocketAddress>> open() {
        return start.open().recover(this::closed);
    }

    private <T> Future<T> closed(Throwable why) {
        return close().transform(_ -> Future.failedFuture(why));
    }

    private @Nullable SocketAddress listenerOf(Service service) {
        return listeners().stream()
                .filter(listener -> listener.service().equals(service))
                .map(Listener::boundAddress)
                .findFirst()
                .orElse(null); // it ends just now
    }

    /** Lets clients in: after {@link #open}, as whom and where Pen is to live. Commands wait until then. */
    public Future<Void> serve() {
        return (closed ? logs.close(services()) : listeners.serve())
                .compose(_ -> closed ? Future.<Void>succeededFuture() : checks.start(services()))
                .map(_ -> {
                    if (!closed) {
                        names.watch();
                        certificates.watch();
                        start.tellServing();
                    }
                    settled.complete();
                    return null;
                });
    }

    /** Opens the request logs anew by their names. What cannot be opened anew is told, goes on in its old file, and is tried again. */
    public Future<Void> reopenLogs() {
        return inTurn(() -> logs.reopen(services()));
    }

    /**
     * What of this instance its part in a cluster is about.
     *
     * @param orders what operators ordered for all instances
     */
    public ThisInstance instance(KnownOrders orders) {
        return new ThisInstance(this::services, events, checks, orders);
    }

    /** From where it is known how this instance stands to others. */
    public void cluster(Supplier<ClusterView> view) {
        cluster = view;
    }

    /** How this instance stands to others; null if it is alone, or as long as it has not begun to serve. */
    public @Nullable ClusterView cluster() {
        Supplier<ClusterView> view = cluster;
        return view == null ? null : view.get();
    }

    /** The services in the order of the configuration. */
    public List<Service> services() {
        return listeners().stream().map(Listener::service).toList();
    }

    /** What happens here; each event is published on the event bus, too: {@link Announcer}. */
    public Events events() {
        return events;
    }

    /** What runs now, and how it is changed by those whose turn it is. */
    public RunningConfig running() {
        return running;
    }

    /** What runs now. */
    public PenConfig config() {
        return running.now();
    }

    /** Configurations that are read again. */
    public Reloads reloads() {
        return reloads;
    }

    /** The names of servers. */
    public ServerNames names() {
        return names;
    }

    /** The files of certificates. */
    public Certificates certificates() {
        return certificates;
    }

    /** Takes no commands of operators, by whichever door, since this is root; to be called before the doors are opened. */
    public void takeNoCommands() {
        guarded = true;
    }

    /** Whether no commands of operators are taken, since this is root. */
    public boolean isGuarded() {
        return guarded;
    }

    /** Which doors stay closed to commands, and what an operator can do about it; null if none that is asked for does. */
    public @Nullable String notice() {
        return guarded ? RootGuard.notice(config()) : null;
    }

    /** What an operator should know of the whole, a sentence each: closed doors, a reload that was refused or waits. */
    public List<String> notices() {
        return Stream.of(notice(), reloads.words()).filter(Objects::nonNull).toList();
    }

    /** Whether this address may give commands. */
    public boolean mayCommand(IpAddress client) {
        PenConfig now = config();
        return now.services().getFirst().accessLists().get(now.control().acl()).permits(client, countries);
    }

    /** Whether clients are let in: neither before the start is over, nor after the end has begun. */
    public boolean isServing() {
        return settled.future().succeeded() && !ending;
    }

    /** The listeners in the order of the services. */
    public List<Listener> listeners() {
        return listeners.all();
    }

    public Service service(int index) {
        return listeners().get(index).service();
    }

    /** Reads addresses that operators name. */
    public ServerArguments arguments() {
        return running.arguments();
    }

    /** Does something when everything that was asked for before is done, and before anything that is asked for later. */
    public <T> Future<T> inTurn(Supplier<Future<T>> task) {
        return turns.take(task);
    }

    /** Stops listening everywhere, while open connections go on; complete when the last of them has ended. */
    public Future<Void> drain() {
        ending = true;
        services()
                .forEach(service ->
                        events.publish(new ServiceEvent.Ending(service.config().name())));
        reloads.stop();
        names.stop();
        certificates.stop();
        checks.stop();
        return listeners.drain();
    }

    /** Closes every listener and ends its connections. */
    public Future<Void> close() {
        ending = true;
        closed = true;
        reloads.stop();
        names.stop();
        certificates.stop();
        return checks.close().eventually(() -> listeners.close()).eventually(() -> logs.close(services()));
    }
}
