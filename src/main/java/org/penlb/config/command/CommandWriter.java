package org.penlb.config.command;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.penlb.config.AccessList;
import org.penlb.config.AccessRule;
import org.penlb.config.AccessRules;
import org.penlb.config.Address;
import org.penlb.config.AdminState;
import org.penlb.config.PenBuilder;
import org.penlb.config.ServerConfig;
import org.penlb.config.ServiceBuilder;

/**
 * Writes a configuration as commands that {@link CommandParser} reads back. What has no command, the listener and the
 * emergency and abuse servers, stands in comments. The same configuration gives the same bytes.
 */
public final class CommandWriter {
    private final List<String> lines = new ArrayList<>();
    private final PenBuilder pen;

    private CommandWriter(PenBuilder pen) {
        this.pen = pen;
    }

    /** The service that the builder's commands are about, a command a line. */
    public static String write(PenBuilder pen) {
        var writer = new CommandWriter(pen);
        writer.all();
        return String.join("\n", writer.lines) + "\n";
    }

    private void all() {
        ServiceBuilder service = pen.service();
        comments(service);
        for (int list = 0; list < AccessList.COUNT; list++) {
            lines.add("no acl " + list);
            for (AccessRule rule : service.accessLists().get(list).rules()) {
                lines.add("acl " + list + " " + AccessRules.write(rule));
            }
        }
        for (FlagSetting flag : FlagSetting.values()) {
            lines.add(flag.written(pen));
        }
        for (NumberSetting number : NumberSetting.values()) {
            // without a bound of its own there is nothing to say
            if (number != NumberSetting.PENDING_MAX || number.get(pen) != Integer.MAX_VALUE) {
                lines.add(number + " " + number.get(pen));
            }
        }
        lines.add(service.source == null ? "no source" : "source " + service.source);
        lines.add("tcp_fastclose " + service.fastClose.name().toLowerCase(Locale.ROOT));
        lines.add(service.log == null ? "no log" : "log " + service.log);
        lines.add(service.statusFile == null ? "no web_stats" : "web_stats " + service.statusFile);
        for (int i = 0; i < service.servers().size(); i++) {
            lines.add("server " + i + " " + server(service.servers().get(i)));
        }
    }

    private void comments(ServiceBuilder service) {
        lines.add("# Configuration of " + service.name() + ", which listens on " + service.listen());
        if (service.emergency != null) {
            lines.add("# emergency server, option -e: " + service.emergency.address());
        }
        if (service.abuse != null) {
            lines.add("# abuse server, option -B: " + service.abuse.address());
        }
    }

    private static String server(ServerConfig server) {
        if (server.state() == AdminState.REMOVED) {
            return "remove";
        }
        String address = switch (server.address()) {
            case Address.Inet(String host, int port) -> "address " + host + " port " + port;
            case Address.Unix(String path) -> "address " + path;
        };
        return "acl " + server.acl() + " " + address + " max " + server.max() + " hard " + server.hard() + " weight "
                + server.weight() + " prio " + server.prio()
                + (server.state() == AdminState.DRAINING ? " drain" : " up");
    }
}
