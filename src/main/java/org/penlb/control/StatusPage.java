package org.penlb.control;

import io.vertx.core.Future;
import java.time.Instant;
import java.util.List;
import org.penlb.balance.ClientTable;
import org.penlb.config.ServiceConfig;
import org.penlb.service.DatagramCounters;
import org.penlb.service.ServerSnapshot;
import org.penlb.service.Service;
import org.penlb.service.ServiceSnapshot;

/** pen's HTML status page: the same headings and columns, so that what reads pen's reads ours. */
public final class StatusPage {
    /** Its style sheet, which is written inside of it. */
    public static final String STYLE =
            "body{background:#fff;color:#000}table{background:#c0c0c0}th{background:#80f080;font-weight:normal;"
                    + "text-align:left}";

    private static final List<String> SERVER_COLUMNS = List.of(
            "server",
            "address",
            "status",
            "port",
            "connections",
            "max soft",
            "max hard",
            "sent",
            "received",
            "weight",
            "prio");
    private static final List<String> CLIENT_COLUMNS =
            List.of("client", "address", "age(secs)", "last server", "connects", "sent", "received");
    private static final List<String> CONNECTION_COLUMNS =
            List.of("connection", "downfd", "upfd", "pending data down", "pending data up", "client", "server");

    private static final List<String> DATAGRAM_COLUMNS = List.of(
            "received",
            "sent",
            "dropped",
            "malformed",
            "formerr",
            "refused",
            "unexpected answers",
            "sessions",
            "overflowed",
            "shed",
            "looped");

    private final StringBuilder html = new StringBuilder();

    private StatusPage() {}

    /**
     * The page of a service as it is now.
     *
     * @param notices what the operator should know besides, a sentence each
     */
    public static Future<String> of(Service service, List<String> notices) {
        return Status.of(service).map(status -> new StatusPage().render(status, notices));
    }

    private String render(Status status, List<String> notices) {
        ServiceConfig config = status.service().config();
        html.append("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n")
                .append("<meta name=\"viewport\" content=\"width=device-width\">\n")
                .append("<title>Pen status page</title>\n<style>")
                .append(STYLE)
                .append("</style>\n</head>\n<body>\n<main>\n<h1>Pen status page</h1>\n<p>Time ")
                .append(status.time())
                .append(", ")
                .append(status.servers().size())
                .append(" servers, ")
                .append(status.service().turn())
                .append(" current</p>\n");
        notices.forEach(notice -> html.append("<p>").append(escaped(notice)).append("</p>\n"));
        servers(status);
        html.append("<h2>Active clients</h2>\n<p>Max number of clients: ")
                .append(config.clientsMax())
                .append("</p>\n");
        clients(status);
        html.append("<h2>Active connections</h2>\n<p>Number of connections: ")
                .append(config.connectionsMax())
                .append(" max, ")
                .append(status.service().open())
                .append(" used</p>\n");
        connections(status);
        datagrams(status.service());
        return html.append("</main>\n</body>\n</html>\n").toString();
    }

    private void servers(Status status) {
        begin("Servers", SERVER_COLUMNS);
        for (ServerSnapshot server : status.servers()) {
            row(
                    server.index(),
                    server.host(),
                    status(server, status.service().at()),
                    server.port(),
                    server.connections(),
                    server.config().max(),
                    server.config().hard(),
                    server.totals().sent(),
                    server.totals().received(),
                    server.config().weight(),
                    server.config().prio());
        }
        end(0);
    }

    /** In the column where pen has the end of the blacklisting alone. */
    private static Object status(ServerSnapshot server, Instant now) {
        return server.condition().isDown() ? server.condition().downWords() : server.blacklistedUntil(now);
    }

    private void clients(Status status) {
        begin("Clients", CLIENT_COLUMNS);
        for (int place = 0; place < status.clients().size(); place++) {
            ClientTable.Entry client = status.clients().get(place);
            row(
                    place,
                    client.client(),
                    status.age(client),
                    client.server(),
                    client.connects(),
                    client.received(),
                    client.sent());
        }
        end(status.service().clients() - status.clients().size());
    }

    private void connections(Status status) {
        begin("Connections", CONNECTION_COLUMNS);
        for (var connection : status.connections()) {
            row(
                    connection.number(),
                    connection.clientDescriptor(),
                    connection.serverDescriptor(),
                    connection.pendingToClient(),
                    connection.pendingToServer(),
                    status.placeOf(connection),
                    connection.server());
        }
        end(status.service().open() - status.connections().size());
    }

    /** pen's page has nothing of the kind, so it comes last, and only where there are datagrams. */
    private void datagrams(ServiceSnapshot service) {
        if (!service.protocol().hasDatagrams()) {
            return;
        }
        DatagramCounters.Totals totals = service.datagrams();
        html.append("<h2>Datagrams</h2>\n");
        begin("Datagrams", DATAGRAM_COLUMNS);
        row(
                totals.received(),
                totals.sent(),
                totals.dropped(),
                totals.malformed(),
                totals.formerr(),
                totals.refused(),
                totals.unexpectedAnswers(),
                totals.sessionsOpen(),
                totals.overflowed(),
                totals.shed(),
                totals.looped());
        end(0);
    }

    private void begin(String what, List<String> columns) {
        html.append("<table aria-label=\"").append(what).append("\">\n<tr>\n");
        columns.forEach(
                column -> html.append("<th scope=\"col\">").append(column).append("</th>\n"));
        html.append("</tr>\n");
    }

    private void row(Object... cells) {
        html.append("<tr>\n");
        for (Object cell : cells) {
            html.append("<td>").append(escaped(cell.toString())).append("</td>\n");
        }
        html.append("</tr>\n");
    }

    private void end(int more) {
        html.append("</table>\n");
        if (more > 0) {
            html.append("<p>and ").append(more).append(" more</p>\n");
        }
    }

    /** The path of a Unix socket may hold anything. */
    private static String escaped(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }
}
