package org.penlb.control;

import io.vertx.core.Future;
import org.penlb.accesslog.AccessLog;
import org.penlb.balance.Server;
import org.penlb.service.DatagramCounters;
import org.penlb.service.Service;

/** A service's status in a few lines for the log: what USR1 asks for where there is no status file. */
final class StatusText {
    private StatusText() {}

    static Future<String> of(Service service) {
        return Status.of(service).map(StatusText::render);
    }

    private static String render(Status status) {
        Service service = status.service();
        var text = new StringBuilder();
        text.append("%s: %d servers, %d clients remembered (%d max), %d connections (%d max), %d accepted, %d refused%n"
                .formatted(
                        service.config().name(),
                        status.servers().size(),
                        service.balancer().clients().size(),
                        service.config().clientsMax(),
                        service.openConnections(),
                        service.config().connectionsMax(),
                        service.accepted(),
                        service.refused()));
        if (service.config().protocol().hasDatagrams()) {
            text.append(datagrams(service));
        }
        for (Server server : status.servers()) {
            text.append("%s: server %d %s %s, %d connections (%d soft, %d hard), %d sent, %d received%n"
                    .formatted(
                            service.config().name(),
                            server.index(),
                            server,
                            ServerState.of(server, status.now()),
                            server.connections(),
                            server.config().max(),
                            server.config().hard(),
                            server.sent(),
                            server.received()));
        }
        AccessLog log = service.log();
        if (log != null && log.dropped() > 0) {
            text.append("%s: %d lines are missing in log %s%n"
                    .formatted(
                            service.config().name(),
                            log.dropped(),
                            service.config().log()));
        }
        return text.toString();
    }

    private static String datagrams(Service service) {
        DatagramCounters.Totals totals = service.datagrams().totals();
        return "%s: %d datagrams received, %d sent, %d dropped, %d sessions open, %d opened%n"
                .formatted(
                        service.config().name(),
                        totals.received(),
                        totals.sent(),
                        totals.dropped(),
                        totals.sessionsOpen(),
                        totals.sessionsOpened());
    }
}
