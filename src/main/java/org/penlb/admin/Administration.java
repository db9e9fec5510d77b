package org.penlb.admin;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.net.SocketAddress;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.penlb.config.Address;
import org.penlb.config.ConfigException;
import org.penlb.config.CountryLookup;
import org.penlb.config.DebugConfig;
import org.penlb.config.IpAddress;
import org.penlb.config.PenBuilder;
import org.penlb.config.PenConfig;
import org.penlb.config.Protocol;
import org.penlb.config.ServerArguments;
import org.penlb.config.ServiceConfig;
import org.penlb.config.command.CommandFile;
import org.penlb.config.command.CommandParser;
import org.penlb.config.reload.Merge;
import org.penlb.events.Announcer;
import org.penlb.events.Event;
import org.penlb.events.Events;
import org.penlb.health.probe.HealthChecks;
import org.penlb.listen.Listener;
import org.penlb.listen.Listeners;
import org.penlb.service.NameResolver;
import org.penlb.service.Service;
import org.penlb.service.ServiceLoader;

/**
 * A running Pen as its operators change it. One change is carried out after the other, each as a whole: a configuration
 * that cannot be applied leaves everything as it was.
 */
public final class Administration {
    private final Vertx vertx;
    private final ServerArguments arguments;
    private final ServiceLoader loader;
    private final Logs logs;
    private final CountryLookup countries;
    private final Consumer<DebugConfig> debug;
    private final Listeners listeners;
    private final HealthChecks checks;
    private final Reloads reloads;
    private final Events events = new Events(Clock.systemUTC());

    private volatile PenConfig config;
    private volatile boolean ending;
    /** Nothing is changed before Pen is who and where it is to be. */
    private final Promise<Void> settled = Promise.promise();

