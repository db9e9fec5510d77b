package org.penlb.web.metrics;

import io.prometheus.metrics.model.snapshots.MetricMetadata;
import java.util.List;
import java.util.Locale;

/** What {@code /metrics} tells of Pen itself, by name. Names stay as they are: dashboards and alerts are made of them. */
enum Metric {
    BUILD_INFO(Type.INFO, "1; which version this is", List.of("version")),
    RELOAD_SUCCESS(
            Type.GAUGE, "Whether the configuration that was read last was applied; the start counts as one", List.of()),
    RELOAD_LAST_TIMESTAMP_SECONDS(Type.GAUGE, "When a configuration was read last, applied or not", List.of()),
    RELOAD_WAITING(
            Type.GAUGE,
            "1 if what was read last is tried again by itself, because what keeps it from being applied may pass",
            List.of()),
    TLS_INFO(Type.INFO, "1 where TLS is spoken; what encrypts", List.of("engine")),
    CERTIFICATE_NOT_AFTER_SECONDS(
            Type.GAUGE, "When a certificate expires, in seconds since 1970", List.of("service", "name", "file")),
    EVENTS_TOTAL(Type.COUNTER, "Events recorded", List.of()),

    SERVICE_UP(Type.GAUGE, "1 if a server takes clients, the emergency server included", Labels.SERVICE),
    SERVICE_CONNECTIONS_OPEN(Type.GAUGE, "Connections of clients", Labels.SERVICE),
    SERVICE_CONNECTIONS_PENDING(
            Type.GAUGE, "Connections of clients that are not joined with a server yet", Labels.SERVICE),
    SERVICE_CONNECTIONS_LIMIT(Type.GAUGE, "Connections that are served at a time; more wait", Labels.SERVICE),
    SERVICE_CONNECTIONS_ACCEPTED_TOTAL(Type.COUNTER, "Connections of clients", Labels.SERVICE),
    SERVICE_CONNECTIONS_REFUSED_TOTAL(Type.COUNTER, "Connections closed because no server took them", Labels.SERVICE),
    SERVICE_HELLOS_REFUSED_TOTAL(
            Type.COUNTER,
            "TLS hellos of clients by which none can be routed",
            List.of("service", "protocol", "reason")),
    SERVICE_SESSIONS_OPEN(Type.GAUGE, "Sessions of UDP clients", Labels.SERVICE),
    SERVICE_SESSIONS_OPENED_TOTAL(Type.COUNTER, "Sessions of UDP clients", Labels.SERVICE),
    SERVICE_SESSIONS_EVICTED_TOTAL(
            Type.COUNTER, "Sessions ended early because a newer one needed the place", Labels.SERVICE),
    SERVICE_DATAGRAMS_RECEIVED_TOTAL(Type.COUNTER, "Datagrams from clients", Labels.SERVICE),
    SERVICE_DATAGRAMS_SENT_TOTAL(Type.COUNTER, "Datagrams to clients", Labels.SERVICE),
    SERVICE_DATAGRAMS_DROPPED_TOTAL(Type.COUNTER, "Datagrams lost in Pen because something was full", Labels.SERVICE),
    SERVICE_DATAGRAMS_OVERFLOWED_TOTAL(
            Type.COUNTER, "Of the dropped datagrams, those that found a receive buffer full", Labels.SERVICE),
    SERVICE_DATAGRAMS_SHED_TOTAL(
            Type.COUNTER, "Of the dropped datagrams, those that gave way when too many waited", Labels.SERVICE),
    SERVICE_DATAGRAMS_LOOPED_TOTAL(
            Type.COUNTER, "Of the dropped datagrams, those that would have gone round for ever", Labels.SERVICE),
    SERVICE_DATAGRAMS_REFUSED_TOTAL(Type.COUNTER, "Datagrams that no server took", Labels.SERVICE),
    SERVICE_DATAGRAMS_UNEXPECTED_TOTAL(Type.COUNTER, "Datagrams of servers that nobody waited for", Labels.SERVICE),
    SERVICE_QUERIES_MALFORMED_TOTAL(Type.COUNTER, "Messages of clients that are no DNS queries", Labels.SERVICE),
    SERVICE_QUERIES_FORMERR_TOTAL(
            Type.COUNTER, "Broken DNS queries, answered with FORMERR, and unknown ones, with NOTIMP", Labels.SERVICE),
    SERVICE_QUERIES_UNANSWERED_TOTAL(Type.COUNTER, "DNS queries that no server answered in time", Labels.SERVICE),
    SERVICE_RECEIVED_BYTES_TOTAL(Type.COUNTER, "Bytes from clients to servers", Labels.SERVICE),
    SERVICE_SENT_BYTES_TOTAL(Type.COUNTER, "Bytes from servers to clients", Labels.SERVICE),
    SERVICE_ERRORS_TOTAL(
            Type.COUNTER,
            "Whatever went wrong: connections that could not be made, resets by servers, refused clients, time-outs",
            Labels.SERVICE),
    SERVICE_UNTRIED_TOTAL(
            Type.COUNTER,
            "What could not even be sent to a server, for want of local ports, descriptors, memory or rights",
            Labels.SERVICE),
    SERVICE_PROXY_REFUSED_TOTAL(
            Type.COUNTER,
            "What proxies sent in the place of PROXY headers, by what was wrong with it",
            Labels.SERVICE_REASON),
    SERVICE_CLIENTS_TRACKED(Type.GAUGE, "Clients that are remembered", Labels.SERVICE),
    SERVICE_CLIENTS_LIMIT(Type.GAUGE, "Clients that can be remembered", Labels.SERVICE),
    SERVICE_SERVERS(Type.GAUGE, "Servers, emergency and abuse server included", Labels.SERVICE),
    SERVICE_SERVERS_OMITTED(
            Type.GAUGE, "Servers that have no metrics of their own, because there are too many", Labels.SERVICE),
    SERVICE_LATENCY_SECONDS(
            Type.HISTOGRAM, "How long servers took to accept a connection, or to answer", Labels.SERVICE),

