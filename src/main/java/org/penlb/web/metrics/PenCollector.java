package org.penlb.web.metrics;

import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.penlb.admin.Administration;
import org.penlb.admin.Reloads;
import org.penlb.cluster.ClusterView;
import org.penlb.config.Protocol;
import org.penlb.config.Routing;
import org.penlb.listen.Listener;
import org.penlb.service.ClientCounters;
import org.penlb.service.DatagramCounters;
import org.penlb.service.LogState;
import org.penlb.service.ServerCondition;
import org.penlb.service.ServerSnapshot;
import org.penlb.service.ServerState;
import org.penlb.service.ServiceSnapshot;
import org.penlb.service.ServiceTotals;
import org.penlb.tls.hello.HelloRefusal;

/**
 * Reads Pen's own counters when somebody scrapes, and at no other time: the data path counts for itself already, and what is
 * there is what is there now, so services and servers that are gone leave nothing.
 */
final class PenCollector implements MultiCollector {
    /** More servers than that, of all services, have no metrics of their own: the first ones have. */
    static final int MOST_SERVERS = 1000;

    /** 16 us to 8.4 s. */
    private static final int SERVICE_FIRST = 4;
    /** 64 us to 4.2 s, with a quarter of the buckets, since there are many servers. */
    private static final int SERVER_FIRST = 6;

    private static final int SERVER_STEP = 2;

    private final Administration pen;
    private final String version;

    PenCollector(Administration pen, String version) {
        this.pen = pen;
        this.version = version;
    }

    @Override
    public MetricSnapshots collect() {
        var families = new Families();
        families.addInfo(Metric.BUILD_INFO, Labels.of("version", version));
        addReload(families, pen.reloads().last());
        families.add(Metric.EVENTS_TOTAL, Labels.EMPTY, pen.events().recent().last());
        ClusterView cluster = pen.cluster();
        if (cluster != null) {
            ClusterMetrics.add(families, cluster);
        }
        var tls = new TlsMetrics(families);
        int room = MOST_SERVERS;
        for (Listener listener : pen.listeners()) {
            ServiceSnapshot service = ServiceSnapshot.of(listener.service());
            List<ServerSnapshot> servers = service.servers();
            List<ServerSnapshot> shown = servers.subList(0, Math.min(room, servers.size()));
            room -= shown.size();
            Labels labels = Labels.of(
                    "service", service.config().name(),
                    "protocol", service.protocol().name().toLowerCase(Locale.ROOT));
            addService(families, labels, service);
            addLog(families, service);
            if (service.config().routing() instanceof Routing.Routed) {
                addHellos(families, labels, listener.service().clients());
            }
            if (service.tls() != null) {
                tls.add(service.config().name(), labels, service.tls());
            }
            families.add(Metric.SERVICE_SERVERS_OMITTED, labels, servers.size() - shown.size());
            shown.forEach(server -> addServer(families, service.config().name(), server));
        }
        tls.end(pen.certificates().page().certificates());
        return families.all();
    }

    /** A start is a reading that went well. */
    private static void addReload(Families families, Reloads.@Nullable Outcome last) {
        long at = last == null
                ? ManagementFactory.getRuntimeMXBean().getStartTime()
                : last.at().toEpochMilli();
        families.add(Metric.RELOAD_SUCCESS, Labels.EMPTY, last == null || last.ok());
        families.add(Metric.RELOAD_WAITING, Labels.EMPTY, last != null && last.waiting());
        families.addReal(Metric.RELOAD_LAST_TIMESTAMP_SECONDS, Labels.EMPTY, at / 1000.0);
    }

    private static void addService(Families families, Labels labels, ServiceSnapshot service) {
        Protocol protocol = service.protocol();
        boolean up = service.config().stream().dummy() || service.takesClients() || service.isRoutedOnly();
        families.add(Metric.SERVICE_UP, labels, up);
        families.add(Metric.SERVICE_SERVERS, labels, service.servers().size());
        families.add(Metric.SERVICE_CLIENTS_TRACKED, labels, service.clients());
        families.add(Metric.SERVICE_CLIENTS_LIMIT, labels, service.config().clientsMax());
        ServiceTotals totals = service.totals();
        families.add(
                Metric.SERVICE_RECEIVED_BYTES_TOTAL, labels, totals.servers().sent());
        families.add(Metric.SERVICE_SENT_BYTES_TOTAL, labels, totals.servers().received());
        families.add(Metric.SERVICE_ERRORS_TOTAL, labels, totals.errors());
        families.add(Metric.SERVICE_UNTRIED_TOTAL, labels, totals.untried());
        families.add(Metric.SERVICE_LATENCY_SECONDS, labels, service.latencies(), SERVICE_FIRST, 1);
        service.proxyRefused()
                .forEach((reason, count) -> families.add(
                        Metric.SERVICE_PROXY_REFUSED_TOTAL, labels.merge(Labels.of("reason", reason.word())), count));
        if (protocol.hasConnections()) {
            families.add(Metric.SERVICE_CONNECTIONS_OPEN, labels, service.open());
            families.add(Metric.SERVICE_CONNECTIONS_PENDING, labels, service.pending());
            families.add(
                    Metric.SERVICE_CONNECTIONS_LIMIT, labels, service.config().connectionsMax());
            families.add(Metric.SERVICE_CONNECTIONS_ACCEPTED_TOTAL, labels, service.accepted());
            families.add(Metric.SERVICE_CONNECTIONS_REFUSED_TOTAL, labels, service.refused());
        }
        if (protocol.hasDatagrams()) {
            addDatagrams(families, labels, protocol, service.datagrams());
        }
    }

