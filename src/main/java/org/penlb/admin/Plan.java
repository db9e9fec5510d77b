package org.penlb.admin;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.penlb.config.Address;
import org.penlb.config.AdminState;
import org.penlb.config.ConfigException;
import org.penlb.config.PenConfig;
import org.penlb.config.Route;
import org.penlb.config.Selection;
import org.penlb.config.ServerConfig;
import org.penlb.config.ServiceConfig;
import org.penlb.config.json.ConfigContext;
import org.penlb.config.json.JsonConfig;
import org.penlb.config.json.JsonDifference;
import org.penlb.config.json.JsonDifference.Change;
import org.penlb.config.reload.Merge;
import org.penlb.service.Service;

/** What a configuration would change if it were read now, in a line for each change; carrying it out is somebody else's. */
public final class Plan {
    /** What each line of a plan begins with if the configuration cannot be read, or not be had while Pen runs. */
    public static final String REFUSED = "cannot be applied: ";

    private final PenConfig running;
    private final PenConfig wanted;
    private final Merge.Result merged;
    private final List<Service> services;
    private final ConfigContext context;
    private final List<String> lines = new ArrayList<>();

    private Plan(
            PenConfig running, PenConfig wanted, Merge.Result merged, List<Service> services, ConfigContext context) {
        this.running = running;
        this.wanted = wanted;
        this.merged = merged;
        this.services = services;
        this.context = context;
    }

    /**
     * @param services those that run, in the order of the configuration
     * @param wanted what was read
     * @param merged what it makes of what runs
     */
    public static List<String> of(
            PenConfig running, List<Service> services, PenConfig wanted, Merge.Result merged, ConfigContext context) {
        var plan = new Plan(running, wanted, merged, services, context);
        plan.write();
        return plan.lines;
    }

    /** The plan for a configuration that cannot be used, a line for each problem. */
    public static String refused(ConfigException wrong) {
        return String.valueOf(wrong.getMessage())
                .lines()
                .map(line -> REFUSED + line + "\n")
                .collect(Collectors.joining());
    }

    private void write() {
        changes("", JsonDifference.between(whole(running), whole(merged.config())));
        if (!Objects.equals(running.web().token(), merged.config().web().token())) {
            lines.add("web.token: another one");
        }
        for (int i = 0; i < merged.services().size(); i++) {
            service(i);
        }
        removed();
        if (lines.isEmpty()) {
            lines.add("nothing would change");
        }
        keptForPen();
        merged.config().doubts().forEach(doubt -> lines.add("warning: " + doubt));
    }

    private void service(int index) {
        Merge.Service service = merged.services().get(index);
        ServiceConfig after = service.config();
        String place = "service " + after.name() + ": ";
        String runsAs = service.runsAs();
        if (runsAs == null) {
            String where = after.routing() instanceof Route ? "route" : "listens at " + after.listen();
            lines.add(place + "new, " + where + ", " + servers(after));
            return;
        }
        int now = indexOf(running, runsAs);
        ServiceConfig before = running.services().get(now);
        changes(place, JsonDifference.between(json(running, now), json(merged.config(), index)));
        if (!before.equals(after)
                && (before.selection().tracked() || after.selection().tracked())) {
            lines.add(place + MovingClients.of(services.get(now).balancer(), before, after));
        }
    }

    private static String servers(ServiceConfig service) {
        long count = service.servers().stream()
                .filter(server -> server.state() != AdminState.REMOVED)
                .count();
        return count + (count == 1 ? " server" : " servers");
    }

    private void removed() {
        for (int i = 0; i < running.services().size(); i++) {
            String name = running.services().get(i).name();
            if (merged.services().stream().noneMatch(service -> name.equals(service.runsAs()))) {
                int open = services.get(i).openConnections();
                lines.add("service " + name + ": removed" + (open == 0 ? "" : "; its " + open + " clients go on"));
            }
        }
    }

    private void changes(String place, List<Change> changes) {
        for (Change change : changes) {
            lines.add(place + said(change));
        }
    }

    private static String said(Change change) {
        if (change.isNewServer()) {
            return change.place() + ": new";
        }
        if (change.isLostServer()) {
            return change.place() + ": removed; its connections go on";
        }
        return change.place() + ": " + Change.shown(change.before()) + " -> " + Change.shown(change.after());
    }

    /** What commands have made of it, and the file does not say anew. */
    private void keptForPen() {
        UnaryOperator<String> kept = place -> "kept as commands have made it: " + place;
        keep(kept, JsonDifference.between(whole(wanted), whole(merged.config())));
        for (int i = 0; i < merged.services().size(); i++) {
            String place = "service " + merged.services().get(i).config().name() + ": ";
            keep(text -> kept.apply(place + text), JsonDifference.between(json(wanted, i), json(merged.config(), i)));
            keepOrder(
                    text -> "kept: " + place + text,
                    wanted.services().get(i),
                    merged.services().get(i).config());
        }
    }

    /** Servers keep their numbers, in whatever order the file names them now; where the first one serves, that matters. */
    private void keepOrder(UnaryOperator<String> kept, ServiceConfig said, ServiceConfig runs) {
        List<Address> order = addresses(said);
        List<Address> numbers = addresses(runs);
        order.retainAll(numbers);
        numbers.retainAll(order);
        if (runs.selection().has(Selection.Flag.FIRST) && !order.equals(numbers)) {
            lines.add(kept.apply("servers: their order, since they keep their numbers until a restart"));
        }
    }

    private static List<Address> addresses(ServiceConfig service) {
        return service.servers().stream()
                .filter(server -> server.state() != AdminState.REMOVED)
                .map(ServerConfig::address)
                .collect(Collectors.toCollection(ArrayList::new));
    }

    private void keep(UnaryOperator<String> kept, List<Change> changes) {
        for (Change change : changes) {
            String value = change.isNewServer()
                    ? "there"
                    : change.isLostServer()
                            ? "not there"
                            : Change.shown(change.after()) + " (the file: " + Change.shown(change.before()) + ")";
            lines.add(kept.apply(change.place() + ": " + value));
        }
    }

    private static int indexOf(PenConfig config, @Nullable String name) {
        for (int i = 0; i < config.services().size(); i++) {
            if (config.services().get(i).name().equals(name)) {
                return i;
            }
        }
        throw new IllegalStateException("no service " + name);
    }

    private JsonObject json(PenConfig config, int service) {
        ServiceConfig wanted = config.services().get(service);
        Route route = wanted.routing() instanceof Route here ? here : null;
        int listening = 0;
        int place = 0;
        for (ServiceConfig each : config.services().subList(0, service)) {
            boolean listens = !(each.routing() instanceof Route);
            listening += listens ? 1 : 0;
            place = listens ? 0 : place + 1;
        }
        JsonArray services = JsonConfig.write(config, context).getJsonArray("services");
        if (route != null) {
            return services.getJsonObject(listening - 1).getJsonArray("routes").getJsonObject(place);
        }
        JsonObject json = services.getJsonObject(listening);
        json.remove("routes"); // each has lines of its own
        return json;
    }

    private JsonObject whole(PenConfig config) {
        JsonObject json = JsonConfig.write(config, context);
        json.remove("services");
        return json;
    }
}
