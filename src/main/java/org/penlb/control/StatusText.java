package org.penlb.control;

import io.vertx.core.Future;
import org.penlb.service.DatagramCounters;
import org.penlb.service.LogState;
import org.penlb.service.ServerSnapshot;
import org.penlb.service.Service;
import org.penlb.service.ServiceSnapshot;
import org.penlb.service.TlsSnapshot;

/** A service's status in a few lines for the log: what USR1 asks for where there is no status file. */
final class StatusText {
    private StatusText() {}

    static Future<String> of(Service service) {
        return Status.of(service).map(StatusText::render);
    }

    private static String render(Status status) {
        ServiceSnapshot service = status.service();
        var text = new StringBuilder();
        text.append("%s: %d servers, %d clients remembered (%d max), %d connections (%d max), %d accepted, %d refused%n"
                .formatted(
                        service.config().name(),
                        status.servers().size(),
                        service.clients(),
                        service.config().clientsMax(),
                        service.open(),
                        service.config().connectionsMax(),
                        service.accepted(),
                        service.refused()));
        if (service.protocol().hasDatagrams()) {
            text.append(datagrams(service));
        }
        if (service.tls() != null) {
            text.append(tls(service, service.tls()));
        }
        for (ServerSnapshot server : status.servers()) {
            text.append("%s: server %d %s %s, %d connections (%d soft, %d hard), %d sent, %d received%n"
                    .formatted(
                            service.config().name(),
                            server.index(),
                            server.config().address(),
                            server.condition().words(),
                            server.connections(),
                            server.config().max(),
                            server.config().hard(),
                            server.totals().sent(),
                            server.totals().received()));
        }
        LogState log = service.log();
        if (log != null && log.dropped() > 0) {
            text.append("%s: %d lines are missing in log %s%n"
                    .formatted(service.config().name(), log.dropped(), log.destination()));
        }
        if (log != null && !log.up()) {
            text.append("%s: the log %s cannot be opened or written at the moment%n"
                    .formatted(service.config().name(), log.destination()));
        }
        return text.toString();
    }

    private static String tls(ServiceSnapshot service, TlsSnapshot tls) {
        String certificates = tls.certificates().isEmpty()
                ? ""
                : ", %d certificates, %d days left to the first end"
                        .formatted(
                                tls.certificates().size(),
                                tls.certificates().getFirst().daysLeft(service.at()));
        return "%s: %d TLS handshakes made, %d not, %d streams cut short%s, by %s%n"
                .formatted(
                        service.config().name(),
                        tls.done(),
                        tls.failures(),
                        tls.truncated(),
                        certificates,
                        tls.engine());
    }

    private static String datagrams(ServiceSnapshot service) {
        DatagramCounters.Totals totals = service.datagrams();
        String name = service.config().name();
        String text = "%s: %d datagrams received, %d sent, %d dropped, %d sessions open, %d opened%n"
                .formatted(
                        name,
                        totals.received(),
                        totals.sent(),
                        totals.dropped(),
                        totals.sessionsOpen(),
                        totals.sessionsOpened());
        return totals.overflowed() + totals.shed() + totals.looped() == 0
                ? text
                : text
                        + "%s: of the dropped ones %d found a receive buffer full, %d were shed, %d were in a loop%n"
                                .formatted(name, totals.overflowed(), totals.shed(), totals.looped());
    }
}