    SERVICE_HANDSHAKES_TOTAL(Type.COUNTER, "TLS handshakes made with clients", Labels.SERVICE),
    SERVICE_HANDSHAKE_FAILURES_TOTAL(
            Type.COUNTER, "TLS handshakes with clients that were not made", List.of("service", "protocol", "reason")),
    SERVICE_TRUNCATED_TOTAL(
            Type.COUNTER, "Streams of clients that stopped without the end that TLS demands", Labels.SERVICE),
    SERVICE_CERTIFICATES_OMITTED(
            Type.GAUGE, "Certificates that have no metric of their own, because there are too many", Labels.SERVICE),

    LOG_UP(
            Type.GAUGE,
            "1 if the log of requests is written where its name says; 0 while it cannot be opened or written",
            Labels.LOG),
    LOG_LINES_DROPPED_TOTAL(Type.COUNTER, "Lines of the log of requests that were not written", Labels.LOG),

    SERVER_UP(Type.GAUGE, "1 if it takes clients, and was seen to be well since it failed last", Labels.SERVER),
    SERVER_UNPROVEN(
            Type.GAUGE,
            "1 if it is given clients, though it was not seen to be well yet, or not since it failed",
            Labels.SERVER),
    SERVER_DRAINING(Type.GAUGE, "1 if the operator lets it take no new clients", Labels.SERVER),
    SERVER_BLACKLISTED(Type.GAUGE, "1 if it is left alone for a while", Labels.SERVER),
    SERVER_DOWN(Type.GAUGE, "1 if a health check found it down", Labels.SERVER),
    SERVER_CONNECTIONS(Type.GAUGE, "Connections open or on their way, or datagrams not answered yet", Labels.SERVER),
    SERVER_CONNECTIONS_LIMIT(Type.GAUGE, "Its soft limit; 0: none", Labels.SERVER),
    SERVER_WEIGHT(Type.GAUGE, "Its share under weighted selection", Labels.SERVER),
    SERVER_SENT_BYTES_TOTAL(Type.COUNTER, "Bytes from clients to it", Labels.SERVER),
    SERVER_RECEIVED_BYTES_TOTAL(Type.COUNTER, "Bytes from it to clients", Labels.SERVER),
    SERVER_SERVED_TOTAL(Type.COUNTER, "Connections made, and datagrams answered", Labels.SERVER),
    SERVER_FAILURES_TOTAL(
            Type.COUNTER, "Connections that could not be made, and datagrams not answered in time", Labels.SERVER),
    SERVER_LATENCY_SECONDS(Type.HISTOGRAM, "How long it took to accept a connection, or to answer", Labels.SERVER),