    private Future<?> last = settled.future();

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
        this.countries = countries;
        this.vertx = vertx;
        this.config = config;
        this.reloads = new Reloads(this, config, Clock.systemUTC());
        this.arguments = arguments;
        this.debug = debug;
        var resolver = new NameResolver(vertx);
        this.listeners = new Listeners(vertx, resolver, config.relay(), config.eventLoops());
        this.checks = new HealthChecks(vertx, config.relay());
        this.logs = new Logs(vertx);
        this.loader = new ServiceLoader(resolver, countries, events);
        Announcer.announce(vertx, events);
    }

    /**
     * Opens the listener of every service, or none. Clients wait until {@link #serve}.
     *
     * @return where each listens; or a failed future with a {@link ConfigException} that names what cannot be started
     */
    public Future<List<SocketAddress>> start() {
        var addresses = new ArrayList<SocketAddress>();
        Future<Void> started = Future.succeededFuture();
        for (ServiceConfig service : config.services()) {
            started = started.compose(_ -> loader.load(service))
                    .compose(loaded -> {
                        loaded.debug(config.debug());
                        return listeners.open(loaded, service.listen());
                    })
                    .map(address -> {
                        addresses.add(address);
                        return null;
                    });
        }
        config = withoutOrders(config);
        return started.onSuccess(_ -> tellOpened(addresses))
                .map((List<SocketAddress>) addresses)
                .recover(e -> close().transform(_ -> Future.failedFuture(e)));
    }

    private void tellOpened(List<SocketAddress> addresses) {
        for (int i = 0; i < addresses.size(); i++) {
            String name = config.services().get(i).name();
            String text = "clients come in at " + Address.of(addresses.get(i));
            events.record(Event.Kind.SERVICE_OPENED, name, null, text);
        }
    }

    /**
     * Opens the request logs, then lets clients in: after {@link #start}, as whom and where Pen is to live. Commands wait
     * until then.
     *
     * @return a failed future with a {@link ConfigException} if a log cannot be opened
     */
    public Future<Void> serve() {
        return Future.all(services().stream().map(logs::openFor).toList())
                .compose(_ -> listeners.serve())
                .compose(_ -> checks.follow(services()))
                .onSuccess(_ -> settled.complete());
    }

    /** Opens the request logs anew by their names. A log that cannot be opened anew goes on in its old file. */
    public Future<Void> reopenLogs() {
        return inTurn(() -> logs.reopen(services()));
    }

    private List<Service> services() {
        return listeners().stream().map(Listener::service).toList();
    }

    /** What happens here; each event is published on the event bus, too: {@link Announcer}. */
    public Events events() {
        return events;
    }

    /** What runs now. */
    public PenConfig config() {
        return config;
    }

    /** Whether this address may give commands. */
    public boolean mayCommand(IpAddress client) {
        PenConfig now = config;
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
        return arguments;
    }

    public CommandParser parser(int service) {
        return new CommandParser(arguments, config.services().get(service).listen(), config.geoip() != null);
    }

    /** Does something when everything that was asked for before is done, and before anything that is asked for later. */
    public synchronized <T> Future<T> inTurn(Supplier<Future<T>> task) {
        Future<T> next = last.transform(_ -> {
            try {
                return task.get();
            } catch (RuntimeException e) {
                return Future.failedFuture(e);
            }
        });
        last = next;
        return next;
    }

    /** Reads a file of commands for the first service, and carries them out as one change. */
    public Future<Void> include(Path file) {
        return inTurn(() -> include(file, 0));
    }

    /**
     * The same before it serves: what the file of commands of a configuration is to change from the start on.
     *
     * @return a failed future with a {@link ConfigException} if it cannot be read or carried out
     */
    public Future<Void> begin(Path file) {
        return include(file, 0);
    }

    public Future<Void> include(Path file, int service) {
        return vertx.executeBlocking(() -> CommandFile.read(file, parser(service)))
                .map(Objects::requireNonNull)
                .compose(commands -> change(service, commands::apply))
                .onSuccess(_ -> reloads.included(config.services().get(service).name(), file))
                .onFailure(
                        e -> reloads.notIncluded(config.services().get(service).name(), e));
    }

    /**
     * Applies a change of the configuration.
     *
     * @param service which service it is about, an index
     * @return a failed future with a {@link ConfigException} if it cannot be applied; nothing has changed then
     */
    public Future<Void> change(int service, Consumer<PenBuilder> change) {
        PenConfig before = config;
        var pen = new PenBuilder(before, service, arguments);
        change.accept(pen);
        CommandRules.hold(pen.service(), before.services().get(service), affordable(pen.service().protocol));
        PenConfig after = pen.build();
        return reconfigure(after, asTheyRun(after));
    }

    private static List<Merge.Service> asTheyRun(PenConfig config) {
        return config.services().stream()
                .map(service -> new Merge.Service(service, service.name()))
                .toList();
    }

    /** Configurations that are read again. */
    public Reloads reloads() {
        return reloads;
    }

    /**
     * Goes on with another configuration.
     *
     * @param services those of the configuration, in its order
     */
    Future<Void> reconfigure(PenConfig after, List<Merge.Service> services) {
        PenConfig before = config;
        Future<Void> done = after.services().equals(before.services())
                ? Future.succeededFuture()
                : new Reconfiguration(listeners, loader, logs, before, after).apply(services);
        return done.<Void>map(_ -> {
                    ChangeEvents.tell(events, before, after);
                    config = withoutOrders(after);
                    if (!after.debug().equals(before.debug())) {
                        debug.accept(after.debug());
                        services().forEach(each -> each.debug(after.debug()));
                    }
                    return null;
                })
                .compose(_ -> isServing() ? checks.follow(services()) : Future.succeededFuture());
    }

    /** How many clients of a service the limit of open files affords. */
    public int affordable(Protocol protocol) {
        return Service.affordable(protocol, config.eventLoops());
    }

    /** Blacklistings are carried out once. */
    private PenConfig withoutOrders(PenConfig done) {
        return new PenBuilder(done, 0, arguments).build();
    }

    /** Stops listening everywhere, while open connections go on; complete when the last of them has ended. */
    public Future<Void> drain() {
        ending = true;
        for (Service service : services()) {
            events.record(
                    Event.Kind.SERVICE_CLOSED, service.config().name(), null, "no more clients come in: Pen is ending");
        }
        checks.follow(List.of());
        return listeners.drain();
    }

    /** Closes every listener and ends its connections. */
    public Future<Void> close() {
        ending = true;
        return checks.close().eventually(() -> listeners.close()).eventually(() -> logs.close(services()));
    }

    @Nullable
    public Integer indexOf(String service) {
        List<ServiceConfig> services = config.services();
        for (int i = 0; i < services.size(); i++) {
            if (services.get(i).name().equals(service)) {
                return i;
            }
        }
        return null;
    }
}
