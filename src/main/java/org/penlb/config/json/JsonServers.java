package org.penlb.config.json;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.penlb.config.Address;
import org.penlb.config.AdminState;
import org.penlb.config.ConfigException;
import org.penlb.config.Protocol;
import org.penlb.config.ServerConfig;

/** Servers: an address alone, or an object that says more about it. In the table, null is a number that is free. */
final class JsonServers {
    private static final String ADDRESS = "address";
    private static final String UP = "up";
    private static final String DRAINING = "draining";

    /** Stands for a server that cannot be read, so that those behind it keep their numbers. */
    static final ServerConfig UNREADABLE = new ServerConfig(new Address.Inet("0.0.0.0", 0));

    /** A server in the making. */
    static final class Draft {
        private ServerConfig server;

        private Draft(ServerConfig server) {
            this.server = server;
        }
    }

    private final JsonAddresses endpoints;

    JsonServers(JsonAddresses endpoints) {
        this.endpoints = endpoints;
    }

    /**
     * What is said of a server.
     *
     * @param protocol what its service balances
     */
    JsonSection<Draft> keys(Protocol protocol) {
        return new JsonSection<Draft>()
                .key(
                        ADDRESS,
                        (value, draft) -> draft.server = draft.server.withAddress(endpoints.server(value, protocol)),
                        draft -> JsonAddresses.write(draft.server.address()))
                .key(
                        "weight",
                        (value, draft) -> draft.server = draft.server.withWeight(value.number()),
                        draft -> JsonSection.unless(0, draft.server.weight()))
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
                        draft -> draft.server.state() == AdminState.DRAINING ? DRAINING : null);
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
            return value.orElse(UNREADABLE, text -> new ServerConfig(endpoints.server(text, protocol)));
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
