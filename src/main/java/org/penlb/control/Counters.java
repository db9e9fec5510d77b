package org.penlb.control;

import org.penlb.balance.Latencies;
import org.penlb.balance.LatencyHistogram;
import org.penlb.balance.ServerTotals;
import org.penlb.config.Protocol;
import org.penlb.service.DatagramCounters;
import org.penlb.service.ServerSnapshot;
import org.penlb.service.Service;
import org.penlb.service.ServiceSnapshot;
import org.penlb.service.TlsSnapshot;

/**
 * What the command {@code counters} says: a word, then names and numbers; and a line for each server. All count since the start
 * but percentiles of latencies, which are of late.
 */
final class Counters {
    private final StringBuilder text = new StringBuilder();
    private final Protocol protocol;

    private Counters(Protocol protocol) {
        this.protocol = protocol;
    }

    static String of(Service service) {
        ServiceSnapshot snapshot = ServiceSnapshot.of(service);
        var counters = new Counters(snapshot.protocol());
        counters.service(snapshot);
        snapshot.regular().forEach(counters::server);
        return counters.text.toString();
    }

    private void service(ServiceSnapshot service) {
        if (protocol.hasConnections()) {
            text.append("connections");
            number("open", service.open());
            number("accepted", service.accepted());
            number("refused", service.refused());
            text.append('\n');
        }
        if (protocol.hasDatagrams()) {
            datagrams(service.datagrams());
        }
        if (!service.proxyRefused().isEmpty()) {
            text.append("proxy-refused");
            service.proxyRefused().forEach((reason, count) -> number(reason.word(), count));
            text.append('\n');
        }
        if (service.tls() != null) {
            handshakes(service.tls());
        }
    }

    private void handshakes(TlsSnapshot tls) {
        text.append("handshakes");
        number("done", tls.done());
        number("failed", tls.failures());
        number("truncated", tls.truncated());
        tls.failed().forEach((fault, count) -> {
            if (count > 0) {
                number(fault.word(), count);
            }
        });
        text.append('\n');
    }

    private void datagrams(DatagramCounters.Totals totals) {
        text.append("datagrams");
        number("received", totals.received());
        number("sent", totals.sent());
        number("dropped", totals.dropped());
        number("refused", totals.refused());
        number("unexpected", totals.unexpectedAnswers());
        if (totals.overflowed() + totals.shed() + totals.looped() > 0) {
            text.append("\nlost");
            number("overflowed", totals.overflowed());
            number("shed", totals.shed());
            number("looped", totals.looped());
        }
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

    private void server(ServerSnapshot server) {
        text.append(server.index()).append(" addr ").append(server.host());
        number("port", server.port());
        number("conn", server.connections());
        if (protocol.hasDatagrams()) {
            ServerTotals totals = server.totals();
            number("queries", totals.queries());
            number("answers", totals.answers());
            number("timeouts", totals.timeouts());
            number("rescues", totals.rescues());
            Latencies latencies = server.recentLatencies();
            latency("p50", latencies.percentile(50));
            latency("p90", latencies.percentile(90));
            latency("p99", latencies.percentile(99));
        }
        number("sx", server.totals().sent());
        number("rx", server.totals().received());
        text.append(" state ").append(server.condition().words()).append('\n');
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
