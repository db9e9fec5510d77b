package org.penlb.control;

import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.penlb.balance.ClientTable;
import org.penlb.balance.Explanation;
import org.penlb.balance.Server;
import org.penlb.config.DnsOptions;
import org.penlb.config.PenBuilder;
import org.penlb.config.Selection;
import org.penlb.config.command.NumberSetting;
import org.penlb.service.ConnectionView;
import org.penlb.service.ServerSnapshot;
import org.penlb.service.ServerState;
import org.penlb.service.Service;
import org.penlb.service.ServiceSnapshot;

/** Replies in pen's own words, which scripts read. */
final class Reports {
    /** A reply shows at most so many clients: who wants a million asks for a shorter time. */
    private static final int MOST_CLIENTS = 100_000;

    private static final int CONNECTED = 2;
    private static final int CONNECTING = 1;

    private Reports() {}

    static String number(NumberSetting setting, PenBuilder pen, int idle) {
        int value = setting.get(pen);
        return switch (setting) {
            case IDLE_TIMEOUT -> "Idle timeout: " + value + " seconds\n";
            case IDLERS -> "Idlers: " + idle + "/" + value + "\n";
            case PENDING_MAX -> value == Integer.MAX_VALUE ? "no limit\n" : value + "\n";
            default -> value + "\n";
        };
    }

    static String afterSetting(NumberSetting setting, PenBuilder pen, int idle) {
        return setting == NumberSetting.PENDING_MAX ? "" : number(setting, pen, idle);
    }

    static String mode(Selection selection) {
        var mode = new StringBuilder();
        for (Selection.Flag flag : Selection.Flag.pens()) {
            mode.append(mode.isEmpty() ? "" : " ")
                    .append(selection.has(flag) ? "" : "no ")
                    .append(flag.word());
        }
        // said only where it is so: what reads pen's line reads ours
        for (Selection.Flag flag : Selection.Flag.ours()) {
            if (selection.has(flag)) {
                mode.append(' ').append(flag.word());
            }
        }
        return mode.append('\n').toString();
    }

    static String checkQuery(Service service) {
        DnsOptions.Check check = service.config().dns().check();
        return check.name() + " " + check.type() + "\n";
    }

    static String fastClose(Service service) {
        return service.config().stream().fastClose().name().toLowerCase(Locale.ROOT) + "\n";
    }

    static String servers(Service service) {
        var reply = new StringBuilder();
        for (ServerSnapshot server : ServiceSnapshot.of(service).regular()) {
            reply.append(server.index())
                    .append(" addr ")
                    .append(server.host())
                    .append(" port ")
                    .append(server.port())
                    .append(" conn ")
                    .append(server.connections())
                    .append(" max ")
                    .append(server.config().max())
                    .append(" hard ")
                    .append(server.config().hard())
                    .append(" weight ")
                    .append(server.config().weight())
                    .append(" prio ")
                    .append(server.config().prio())
                    .append(" sx ")
                    .append(server.totals().sent())
                    .append(" rx ")
                    .append(server.totals().received())
                    .append(server.condition().draining() ? " drain" : "")
                    .append(
                            server.condition().isDown()
                                    ? " " + server.condition().downWords()
                                    : "")
                    .append(unproven(server))
                    .append('\n');
        }
        return reply.toString();
    }

    /** Said where it failed: of a server that nobody has come to yet, the line is pen's own. */
    private static String unproven(ServerSnapshot server) {
        return server.condition().isUnproven() && server.lastFailure() != null ? " " + ServerState.UNPROVEN.word() : "";
    }

    static String recent(Service service, int seconds) {
        long now = service.balancer().now();
        var reply = new StringBuilder();
        long since = now - TimeUnit.SECONDS.toNanos(seconds);
        for (ClientTable.Entry client : service.balancer().clients().since(since, MOST_CLIENTS)) {
            reply.append(client.client())
                    .append(" connects ")
                    .append(client.connects())
                    .append(" sx ")
                    .append(client.received())
                    .append(" rx ")
                    .append(client.sent())
                    .append('\n');
        }
        return reply.toString();
    }

    static String connection(ConnectionView view, Service service) {
        return """
                Connection %d:
                state = %d
                downfd = %d, upfd = %d
                client = %d, server = %d
                pend = %d
                """.formatted(
                        view.number(),
                        view.connected() ? CONNECTED : CONNECTING,
                        view.clientDescriptor(),
                        view.serverDescriptor(),
                        service.balancer().clients().placeOf(view.client()),
                        view.server(),
                        view.pendingToClient() + view.pendingToServer());
    }

    static String noConnection(int number) {
        return "Connection %d:\nstate = 0\ndownfd = -1, upfd = -1\nclient = 0, server = 0\npend = 0\n"
                .formatted(number);
    }

    static String explanation(Explanation explanation) {
        Server server = explanation.server();
        String result = server == null
                ? "nobody: the connection is closed"
                : switch (server.role()) {
                    case REGULAR -> "server " + server.index() + " " + server;
                    case EMERGENCY -> "emergency server " + server;
                    case ABUSE -> "abuse server " + server;
                };
        return String.join("\n", explanation.rules()) + "\n-> " + result + "\n";
    }
}
