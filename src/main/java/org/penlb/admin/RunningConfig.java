package org.penlb.admin;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.penlb.config.ConfigException;
import org.penlb.config.DebugConfig;
import org.penlb.config.PenBuilder;
import org.penlb.config.PenConfig;
import org.penlb.config.Protocol;
import org.penlb.config.ServerArguments;
import org.penlb.config.ServiceConfig;
import org.penlb.config.command.Changes;
import org.penlb.config.command.Command;
import org.penlb.config.command.CommandParser;
import org.penlb.config.command.ServiceCommand;
import org.penlb.config.reload.Merge;
import org.penlb.events.Events;
import org.penlb.events.Origin;
import org.penlb.health.probe.HealthChecks;
import org.penlb.listen.Listener;
import org.penlb.listen.Listeners;
import org.penlb.service.OpenFiles;
import org.penlb.service.Service;
import org.penlb.service.ServiceLoader;

/**
 * What runs now, and how it is changed: each change as a whole, or not at all. Whoever changes something waits for his turn
 * first.
 */
public final class RunningConfig {
    private final ServerArguments arguments;
    private final Vertx vertx;
    private final ServiceLoader loader;
    private final Listeners listeners;
    private final HealthChecks checks;
    private final Logs logs;
    private final PageTls page;
    private final Events events;
    private final Consumer<DebugConfig> debug;

    private volatile PenConfig now;
    private volatile ChangeListener listener = (_, _, _, _) -> {};

    /**
     * @param first what is to run; nothing does yet
     * @param arguments reads addresses that commands name
     * @param debug is told how much is to be logged, whenever that changes
     */
    RunningConfig(
            Vertx vertx,
            PenConfig first,
            ServerArguments arguments,
            ServiceLoader loader,
            Listeners listeners,
            HealthChecks checks,
            Logs logs,
            PageTls page,
            Events events,
            Consumer<DebugConfig> debug) {
        this.vertx = vertx;
        this.now = first;
        this.arguments = arguments;
        this.loader = loader;
        this.listeners = listeners;
        this.checks = checks;
        this.logs = logs;
        this.page = page;
        this.events = events;
        this.debug = debug;
    }

    /** What runs now. */
    public PenConfig now() {
        return now;
    }

    /** What runs now, to be read in the form that commands change. */
    public PenBuilder builder(int service) {
        return new PenBuilder(now, service, arguments);
    }

    /** Who is told of each change from now on. */
    public void listener(ChangeListener newListener) {
        listener = newListener;
    }

    /** Reads addresses that operators name. */
    ServerArguments arguments() {
        return arguments;
    }

    /** Reads commands for a service. */
    public CommandParser parser(int service) {
        return new CommandParser(arguments, now.services().get(service).listen(), now.geoip() != null);
    }

    /** The index of the service of this name, or null if it is not there. */
    @Nullable
    public Integer indexOf(String service) {
        List<ServiceConfig> services = now.services();
        for (int i = 0; i < services.size(); i++) {
            if (services.get(i).name().equals(service)) {
                return i;
            }
        }
        return null;
    }

    List<Service> services() {
        return listeners.all().stream().map(Listener::service).toList();
    }

    /** How many clients of a service the limits of open files and of memory afford. */
    public int affordable(Protocol protocol) {
        return new OpenFiles().clients(protocol, now.eventLoops());
    }

    /** Everything that was to be done once, such as to leave a server alone, is done. */
    void ordersAreDone() {
        now = withoutOrders(now);
    }

    private PenConfig withoutOrders(PenConfig done) {
        return new PenBuilder(done, 0, arguments).build();
    }

    /**
     * Applies a change.
     *
     * @param origin who asked for it
     * @param service which service it is about, an index
     * @return a failed future with a {@link ConfigException} if it cannot be applied; nothing has changed then
     */
    public Future<Void> change(Origin origin, int service, Consumer<PenBuilder> change) {
        return change(origin, service, change, null);
    }

    /** As {@link #change(Origin, int, Consumer)}, for a command. */
    public Future<Void> change(Origin origin, int service, Command.Change command) {
        String name = now.services().get(service).name();
        return change(origin, service, pen -> Changes.apply(command, pen), new ServiceCommand(name, command));
    }

    private Future<Void> change(
            Origin origin, int service, Consumer<PenBuilder> change, @Nullable ServiceCommand asked) {
        PenConfig before = now;
        var pen = new PenBuilder(before, service, arguments);
        change.accept(pen);
        int most = new OpenFiles().most(pen.service().protocol, before.eventLoops());
        CommandRules.hold(pen.service(), before.services().get(service), most);
        PenConfig after = pen.build();
        return change(origin, after, asTheyRun(after), asked);
    }

    private static List<Merge.Service> asTheyRun(PenConfig config) {
        return config.services().stream()
                .map(service -> new Merge.Service(service, service.name()))
                .toList();
    }

    /**
     * Goes on with another configuration.
     *
     * @param origin who asked for it
     * @param services those of the configuration, in its order
     */
    Future<Void> change(Origin origin, PenConfig after, List<Merge.Service> services) {
        return change(origin, after, services, null);
    }

    private Future<Void> change(
            Origin origin, PenConfig after, List<Merge.Service> services, @Nullable ServiceCommand asked) {
        PenConfig before = now;
        return page.change(after.web().tls())
                .compose(ready -> apply(before, after, services)
                        .andThen((_, why) -> (why == null ? ready.commit() : ready.discard()).run()))
                .<Void>map(_ -> {
                    ChangeEvents.tell(events, origin, before, after);
                    now = withoutOrders(after);
                    if (!after.debug().equals(before.debug())) {
                        debug.accept(after.debug());
                        services().forEach(each -> each.debug(after.debug()));
                    }
                    listener.changed(origin, before, after, asked);
                    return null;
                })
                .compose(_ -> checks.follow(services()));
    }

    private Future<Void> apply(PenConfig before, PenConfig after, List<Merge.Service> services) {
        return after.services().equals(before.services())
                ? Future.succeededFuture()
                : new Reconfiguration(vertx, listeners, loader, logs, before, after).apply(services);
    }
}
