package org.penlb.admin;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.penlb.admin.StartFindings.Kind;
import org.penlb.config.Address;
import org.penlb.config.AdminState;
import org.penlb.config.ConfigException;
import org.penlb.config.IpAddress;
import org.penlb.config.PenBuilder;
import org.penlb.config.PenConfig;
import org.penlb.config.Protocol;
import org.penlb.config.Route;
import org.penlb.config.ServerArguments;
import org.penlb.config.ServerConfig;
import org.penlb.config.ServiceConfig;
import org.penlb.config.command.CommandFile;
import org.penlb.config.command.CommandParser;
import org.penlb.listen.ListenerRoom;
import org.penlb.service.NameResolver;
import org.penlb.service.OpenFiles;
import org.penlb.service.OwnListeners;
import org.penlb.system.Privileges;
import org.penlb.system.ServiceNames;

/**
 * What a start of a configuration would be refused for, and what it would be warned of: files are read, names looked up,
 * addresses tried. Nothing is started, and no client comes in.
 */
public final class StartTrial {
    private final PenConfig config;
    private final boolean offline;
    private final StartFindings findings = new StartFindings();

    private StartTrial(PenConfig config, boolean offline) {
        this.config = config;
        this.offline = offline;
    }

    /**
     * Looks; takes as long as disks and name servers do, the latter a minute at most.
     *
     * @param offline whether neither names are looked up nor addresses tried: for a configuration of another machine
     */
    public static StartFindings of(PenConfig config, boolean offline) {
        var read = new StartTrial(config, offline);
        return new StartTrial(read.withCommands(), offline).run(read.findings);
    }

    private StartFindings run(StartFindings before) {
        before.lines(Kind.ERROR).forEach(line -> findings.add(Kind.ERROR, line));
        refused(() -> ListenerRoom.require(config.services(), config.eventLoops()));
        config.doubts().forEach(line -> findings.add(Kind.WARNING, line));
        OpenFiles.doubts(config).forEach(line -> findings.add(Kind.WARNING, line));
        new FileTrial(findings).run(config);
        detours();
        root();
        if (!offline) {
            NameTrial names = new NameTrial(hosts());
            servers(names);
            listeners(names);
        }
        return findings;
    }

    /** What the file of commands makes of it: a start reads it before it serves. */
    private PenConfig withCommands() {
        Path file = config.control().commandFile();
        if (file == null) {
            return config;
        }
        var pen = new PenBuilder(config, 0, new ServerArguments(ServiceNames::port));
        try {
            var parser = new CommandParser(pen.arguments(), pen.service().listen(), config.geoip() != null);
            CommandFile.read(file, parser).apply(pen);
            return pen.build();
        } catch (ConfigException e) {
            findings.add(Kind.ERROR, String.valueOf(e.getMessage()));
            return config;
        }
    }

    private void refused(Runnable look) {
        try {
            look.run();
        } catch (ConfigException e) {
            String.valueOf(e.getMessage()).lines().forEach(line -> findings.add(Kind.ERROR, line));
        }
    }

    private void detours() {
        refused(() -> {
            OwnListeners.Detours detours = OwnListeners.look(config, offline);
            detours.circles().forEach(line -> findings.add(Kind.WARNING, line));
            detours.chains().forEach(line -> findings.add(Kind.NOTE, line));
        });
    }

    private void root() {
        try {
            String notice = RootGuard.notice(config);
            if (notice != null && !config.control().asRoot() && Privileges.isRoot()) {
                findings.add(Kind.WARNING, notice);
            }
        } catch (IOException _) {
            // who it is can be told by the start
        }
    }

    private List<String> hosts() {
        var hosts = new ArrayList<String>();
        for (ServiceConfig service : config.services()) {
            hosts.add(hostOf(service.listen()));
            servers(service).forEach(server -> hosts.add(hostOf(server.address())));
            String log = service.log();
            if (log != null && !ServiceConfig.isLogFile(log)) {
                hosts.add(logHost(log));
            }
        }
        Stream.of(
                        Stream.ofNullable(config.control().listen()),
                        Stream.ofNullable(config.web().listen()))
                .flatMap(each -> each)
                .forEach(listen -> hosts.add(hostOf(listen)));
        return hosts.stream().filter(host -> !host.isEmpty()).toList();
    }

    private static Stream<ServerConfig> servers(ServiceConfig service) {
        return service.everyServer().filter(server -> server.state() != AdminState.REMOVED);
    }

