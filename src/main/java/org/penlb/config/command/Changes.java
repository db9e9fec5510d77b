package org.penlb.config.command;

import java.time.Duration;
import java.util.List;
import org.penlb.config.AccessList;
import org.penlb.config.Address;
import org.penlb.config.AdminState;
import org.penlb.config.ConfigException;
import org.penlb.config.PenBuilder;
import org.penlb.config.ServerConfig;
import org.penlb.config.ServiceBuilder;
import org.penlb.config.ServiceConfig.Blacklisting;

/** What each changing command does to a configuration. */
public final class Changes {
    private Changes() {}

    /**
     * Carries out one change.
     *
     * @throws ConfigException if it cannot be carried out on this configuration, which may be half changed then
     */
    public static void apply(Command.Change change, PenBuilder pen) {
        ServiceBuilder service = pen.service();
        switch (change) {
            case Command.SetNumber(var setting, int value) -> setting.set(pen, value);
            case Command.SetFlag(var flag, boolean on) -> flag.set(pen, on);
            case Command.AddRule(int list, var rule) ->
                service.accessLists().set(list, service.accessLists().get(list).with(rule));
            case Command.ClearList(int list) -> service.accessLists().set(list, AccessList.EMPTY);
            case Command.ChangeServer(int index, var settings) -> change(pen, index, settings);
            case Command.AddServers(var servers) -> add(service, servers);
            case Command.SetFastClose(var fastClose) -> service.fastClose = fastClose;
            case Command.SetSource(var source) -> service.source = source;
            case Command.BalanceDns() -> service.balanceDns();
            case Command.SetCheckQuery(String name, String type) ->
                service.dns = service.dns.withCheck(service.dns.check().withQuery(name, type));
            case Command.SetListener(var address) ->
                service.listen = pen.arguments().listener(address);
            case Command.SetLog(var destination) -> service.log = destination;
            case Command.SetStatusFile(var file) -> service.statusFile = file;
            case Command.SetTls(var setting, var value) -> setting.set(service, value);
            case Command.NoEffect _ -> {}
        }
    }

    private static void add(ServiceBuilder service, List<ServerConfig> added) {
        for (ServerConfig server : added) {
            service.servers().add(server);
        }
        bounded(service.servers().size() - 1);
    }

    private static void bounded(int index) {
        if (index >= ServerConfig.MOST) {
            throw new ConfigException("server " + index + ": a service has at most " + ServerConfig.MOST + " servers");
        }
    }

    private static void change(PenBuilder pen, int index, List<ServerSetting> settings) {
        bounded(index);
        ServiceBuilder service = pen.service();
        List<ServerConfig> servers = service.servers();
        ServerConfig server = index < servers.size() ? servers.get(index) : ServerConfig.NONE;
        if (server.state() == AdminState.REMOVED && settings.stream().anyMatch(ServerSetting.At.class::isInstance)) {
            server = server.withState(AdminState.UP);
        }
        for (ServerSetting setting : settings) {
            if (setting instanceof ServerSetting.Blacklist(int seconds)) {
                there(index, server);
                service.blacklistings().add(new Blacklisting(index, Duration.ofSeconds(seconds)));
            } else {
                server = changed(pen, index, server, setting);
            }
        }
        // pen grows its table up to a new number; the places between are nobody's
        while (servers.size() <= index) {
            servers.add(ServerConfig.NONE);
        }
        servers.set(index, server);
    }

    private static ServerConfig changed(PenBuilder pen, int index, ServerConfig server, ServerSetting setting) {
        if (setting instanceof ServerSetting.At(String address)) {
            boolean isNew = server.address().equals(ServerConfig.NONE.address());
            Address portOf = isNew ? pen.service().listen() : server.address();
            return server.withAddress(pen.arguments().address(address, portOf));
        }
        if (setting instanceof ServerSetting.State(var state) && state == AdminState.REMOVED) {
            return ServerConfig.NONE;
        }
        there(index, server);
        return switch (setting) {
            case ServerSetting.Port(int port) -> server.withAddress(withPort(index, server.address(), port));
            case ServerSetting.Acl(int list) -> server.withAcl(list);
            case ServerSetting.Max(int max) -> server.withMax(max);
            case ServerSetting.Hard(int hard) -> server.withHard(hard);
            case ServerSetting.Weight(int weight) -> server.withWeight(weight);
            case ServerSetting.Prio(int prio) -> server.withPrio(prio);
            case ServerSetting.State(var state) -> server.withState(state);
            case ServerSetting.At _, ServerSetting.Blacklist _ -> throw new IllegalStateException("handled before");
        };
    }

    private static void there(int index, ServerConfig server) {
        if (server.state() == AdminState.REMOVED) {
            throw new ConfigException("server " + index + " is not there (expected: an address first, for a new one)");
        }
    }

    private static Address withPort(int index, Address address, int port) {
        if (address instanceof Address.Inet inet) {
            return new Address.Inet(inet.host(), port);
        }
        throw new ConfigException("server " + index + ": a Unix socket has no port");
    }
}
