package org.penlb.dnsfront;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.penlb.balance.Server;
import org.penlb.balance.ServerTable;
import org.penlb.config.AdminState;
import org.penlb.config.DnsOptions.Check;
import org.penlb.config.DomainName;
import org.penlb.config.RecordType;
import org.penlb.dns.CheckQuery;
import org.penlb.dns.QueryIds;
import org.penlb.relay.DatagramPort;
import org.penlb.relay.DatagramReceiver;
import org.penlb.relay.DatagramTransport;
import org.penlb.service.Service;

/**
 * Asks every server of a service a real query at each interval. A server is down after some bad or missing answers in a
 * row, and up again after some good ones. One per service; it works on one event loop.
 */
final class HealthChecker {
    private final Service service;
    private final DatagramTransport transport;
    private final QueryIds ids = new QueryIds();
    private final Map<SocketAddress, ServerCheck> checks = new HashMap<>();
    private @Nullable Check askedFor;
    private @Nullable CheckQuery query;
    private long askedAt;

    HealthChecker(Service service, DatagramTransport transport) {
        this.service = service;
        this.transport = transport;
    }

    /** Asks if it is time. */
    void tick(long now) {
        Check options = service.config().dns().check();
        long interval = options.interval().toNanos();
        if (interval == 0) {
            stop();
            return;
        }
        CheckQuery question = query;
        if (question == null || !options.equals(askedFor)) {
            question = new CheckQuery(
                    DomainName.parse("check_query", options.name()), RecordType.parse("check_query", options.type()));
            query = question;
            askedFor = options;
            askedAt = now - interval;
        }
        if (now - askedAt >= interval) {
            askedAt = now;
            round(question, options, now);
        }
    }

    private void round(CheckQuery question, Check options, long now) {
        Map<SocketAddress, List<Server>> wanted = servers().stream().collect(Collectors.groupingBy(Server::address));
        checks.entrySet().removeIf(entry -> {
            boolean gone = !wanted.containsKey(entry.getKey());
            if (gone) {
                entry.getValue().close();
            }
            return gone;
        });
        wanted.forEach((address, servers) ->
                checks.computeIfAbsent(address, _ -> new ServerCheck(this)).round(servers, question, options, now));
    }

    private List<Server> servers() {
        ServerTable table = service.balancer().table();
        List<Server> servers = new ArrayList<>();
        for (Server server : table.servers()) {
            if (server.config().state() != AdminState.REMOVED) {
                servers.add(server);
            }
        }
        if (table.emergency() != null) {
            servers.add(table.emergency());
        }
        return servers;
    }

    /**
     * Nobody asks any more, so nobody could tell that a server is well again. Another event loop, or the listener that was
     * there before, may just have found one down.
     */
    private void stop() {
        close();
        for (Server server : servers()) {
            if (server.downReason() != null) {
                service.isNotChecked(server);
            }
        }
    }

    void close() {
        checks.values().forEach(ServerCheck::close);
        checks.clear();
    }

    /**
     * A new socket to ask a server by, so that an answer to an earlier question does not come in there.
     *
     * @throws IOException saying why there is none
     */
    DatagramPort connect(Server server, DatagramReceiver receiver) throws IOException {
        return transport.connect((InetSocketAddress) server.address(), service.source(), receiver);
    }

    int nextId() {
        return ids.next();
    }

    void wentDown(Server server, String reason) {
        service.wentDown(server, reason);
    }

    void cameUp(Server server) {
        service.cameUp(server);
    }
}
