package org.penlb.control;

import org.penlb.balance.Latencies;
import org.penlb.balance.LatencyHistogram;
import org.penlb.balance.QueryCounters;
import org.penlb.balance.Server;
import org.penlb.config.AdminState;
import org.penlb.config.Protocol;
import org.penlb.service.DatagramCounters;
import org.penlb.service.Service;

/** What the command {@code counters} says: a word, then names and numbers; and a line for each server. */
final class Counters {
    private final StringBuilder text = new StringBuilder();
    private final Protocol protocol;

    private Counters(Protocol protocol) {
        this.protocol = protocol;
    }

    static String of(Service service) {
        var counters = new Counters(service.config().protocol());
        counters.service(service);
        long now = service.balancer().now();
        for (Server server : service.balancer().table().servers()) {
            if (server.config().state() != AdminState.REMOVED) {
                counters.server(server, now);
            }
        }
        return counters.text.toString();
    }

    private void service(Service service) {
        if (protocol.hasConnections()) {
            text.append("connections");
            number("open", service.openConnections());
            number("accepted", service.accepted());
            number("refused", service.refused());
            text.append('\n');
        }
        if (protocol.hasDatagrams()) {
            datagrams(service.datagrams().totals());
        }
    }

    private void datagrams(DatagramCounters.Totals totals) {
        text.append("datagrams");
        number("received", totals.received());
        number("sent", totals.sent());
        number("dropped", totals.dropped());
        number("refused", totals.refused());
        number("unexpected", totals.unexpectedAnswers());
        if (protocol == Protocol.DNS) {
            text.append("\nqueries");
            number("malformed", totals.malformed());
            number("formerr", totals.formerr());
            number("unanswered", totals.unanswered());
        } else {
            text.append("\nsessions");
            number("open", totals.sessionsOpen());
            number("opened", totals.sessionsOpened());
            number("evicted", totals.sessionsEvicted());
        }
        text.append('\n');
    }

    private void server(Server server, long now) {
        text.append(server.index()).append(" addr ").append(server.host());
        number("port", Reports.port(server.address()));
        number("conn", server.connections());
        if (protocol.hasDatagrams()) {
            QueryCounters queries = server.queries();
            number("queries", queries.queries());
            number("answers", queries.answers());
            number("timeouts", queries.timeouts());
            number("rescues", queries.rescues());
            Latencies latencies = queries.latencies();
            latency("p50", latencies.percentile(50));
            latency("p90", latencies.percentile(90));
            latency("p99", latencies.percentile(99));
        }
        number("sx", server.sent());
        number("rx", server.received());
        text.append(" state ").append(ServerState.of(server, now)).append('\n');
    }

    private void number(String name, long value) {
        text.append(' ').append(name).append(' ').append(value);
    }

    /** In microseconds; beyond the histogram only that it was more. */
    private void latency(String name, long micros) {
        if (micros == Long.MAX_VALUE) {
            text.append(' ').append(name).append(" >").append(LatencyHistogram.LONGEST_MICROS);
        } else {
            number(name, micros);
        }
    }
}
