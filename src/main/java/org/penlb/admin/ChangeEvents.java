package org.penlb.admin;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.penlb.config.AdminState;
import org.penlb.config.PenConfig;
import org.penlb.config.Selection;
import org.penlb.config.ServerConfig;
import org.penlb.config.ServiceConfig;
import org.penlb.config.ServiceConfig.Blacklisting;
import org.penlb.events.Event;
import org.penlb.events.Events;

/** Tells as events what a change of the configuration was about. Who asked for it is not known here. */
final class ChangeEvents {
    /** Of more changes than these to the servers of a service only their number is told. */
    static final int MOST_SERVERS = 20;

    private static final Map<String, Function<ServiceConfig, @Nullable Object>> SETTINGS = new LinkedHashMap<>();

    static {
        SETTINGS.put("selection", service -> words(service.selection()));
        SETTINGS.put("clients_max", ServiceConfig::clientsMax);
        SETTINGS.put("tracking", service -> seconds(service.tracking()));
        SETTINGS.put("blacklist", service -> seconds(service.blacklist()));
        SETTINGS.put("conn_max", ServiceConfig::connectionsMax);
        SETTINGS.put("client_acl", ServiceConfig::clientAcl);
        SETTINGS.put("log", ServiceConfig::log);
        SETTINGS.put("web_stats", ServiceConfig::statusFile);
    }

    private final Events events;

    private ChangeEvents(Events events) {
        this.events = events;
    }

    /**
     * Tells what changed.
     *
     * @param after what runs now, with the orders that were carried out
     */
    static void tell(Events events, PenConfig before, PenConfig after) {
        var telling = new ChangeEvents(events);
        Map<String, ServiceConfig> old = new LinkedHashMap<>();
        before.services().forEach(service -> old.put(service.name(), service));
        for (ServiceConfig service : after.services()) {
            ServiceConfig was = old.remove(service.name());
            if (was == null) {
                telling.opened(service);
            } else if (!was.equals(service)) {
                telling.changed(was, service);
            }
        }
        old.values().forEach(telling::closed);
        if (!before.debug().equals(after.debug())) {
            events.record(Event.Kind.COMMAND, null, null, "debug is changed");
        }
    }

    private void opened(ServiceConfig service) {
        events.record(Event.Kind.SERVICE_OPENED, service.name(), null, "clients come in at " + service.listen());
    }

    private void closed(ServiceConfig service) {
        events.record(
                Event.Kind.SERVICE_CLOSED, service.name(), null, "no more clients come in at " + service.listen());
    }

    private void changed(ServiceConfig before, ServiceConfig after) {
        if (!before.listen().equals(after.listen())) {
            String text = "clients come in at " + after.listen() + ", no longer at " + before.listen();
            events.record(Event.Kind.SERVICE_OPENED, after.name(), null, text);
        }
        Map<String, String> servers = servers(before, after);
        if (servers.size() <= MOST_SERVERS) {
            servers.forEach((server, text) -> events.record(Event.Kind.SERVER_CHANGED, after.name(), server, text));
        } else {
            events.record(Event.Kind.SERVER_CHANGED, after.name(), null, servers.size() + " servers are changed");
        }
        List<String> settings = settings(before, after);
        if (!settings.isEmpty()) {
            events.record(Event.Kind.COMMAND, after.name(), null, "changed: " + String.join(", ", settings));
        }
    }

    /** By address what became of each server that is not as it was. */
    private static Map<String, String> servers(ServiceConfig before, ServiceConfig after) {
        Map<String, String> changes = new LinkedHashMap<>();
        int most = Math.max(before.servers().size(), after.servers().size());
        for (int i = 0; i < most; i++) {
            note(changes, at(before, i), at(after, i));
        }
        note(changes, or(before.emergency()), or(after.emergency()));
        note(changes, or(before.abuse()), or(after.abuse()));
        for (Blacklisting order : after.blacklistings()) {
            String text = order.duration().isZero()
                    ? "the operator ends its blacklisting"
                    : "left alone for " + seconds(order.duration()) + " by the operator";
            add(changes, at(after, order.server()), text);
        }
        return changes;
    }

    private static ServerConfig at(ServiceConfig service, int index) {
        return index < service.servers().size() ? service.servers().get(index) : ServerConfig.NONE;
    }

    private static ServerConfig or(@Nullable ServerConfig server) {
        return server == null ? ServerConfig.NONE : server;
    }

    private static void note(Map<String, String> changes, ServerConfig before, ServerConfig after) {
        if (before.equals(after)) {
            return;
        }
        boolean was = before.state() != AdminState.REMOVED;
        boolean is = after.state() != AdminState.REMOVED;
        if (was && !is) {
            add(changes, before, "removed");
        } else if (is && !was) {
            add(changes, after, "added");
        } else if (is) {
            var texts = new ArrayList<String>();
            if (before.state() != after.state()) {
                texts.add(after.state() == AdminState.UP ? "takes clients" : "draining");
            }
            differs(texts, "address", before.address(), after.address());
            differs(texts, "weight", before.weight(), after.weight());
            differs(texts, "prio", before.prio(), after.prio());
            differs(texts, "max", before.max(), after.max());
            differs(texts, "hard", before.hard(), after.hard());
            differs(texts, "acl", before.acl(), after.acl());
            add(changes, after, String.join(", ", texts));
        }
    }

    /** Several servers may have the same address. */
    private static void add(Map<String, String> changes, ServerConfig server, String text) {
        changes.merge(server.address().toString(), text, (one, other) -> one + "; " + other);
    }

    private static void differs(List<String> texts, String name, @Nullable Object before, @Nullable Object after) {
        if (!Objects.equals(before, after)) {
            texts.add(name + " " + after + " (was " + before + ")");
        }
    }

    private static List<String> settings(ServiceConfig before, ServiceConfig after) {
        var changed = new ArrayList<String>();
        SETTINGS.forEach((name, value) -> {
            if (!Objects.equals(value.apply(before), value.apply(after))) {
                changed.add(name + " " + Objects.requireNonNullElse(value.apply(after), "none"));
            }
        });
        name(changed, "access lists", before.accessLists(), after.accessLists());
        name(changed, "how connections are made", before.stream(), after.stream());
        name(changed, "how datagrams are relayed", before.datagrams(), after.datagrams());
        name(changed, "how queries are balanced", before.dns(), after.dns());
        return changed;
    }

    private static void name(List<String> changed, String name, Object before, Object after) {
        if (!before.equals(after)) {
            changed.add(name);
        }
    }

    private static String words(Selection selection) {
        return String.join(" ", selection.words());
    }

    private static String seconds(Duration duration) {
        return duration.toSeconds() + " s";
    }
}