    private static void addLog(Families families, ServiceSnapshot service) {
        LogState log = service.log();
        if (log != null) {
            Labels labels = Labels.of("service", service.config().name(), "log", log.destination());
            families.add(Metric.LOG_UP, labels, log.up());
            families.add(Metric.LOG_LINES_DROPPED_TOTAL, labels, log.dropped());
        }
    }

    private static void addHellos(Families families, Labels labels, ClientCounters clients) {
        for (HelloRefusal reason : HelloRefusal.values()) {
            if (reason != HelloRefusal.NOT_TLS) { // who speaks something else is served
                families.add(
                        Metric.SERVICE_HELLOS_REFUSED_TOTAL,
                        labels.add("reason", reason.label()),
                        clients.refused(reason));
            }
        }
    }

    private static void addDatagrams(
            Families families, Labels labels, Protocol protocol, DatagramCounters.Totals totals) {
        families.add(Metric.SERVICE_DATAGRAMS_RECEIVED_TOTAL, labels, totals.received());
        families.add(Metric.SERVICE_DATAGRAMS_SENT_TOTAL, labels, totals.sent());
        families.add(Metric.SERVICE_DATAGRAMS_DROPPED_TOTAL, labels, totals.dropped());
        families.add(Metric.SERVICE_DATAGRAMS_OVERFLOWED_TOTAL, labels, totals.overflowed());
        families.add(Metric.SERVICE_DATAGRAMS_SHED_TOTAL, labels, totals.shed());
        families.add(Metric.SERVICE_DATAGRAMS_LOOPED_TOTAL, labels, totals.looped());
        families.add(Metric.SERVICE_DATAGRAMS_REFUSED_TOTAL, labels, totals.refused());
        families.add(Metric.SERVICE_DATAGRAMS_UNEXPECTED_TOTAL, labels, totals.unexpectedAnswers());
        if (protocol == Protocol.DNS) {
            families.add(Metric.SERVICE_QUERIES_MALFORMED_TOTAL, labels, totals.malformed());
            families.add(Metric.SERVICE_QUERIES_FORMERR_TOTAL, labels, totals.formerr());
            families.add(Metric.SERVICE_QUERIES_UNANSWERED_TOTAL, labels, totals.unanswered());
        } else {
            families.add(Metric.SERVICE_SESSIONS_OPEN, labels, totals.sessionsOpen());
            families.add(Metric.SERVICE_SESSIONS_OPENED_TOTAL, labels, totals.sessionsOpened());
            families.add(Metric.SERVICE_SESSIONS_EVICTED_TOTAL, labels, totals.sessionsEvicted());
        }
    }

    private static void addServer(Families families, String service, ServerSnapshot server) {
        ServerCondition condition = server.condition();
        Labels labels = Labels.of(
                "service", service,
                "server", server.config().address().toString(),
                "index", String.valueOf(server.index()),
                "role", server.role().name().toLowerCase(Locale.ROOT));
        families.add(Metric.SERVER_UP, labels, condition.state() == ServerState.UP);
        families.add(Metric.SERVER_UNPROVEN, labels, condition.isUnproven());
        families.add(Metric.SERVER_DRAINING, labels, condition.draining());
        families.add(Metric.SERVER_BLACKLISTED, labels, condition.isBlacklisted());
        families.add(Metric.SERVER_DOWN, labels, condition.isDown());
        families.add(Metric.SERVER_CONNECTIONS, labels, server.connections());
        families.add(Metric.SERVER_CONNECTIONS_LIMIT, labels, server.config().max());
        families.add(Metric.SERVER_WEIGHT, labels, server.config().weight());
        families.add(Metric.SERVER_SENT_BYTES_TOTAL, labels, server.totals().sent());
        families.add(Metric.SERVER_RECEIVED_BYTES_TOTAL, labels, server.totals().received());
        families.add(Metric.SERVER_SERVED_TOTAL, labels, server.served());
        families.add(Metric.SERVER_FAILURES_TOTAL, labels, server.failures());
        families.add(Metric.SERVER_LATENCY_SECONDS, labels, server.latencies(), SERVER_FIRST, SERVER_STEP);
    }
}
