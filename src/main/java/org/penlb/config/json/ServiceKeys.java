package org.penlb.config.json;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.penlb.config.AccessList;
import org.penlb.config.AccessRule;
import org.penlb.config.Address;
import org.penlb.config.ConfigException;
import org.penlb.config.Protocol;
import org.penlb.config.Routing;
import org.penlb.config.Selection;
import org.penlb.config.ServiceBuilder;
import org.penlb.config.ServiceConfig;

/** What is said of a service, besides what makes it one: its name, listener and protocol. */
final class ServiceKeys {
    static final String TLS = "tls";

    /** The values that nobody needs to say; a service without servers is only ever read here. */
    private static final ServiceBuilder USUAL = new ServiceBuilder("", new Address.Inet("0.0.0.0", 0), 1);

    private final ConfigContext context;
    private final int connections;
    private final boolean countries;
    private final JsonServers servers;
    private final JsonAddresses endpoints;
    private final TlsSection tls;

    /**
     * @param connections how many clients at a time it can have: when it is read, the most; when it is written, what goes
     *     without saying
     * @param countries whether there is a database that tells countries
     */
    ServiceKeys(ConfigContext context, int connections, boolean countries) {
        this.context = context;
        this.connections = connections;
        this.countries = countries;
        this.endpoints = new JsonAddresses(context.arguments());
        this.servers = new JsonServers(endpoints, context.folder());
        this.tls = new TlsSection(context);
    }

    JsonSection<ServiceBuilder> keys() {
        var keys = new JsonSection<ServiceBuilder>();
        choice(keys);
        limits(keys);
        access(keys);
        ListenerKeys.add(keys);
        StreamKeys.add(keys);
        keys.key(TLS, tls::read, tls::write);
        routing(keys);
        keys.object("udp", DatagramKeys.udp());
        keys.object("dns", DatagramKeys.dns());
        files(keys);
        return keys;
    }

    private void choice(JsonSection<ServiceBuilder> keys) {
        keys.key(
                        "servers",
                        (value, service) -> service.servers().addAll(servers.readAll(value, service.protocol)),
                        service -> service.servers().isEmpty() ? null : servers.writeAll(service.servers()))
                .key(
                        "emergency",
                        (value, service) -> service.emergency = servers.readOne(value, service.protocol),
                        service -> servers.writeOne(service.emergency))
                .key(
                        "abuse",
                        (value, service) -> service.abuse = servers.readOne(value, service.protocol),
                        service -> servers.writeOne(service.abuse))
                .key(
                        "selection",
                        (value, service) -> service.selection = SelectionWords.read(value),
                        service -> service.selection.equals(usualSelection(service.protocol))
                                ? null
                                : SelectionWords.write(service.selection))
                .key(
                        "tracking",
                        (value, service) -> service.tracking = Durations.readOr("forever", value),
                        service -> JsonSection.unless("forever", Durations.writeOr("forever", service.tracking)))
                .key(
                        "blacklist",
                        (value, service) -> service.blacklist = Durations.read(value),
                        service ->
                                service.blacklist.equals(USUAL.blacklist) ? null : Durations.write(service.blacklist));
    }

    private static Selection usualSelection(Protocol protocol) {
        return Selection.DEFAULT.with(Selection.Flag.LEAST, protocol == Protocol.DNS);
    }

    private void limits(JsonSection<ServiceBuilder> keys) {
        keys.key(
                        "clientsMax",
                        (value, service) -> service.clientsMax = value.number(),
                        service -> JsonSection.unless(USUAL.clientsMax, service.clientsMax))
                .key(
                        "connectionsMax",
                        (value, service) -> service.connectionsMax = affordable(value, service.protocol),
                        service -> JsonSection.unless(connections, service.connectionsMax))
                .key(
                        "pendingMax",
                        (value, service) -> service.pendingMax = value.number(),
                        service -> JsonSection.unless(USUAL.pendingMax, service.pendingMax));
    }

    private int affordable(Value value, Protocol protocol) {
        if (value.number() > connections) {
            throw new ConfigException(value.number() + " is more than the " + connections + " "
                    + (protocol == Protocol.UDP ? "sessions" : "connections")
                    + " that " + context.capacity().reason(connections));
        }
        return value.number();
    }

    private void access(JsonSection<ServiceBuilder> keys) {
        keys.key("acl", this::readLists, ServiceKeys::writeLists)
                .key(
                        "clientAcl",
                        (value, service) -> service.clientAcl = value.number(),
                        service -> JsonSection.unless(0, service.clientAcl));
    }

    private void readLists(Value value, ServiceBuilder service) {
        for (String number : value.keys()) {
            Value list = value.field(number);
            if (list != null) {
                List<AccessRule> rules = list.items().stream()
                        .map(item -> item.<@Nullable AccessRule>orElse(null, this::rule))
                        .filter(rule -> rule != null)
                        .toList();
                service.accessLists().set(Integer.parseInt(number), new AccessList(rules));
            }
        }
    }

    private AccessRule rule(Value value) {
        AccessRule rule = Rules.read(value.text());
        if (rule instanceof AccessRule.Country && !countries) {
            throw new ConfigException(
                    Found.shown(value.text()) + " needs a database of countries (expected: \"geoip\" with its file)");
        }
        return rule;
    }

    private static @Nullable JsonObject writeLists(ServiceBuilder service) {
        var lists = new JsonObject();
        for (int i = 0; i < AccessList.COUNT; i++) {
            List<AccessRule> rules = service.accessLists().get(i).rules();
            if (!rules.isEmpty()) {
                lists.put(
                        String.valueOf(i),
                        new JsonArray(rules.stream().map(Rules::write).toList()));
            }
        }
        return lists.isEmpty() ? null : lists;
    }

    /** What routes say themselves is read and written elsewhere. */
    private static void routing(JsonSection<ServiceBuilder> keys) {
        keys.key(
                        JsonRoutes.ROUTES,
                        (value, service) -> service.routing = value.items().isEmpty()
                                ? Routing.DIRECT
                                : new Routing.Routed(Routing.USUAL_HELLO_TIMEOUT),
                        _ -> null)
                .key(
                        "helloTimeout",
                        (value, service) -> service.helloTimeout = Durations.readPositive(value),
                        service -> service.helloTimeout.equals(USUAL.helloTimeout)
                                ? null
                                : Durations.write(service.helloTimeout));
    }

    private void files(JsonSection<ServiceBuilder> keys) {
        keys.key("log", (value, service) -> service.log = destination(value), service -> service.log)
                .key(
                        "statusFile",
                        (value, service) -> service.statusFile =
                                FileNames.name(value, context.folder()).toString(),
                        service -> service.statusFile);
    }

    /** A file, or the host and port of a penlogd, which a colon tells. */
    private String destination(Value value) {
        String text = value.text();
        if (ServiceConfig.isLogFile(text)) {
            return FileNames.name(value, context.folder()).toString();
        }
        endpoints.requireHostAndPort(text);
        return text;
    }
}
