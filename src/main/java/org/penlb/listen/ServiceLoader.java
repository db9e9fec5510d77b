package org.penlb.listen;

import io.vertx.core.Future;
import java.net.SocketAddress;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.penlb.balance.Server;
import org.penlb.balance.ServerTable;
import org.penlb.config.ServerConfig;
import org.penlb.config.ServiceConfig;

/** Makes a running service of a configured one: resolves the names of its servers and builds its server table. */
public final class ServiceLoader {
    private final NameResolver resolver;

    public ServiceLoader(NameResolver resolver) {
        this.resolver = resolver;
    }

    /**
     * @return the service, or a failed future with a {@link org.penlb.config.ConfigException} that names the first server
     *     whose name does not resolve
     */
    public Future<Service> load(ServiceConfig config) {
        List<Future<Server>> servers = new ArrayList<>();
        for (int i = 0; i < config.servers().size(); i++) {
            servers.add(server(
                    config, "server", i, Server.Role.REGULAR, config.servers().get(i)));
        }
        Future<@Nullable Server> emergency =
                optional(config, "emergency server", Server.Role.EMERGENCY, config.emergency());
        Future<@Nullable Server> abuse = optional(config, "abuse server", Server.Role.ABUSE, config.abuse());
        return Future.all(servers)
                .compose(_ -> Future.all(emergency, abuse))
                .map(_ -> new Service(
                        config,
                        new ServerTable(
                                servers.stream().map(Future::result).toList(),
                                emergency.result(),
                                abuse.result(),
                                config.accessLists().get(config.clientAcl()),
                                config.selection())));
    }

    private Future<@Nullable Server> optional(
            ServiceConfig service, String place, Server.Role role, @Nullable ServerConfig config) {
        return config == null
                ? Future.succeededFuture(null)
                : server(service, place, 0, role, config).map(server -> (@Nullable Server) server);
    }

    private Future<Server> server(
            ServiceConfig service, String place, int index, Server.Role role, ServerConfig config) {
        Future<SocketAddress> address = resolver.resolve(place + " \"" + config.address() + "\"", config.address());
        return address.map(resolved ->
                new Server(index, role, config, resolved, service.accessLists().get(config.acl())));
    }
}
