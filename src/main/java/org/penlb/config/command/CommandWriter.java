package org.penlb.config.command;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.penlb.config.AccessList;
import org.penlb.config.AccessRule;
import org.penlb.config.AccessRules;
import org.penlb.config.Address;
import org.penlb.config.AdminState;
import org.penlb.config.ConfigException;
import org.penlb.config.DnsOptions;
import org.penlb.config.PenBuilder;
import org.penlb.config.Protocol;
import org.penlb.config.ProxyProtocol;
import org.penlb.config.ServerConfig;
import org.penlb.config.ServiceBuilder;
import org.penlb.config.tls.CertificateFiles;

/**
 * Writes a configuration as commands that {@link CommandParser} reads back. What has no command, the listener and
 * what it is like, the emergency and abuse servers and UDP, stands in comments. The same configuration gives the same bytes.
 */
public final class CommandWriter {
    private final List<String> lines = new ArrayList<>();
    private final PenBuilder pen;
    private final int connections;

    private CommandWriter(PenBuilder pen, int connections) {
        this.pen = pen;
        this.connections = connections;
    }

    /**
     * The service that the builder's commands are about, a command a line.
     *
     * @param connections how many connections the machine affords: that many need not be asked for, and another machine
     *     may afford less
     * @throws ConfigException if a name has a blank or a {@code #}, which commands cannot say
     */
    public static String write(PenBuilder pen, int connections) {
        var writer = new CommandWriter(pen, connections);
        writer.all();
        return String.join("\n", writer.lines) + "\n";
    }

    private void all() {
        ServiceBuilder service = pen.service();
        comments(service);
        if (service.protocol == Protocol.DNS) {
            lines.add("dns"); // before the selection, which it changes
            DnsOptions.Check check = service.dns.check();
            lines.add("check_query " + word(check.name()) + " " + word(check.type()));
        }
        for (int list = 0; list < AccessList.COUNT; list++) {
            lines.add("no acl " + list);
            for (AccessRule rule : service.accessLists().get(list).rules()) {
                lines.add("acl " + list + " " + AccessRules.write(rule));
            }
        }
        for (FlagSetting flag : FlagSetting.values()) {
            if (flag.isFor(service.protocol)) {
                lines.add(flag.written(pen));
            }
        }
        for (NumberSetting number : NumberSetting.values()) {
            if (number.isFor(service.protocol) && number.get(pen) != unsaid(number)) {
                lines.add(number + " " + number.get(pen));
            }
        }
        for (TlsSetting setting : TlsSetting.values()) {
            lines.addAll(setting.written(service, CommandWriter::word));
        }
        lines.add(service.source == null ? "no source" : "source " + service.source);
        lines.add("tcp_fastclose " + service.fastClose.name().toLowerCase(Locale.ROOT));
        lines.add(service.log == null ? "no log" : "log " + word(service.log));
        lines.add(service.statusFile == null ? "no web_stats" : "web_stats " + word(service.statusFile));
        for (int i = 0; i < service.servers().size(); i++) {
            lines.add("server " + i + " " + server(service.servers().get(i), service.listen));
        }
    }

    /** A value that needs no command, or -1. */
    private int unsaid(NumberSetting number) {
        return switch (number) {
            case PENDING_MAX -> Integer.MAX_VALUE;
            case CONN_MAX -> connections;
            default -> -1;
        };
    }

    private static String word(String name) {
        if (name.chars().anyMatch(c -> Character.isWhitespace(c) || c == '#')) {
            throw new ConfigException("write: \"" + name + "\" has a blank or a #, which no command can have");
        }
        return name;
    }

    private void comments(ServiceBuilder service) {
        lines.add("# Configuration of " + service.name() + ", which listens on " + service.listen());
        if (service.protocol == Protocol.UDP) {
            lines.add("# balances UDP, option -U");
        }
        if (service.listener.v6only()) {
            lines.add("# leaves IPv4 to others, v6only of a configuration file");
        }
        if (service.tls != null) {
            service.tls
                    .certificates()
                    .forEach(files -> lines.add("# certificate, option -E: "
                            + switch (files) {
                                case CertificateFiles.Pem pem -> pem.certificate();
                                case CertificateFiles.Pkcs12 pkcs12 -> pkcs12.file();
                            }));
        }
        if (!service.listener.proxyAccept().isNobody()) {
            lines.add("# takes PROXY headers, proxyProtocol of a configuration file");
        }
        for (int i = 0; i < service.servers().size(); i++) {
            ProxyProtocol version = service.servers().get(i).proxyProtocol();
            if (version != ProxyProtocol.NONE) {
                lines.add("# server " + i + " gets PROXY headers, proxyProtocol of a configuration file: "
                        + version.name().toLowerCase(Locale.ROOT));
            }
        }
        if (service.emergency != null) {
            lines.add("# emergency server, option -e: " + service.emergency.address());
        }
        if (service.abuse != null) {
            lines.add("# abuse server, option -B: " + service.abuse.address());
        }
    }

    private static String server(ServerConfig server, Address listener) {
        if (server.state() == AdminState.REMOVED) {
            return "remove";
        }
        String address = switch (server.address()) {
            case Address.Inet inet
            when listener instanceof Address.Unix ->
                "address " + inet; // read without a port, it would want the listener's
            case Address.Inet(String host, int port) -> "address " + host + " port " + port;
            case Address.Unix(String path) -> "address " + word(path);
        };
        return "acl " + server.acl() + " " + address + " max " + server.max() + " hard " + server.hard() + " weight "
                + server.weight() + " prio " + server.prio()
                + (server.state() == AdminState.DRAINING ? " drain" : " up");
    }
}
