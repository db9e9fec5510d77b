package org.penlb.admin;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.StringJoiner;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.penlb.config.Address;
import org.penlb.config.AdminState;
import org.penlb.config.Forwarding;
import org.penlb.config.PenConfig;
import org.penlb.config.ProxyProtocol;
import org.penlb.config.Route;
import org.penlb.config.Routing;
import org.penlb.config.Selection;
import org.penlb.config.ServerConfig;
import org.penlb.config.ServiceBuilder;
import org.penlb.config.ServiceConfig;
import org.penlb.config.ServiceConfig.Blacklisting;
import org.penlb.config.StreamOptions;
import org.penlb.config.tls.ServerTls;
import org.penlb.events.ConfigEvent;
import org.penlb.events.Events;
import org.penlb.events.Origin;
import org.penlb.events.ServerChange;
import org.penlb.events.ServerEvent;
import org.penlb.events.ServiceEvent;

/** Tells as events what a change of the configuration was about. */
final class ChangeEvents {
    /** Of more changes than these to the servers of a service only their number is told. */
    static final int MOST_SERVERS = 20;

    private static final String ACCESS_LISTS = "access lists";
    private static final String CONNECTIONS = "how connections are made";
    private static final String HTTP = "what servers of HTTP are told";
    /** What a route follows another service in, where it is told. */
    private static final Set<String> FOLLOWED = Set.of("conn_max", "client_acl", ACCESS_LISTS, CONNECTIONS, HTTP);

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
        SETTINGS.put("v6only", service -> service.listener().v6only());
        SETTINGS.put(
                "hello_timeout",
                service ->
                        service.routing() instanceof Routing.Routed(var timeout) ? timeout.toMillis() + " ms" : null);
    }

    private final Events events;
    private final Origin origin;

    private ChangeEvents(Events events, Origin origin) {
        this.events = events;
        this.origin = origin;
    }

    /**
     * Tells what changed.
     *
     * @param origin who asked for it
     * @param after what runs now, with the orders that were carried out
     */
    static void tell(Events events, Origin origin, PenConfig before, PenConfig after) {
        var telling = new ChangeEvents(events, origin);
        Map<String, ServiceConfig> old = new LinkedHashMap<>();
        before.services().forEach(service -> old.put(service.name(), service));
        for (ServiceConfig service : after.services()) {
            ServiceConfig was = old.remove(service.name());
            if (was == null) {
                telling.opened(service, null);
            } else if (!was.equals(service)) {
                telling.changed(was, service);
            }
        }
        old.values().forEach(telling::closed);
        if (!before.debug().equals(after.debug())) {
            events.publish(new ConfigEvent.DebugChanged(origin));
        }
    }

    private void opened(ServiceConfig service, @Nullable Address before) {
        events.publish(new ServiceEvent.Opened(service.name(), service.listen(), before, origin));
    }

    private void closed(ServiceConfig service) {
        events.publish(new ServiceEvent.Closed(service.name(), service.listen(), origin));
    }

    private void changed(ServiceConfig before, ServiceConfig after) {
        if (!before.listen().equals(after.listen())) {
            opened(after, before.listen());
        }
        Map<Address, List<ServerChange>> servers = servers(before, after);
        if (servers.size() <= MOST_SERVERS) {
            servers.forEach((server, changes) ->
                    events.publish(new ServerEvent.Changed(after.name(), server, changes, origin)));
        } else {
            events.publish(new ServiceEvent.ServersChanged(after.name(), servers.size(), origin));
        }
        List<ConfigEvent.Setting> settings = settings(before, after).stream()
                .filter(setting -> !(after.routing() instanceof Route) || !FOLLOWED.contains(setting.name()))
                .toList();
        if (!settings.isEmpty()) {
            events.publish(new ConfigEvent.SettingsChanged(after.name(), settings, origin));
        }
    }

    /** By address what became of each server that is not as it was. */
    private static Map<Address, List<ServerChange>> servers(ServiceConfig before, ServiceConfig after) {
        Map<Address, List<ServerChange>> changes = new LinkedHashMap<>();
        int most = Math.max(before.servers().size(), after.servers().size());
        for (int i = 0; i < most; i++) {
            note(changes, at(before, i), at(after, i));
        }
        note(changes, or(before.emergency()), or(after.emergency()));
        note(changes, or(before.abuse()), or(after.abuse()));
        for (Blacklisting order : after.blacklistings()) {
            add(changes, at(after, order.server()), new ServerChange.Blacklisted(order.duration()));
        }
        return changes;
    }

    private static ServerConfig at(ServiceConfig service, int index) {
        return index < service.servers().size() ? service.servers().get(index) : ServerConfig.NONE;
    }

    private static ServerConfig or(@Nullable ServerConfig server) {
        return server == null ? ServerConfig.NONE : server;
    }

    private static void note(Map<Address, List<ServerChange>> changes, ServerConfig before, ServerConfig after) {
        if (before.equals(after)) {
            return;
        }
        boolean was = before.state() != AdminState.REMOVED;
        boolean is = after.state() != AdminState.REMOVED;
        if (was && !is) {
            add(changes, before, new ServerChange.Removed());
        } else if (is && !was) {
            add(changes, after, new ServerChange.Added());
        } else if (is) {
            add(changes, after, configured(before, after));
        }
    }

    private static ServerChange configured(ServerConfig before, ServerConfig after) {
        Boolean takesClients = before.state() == after.state() ? null : (Boolean) (after.state() == AdminState.UP);
        var settings = new ArrayList<ServerChange.Setting>();
        differs(settings, "address", before.address(), after.address());
        differs(settings, "weight", before.weight(), after.weight());
        differs(settings, "prio", before.prio(), after.prio());
        differs(settings, "max", before.max(), after.max());
        differs(settings, "hard", before.hard(), after.hard());
        differs(settings, "acl", before.acl(), after.acl());
        differs(settings, "proxyProtocol", words(before.proxyProtocol()), words(after.proxyProtocol()));
        differs(settings, "tls", words(before.tls()), words(after.tls()));
        return new ServerChange.Configured(takesClients, settings);
    }

    /** Several servers may have the same address. */
    private static void add(Map<Address, List<ServerChange>> changes, ServerConfig server, ServerChange change) {
        changes.computeIfAbsent(server.address(), _ -> new ArrayList<>()).add(change);
    }

    private static void differs(List<ServerChange.Setting> settings, String name, Object before, Object after) {
        if (!before.equals(after)) {
            settings.add(new ServerChange.Setting(name, before.toString(), after.toString()));
        }
    }

    private static List<ConfigEvent.Setting> settings(ServiceConfig before, ServiceConfig after) {
        var changed = new ArrayList<ConfigEvent.Setting>();
        SETTINGS.forEach((name, value) -> {
            Object now = value.apply(after);
            if (!Objects.equals(value.apply(before), now)) {
                changed.add(new ConfigEvent.Setting(name, now == null ? "none" : now.toString()));
            }
        });
        group(changed, ACCESS_LISTS, before.accessLists(), after.accessLists());
        group(changed, CONNECTIONS, connections(before), connections(after));
        group(changed, HTTP, http(before), http(after));
        group(changed, "TLS with clients", before.tls(), after.tls());
        group(changed, "who sends PROXY headers", proxies(before), proxies(after));
        group(changed, "whose route it is", route(before), route(after));
        group(changed, "how datagrams are relayed", before.datagrams(), after.datagrams());
        group(changed, "how queries are balanced", before.dns(), after.dns());
        return changed;
    }

    /** All but what is told of HTTP. */
    private static StreamOptions connections(ServiceConfig service) {
        var connections = new ServiceBuilder(service);
        connections.http = false;
        connections.forwarding = Forwarding.DEFAULT;
        return connections.build().stream();
    }

    private static List<Object> http(ServiceConfig service) {
        return List.of(service.stream().http(), service.stream().forwarding());
    }

    private static Object proxies(ServiceConfig service) {
        return service.listener().proxyAccept();
    }

    private static @Nullable Object route(ServiceConfig service) {
        return service.routing() instanceof Route route ? route : null;
    }

    private static void group(
            List<ConfigEvent.Setting> changed, String name, @Nullable Object before, @Nullable Object after) {
        if (!Objects.equals(before, after)) {
            changed.add(new ConfigEvent.Setting(name, null));
        }
    }

    private static String words(ProxyProtocol headers) {
        return headers.name().toLowerCase(Locale.ROOT);
    }

    /** Names of files are none of an operator's secrets; what is in them is not here. */
    private static String words(@Nullable ServerTls tls) {
        if (tls == null) {
            return "off";
        }
        var words = new StringJoiner(" ").add(tls.verify() ? "verified" : "not verified");
        told(words, "ca", tls.ca());
        told(words, "name", tls.name());
        told(words, "certificate", tls.certificate());
        told(words, "key", Objects.equals(tls.key(), tls.certificate()) ? null : tls.key());
        return words.toString();
    }

    private static void told(StringJoiner words, String name, @Nullable Object value) {
        if (value != null) {
            words.add(name).add(value.toString());
        }
    }

    private static String words(Selection selection) {
        return String.join(" ", selection.words());
    }

    private static String seconds(Duration duration) {
        return duration.toSeconds() + " s";
    }
}