    /** The name that is to be looked up; empty if there is none. */
    private static String hostOf(Address address) {
        return address instanceof Address.Inet inet && NameResolver.hasName(inet) ? inet.host() : "";
    }

    private static String logHost(String log) {
        String host = log.substring(0, log.lastIndexOf(':'));
        return host.startsWith("[") ? "" : host;
    }

    private void servers(NameTrial names) {
        for (ServiceConfig service : config.services()) {
            for (ServerConfig server : service.servers()) {
                if (server.state() != AdminState.REMOVED) {
                    server(names, service, "server", server);
                }
            }
            server(names, service, "emergency server", service.emergency());
            server(names, service, "abuse server", service.abuse());
            String log = service.log();
            if (log != null && !ServiceConfig.isLogFile(log)) {
                String host = logHost(log);
                if (!host.isEmpty() && names.address(host) == null) {
                    findings.add(Kind.ERROR, "log \"" + log + "\": " + names.trouble(host));
                }
            }
            source(service);
            oneByTwoNames(names, service);
        }
    }

    /** Servers that are one and the same, which only a look-up can tell. */
    private void oneByTwoNames(NameTrial names, ServiceConfig service) {
        Map<SocketAddress, ServerConfig> seen = new HashMap<>();
        for (ServerConfig server : service.servers()) {
            String host = hostOf(server.address());
            if (server.state() == AdminState.REMOVED || (!host.isEmpty() && names.address(host) == null)) {
                continue;
            }
            ServerConfig before = seen.putIfAbsent(address(names, server.address(), host), server);
            boolean isNamed = before != null
                    && !(host.isEmpty() && hostOf(before.address()).isEmpty());
            if (isNamed && !before.address().equals(server.address())) {
                findings.add(
                        Kind.WARNING,
                        service.name() + ": servers " + before.address() + " and " + server.address()
                                + " are one: clients that leave one come to the other");
            }
        }
    }

    private void server(NameTrial names, ServiceConfig service, String role, @Nullable ServerConfig server) {
        String host = server == null ? "" : hostOf(server.address());
        if (server == null || host.isEmpty()) {
            return;
        }
        String place = role + " \"" + server.address() + "\"";
        InetAddress address = names.address(host);
        if (address == null) {
            findings.add(Kind.ERROR, place + ": " + names.trouble(host));
        } else {
            refused(() -> service.protocol().requireUnicast(place, IpAddress.of(address)));
        }
    }

    /** Connections to servers that are to come from an address which is another machine's would all fail. */
    private void source(ServiceConfig service) {
        IpAddress source = service.stream().source();
        if (source != null && !service.stream().transparent() && !OwnListeners.isOfThisMachine(source)) {
            findings.add(
                    Kind.WARNING,
                    service.name() + ": the source address " + source
                            + " is none of this machine: no server is reached");
        }
    }

    private void listeners(NameTrial names) {
        var trial = new ListenerTrial(findings);
        for (ServiceConfig service : config.services()) {
            if (!(service.routing() instanceof Route)) {
                listener(
                        names,
                        trial,
                        "listener",
                        service.listen(),
                        service.listener().v6only(),
                        service.protocol());
            }
        }
        listener(names, trial, "control.listen", config.control().listen(), false, Protocol.STREAM);
        listener(names, trial, "web.listen", config.web().listen(), false, Protocol.STREAM);
    }

    private void listener(
            NameTrial names,
            ListenerTrial trial,
            String called,
            @Nullable Address listen,
            boolean v6only,
            Protocol protocol) {
        if (listen == null) {
            return;
        }
        String host = hostOf(listen);
        if (!host.isEmpty() && names.address(host) == null) {
            findings.add(Kind.ERROR, called + " \"" + listen + "\": " + names.trouble(host));
            return;
        }
        refused(() ->
                trial.run(new ListenerTrial.Wanted(called, listen, address(names, listen, host), v6only, protocol)));
    }

    private static SocketAddress address(NameTrial names, Address listen, String host) {
        return switch (listen) {
            case Address.Unix unix -> UnixDomainSocketAddress.of(unix.path());
            case Address.Inet inet -> {
                InetAddress known = host.isEmpty() ? InetAddress.ofLiteral(inet.host()) : names.address(host);
                yield new InetSocketAddress(Objects.requireNonNull(known), inet.port());
            }
        };
    }
}