    CLUSTER_STATE(Type.GAUGE, "1 for how this instance stands to the others, 0 for what it might be", List.of("state")),
    CLUSTER_INSTANCES_KNOWN(Type.GAUGE, "Instances of the cluster that this one knows, itself included", List.of()),
    CLUSTER_INSTANCES_HEARD(Type.GAUGE, "Of them, those that are heard, itself included", List.of()),
    CLUSTER_JOINS_TOTAL(Type.COUNTER, "How often this instance joined the others", List.of()),
    CLUSTER_MAP_FAILURES_TOTAL(
            Type.COUNTER, "Operations on the maps of the cluster that failed since it joined last", List.of()),
    CLUSTER_ASSIGNMENTS_TOLD_TOTAL(Type.COUNTER, "Clients given a server here, as others were told", List.of()),
    CLUSTER_ASSIGNMENTS_LEARNED_TOTAL(Type.COUNTER, "Clients given a server elsewhere, as others told", List.of()),
    CLUSTER_ASSIGNMENTS_AHEAD_TOTAL(
            Type.COUNTER, "Of what others told, what is too far in the future to be taken", List.of()),
    CLUSTER_MESSAGES_REFUSED_TOTAL(
            Type.COUNTER, "Messages of instances, or of strangers, that were not taken", List.of("reason")),
    CLUSTER_PEERS_OMITTED(
            Type.GAUGE, "Instances that have no metrics of their own, because there are too many", List.of()),
    CLUSTER_PEER_UP(Type.GAUGE, "1 if another instance is heard", Labels.PEER),
    CLUSTER_PEER_LAG(
            Type.GAUGE,
            "What is on its way to it: batches of assignments, and clients that wait for their turn",
            Labels.PEER),
    CLUSTER_PEER_HEARD_AGE_SECONDS(Type.GAUGE, "How long ago it was heard last", Labels.PEER),
    CLUSTER_PEER_SYNC_AGE_SECONDS(
            Type.GAUGE, "How long ago it was last seen to know no client that is not known here", Labels.PEER);

    enum Type {
        /** A gauge that is always 1. */
        INFO,
        GAUGE,
        COUNTER,
        HISTOGRAM
    }

    private static final class Labels {
        static final List<String> SERVICE = List.of("service", "protocol");
        static final List<String> SERVICE_REASON = List.of("service", "protocol", "reason");
        static final List<String> LOG = List.of("service", "log");
        static final List<String> SERVER = List.of("service", "server", "index", "role");
        static final List<String> PEER = List.of("peer");
    }

    private final Type type;
    private final String help;
    private final List<String> labels;

    Metric(Type type, String help, List<String> labels) {
        this.type = type;
        this.help = help;
        this.labels = labels;
    }

    Type type() {
        return type;
    }

    List<String> labels() {
        return labels;
    }

    /** As Prometheus calls it. */
    String wholeName() {
        return "pen_" + name().toLowerCase(Locale.ROOT);
    }

    /** The format itself adds to a name that it is a counter's. */
    MetricMetadata metadata() {
        String name = wholeName();
        return new MetricMetadata(name.replaceFirst("_(total|info)$", ""), help);
    }
}
