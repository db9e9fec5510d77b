package org.penlb.config.json;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.penlb.config.Address;
import org.penlb.config.AdminState;
import org.penlb.config.ConfigException;
import org.penlb.config.Protocol;
import org.penlb.config.ProxyProtocol;
import org.penlb.config.ServerConfig;

/** Servers: an address alone, or an object that says more about it. In the table, null is a number that is free. */
final class JsonServers {
    private static final String ADDRESS = "address";
    private static final String UP = "up";
    private static final String DRAINING = "draining";
    private static final String V1 = "v1";
    private static final String V2 = "v2";

    /** Stands for a server that cannot be read, so that those behind it keep their numbers. */
    static final ServerConfig UNREADABLE =
            new ServerConfig(new Address.Inet("0.0.0.0", 0)).withWeight(ServerConfig.FAIR);

    /** A server in the making. */
    static final class Draft {
        private ServerConfig server;

        private Draft(ServerConfig server) {
            this.server = server;
        }
    }

    private final JsonAddresses endpoints;
    private final ServerTlsSection tls;
    /** Thousands of servers share them. */
    private final Map<Protocol, JsonSection<Draft>> sections = new EnumMap<>(Protocol.class);

    /**
     * @param folder where files are that are named without a slash at the start
     */
    JsonServers(JsonAddresses endpoints, Path folder) {
        this.endpoints = endpoints;
        this.tls = new ServerTlsSection(folder);
    }

    /**
     * What is said of a server.
     *
     * @param protocol what its service balances
     */
    JsonSection<Draft> keys(Protocol protocol) {
        return sections.computeIfAbsent(protocol, this::section);
    }

    private JsonSection<Draft> section(Protocol protocol) {
        return new JsonSection<Draft>()
                .key(
                        ADDRESS,
                        (value, draft) -> draft.server = draft.server.withAddress(endpoints.server(value, protocol)),
                        draft -> JsonAddresses.write(draft.server.address()))
                .key(
                        "weight",
                        (value, draft) -> draft.server = draft.server.withWeight(value.number()),
                        draft -> JsonSection.unless(ServerConfig.FAIR, draft.server.weight()))
                .key(
                        "max",
                        (value, draft) -> draft.server = draft.server.withMax(value.number()),
                        draft -> JsonSection.unless(0, draft.server.max()))
                .key(
                        "hard",
                        (value, draft) -> draft.server = draft.server.withHard(value.number()),
                        draft -> JsonSection.unless(0, draft.server.hard()))
                .key(
                        "prio",
                        (value, draft) -> draft.server = draft.server.withPrio(value.number()),
                        draft -> JsonSection.unless(0, draft.server.prio()))
                .key(
                        "acl",
                        (value, draft) -> draft.server = draft.server.withAcl(value.number()),
                        draft -> JsonSection.unless(0, draft.server.acl()))
                .key(
                        "state",
                        (value, draft) -> draft.server = draft.server.withState(state(value)),
                        draft -> draft.server.state() == AdminState.DRAINING ? DRAINING : null)
                .key(
                        ServiceKeys.TLS,
                        (value, draft) -> draft.server = draft.server.withTls(tls.read(value, protocol)),
                        draft -> tls.write(draft.server.tls()))
                .key(
                        "proxyProtocol",
                        (value, draft) -> draft.server = draft.server.withProxyProtocol(proxyProtocol(value, protocol)),
                        draft -> write(draft.server.proxyProtocol()));
    }

    private static ProxyProtocol proxyProtocol(Value value, Protocol protocol) {
        ProxyProtocol version = switch (value.text()) {
            case V1 -> ProxyProtocol.V1;
            case V2 -> ProxyProtocol.V2;
            default -> throw new ConfigException(Found.shown(value.text()) + " is not \"v1\" or \"v2\"");
        };
        if (version == ProxyProtocol.V1 && protocol.hasDatagrams()) {
            throw new ConfigException(
                    "\"v1\" is for connections only, and not for a " + protocol + " service (expected: \"v2\")");
        }
        return version;
    }

    private static @Nullable String write(ProxyProtocol version) {
        return switch (version) {
            case NONE -> null;
            case V1 -> V1;
            case V2 -> V2;
        };
    }

    private static AdminState state(Value value) {
        return switch (value.text()) {
            case UP -> AdminState.UP;
            case DRAINING -> AdminState.DRAINING;
            default -> throw new ConfigException(Found.shown(value.text()) + " is not \"up\" or \"draining\"");
        };
    }

    /** All of a service, in the order of their numbers. */
    List<ServerConfig> readAll(Value list, Protocol protocol) {
        return list.items().stream()
                .map(item -> item.isNull() ? ServerConfig.NONE : readOne(item, protocol))
                .toList();
    }

    ServerConfig readOne(Value value, Protocol protocol) {
        if (value.isText()) {
            return value.orElse(UNREADABLE, text -> UNREADABLE.withAddress(endpoints.server(text, protocol)));
        }
        var draft = new Draft(UNREADABLE);
        keys(protocol).read(value, draft);
        return draft.server;
    }

    JsonArray writeAll(List<ServerConfig> servers) {
        var list = new JsonArray();
        for (ServerConfig server : servers) {
            list.add(server.state() == AdminState.REMOVED ? null : writeOne(server));
        }
        return list;
    }

    @Nullable
    Object writeOne(@Nullable ServerConfig server) {
        if (server == null) {
            return null;
        }
        JsonObject json = keys(Protocol.STREAM).write(new Draft(server));
        return json.size() == 1 ? json.getString(ADDRESS) : json;
    }
}
