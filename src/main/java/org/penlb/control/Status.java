package org.penlb.control;

import io.vertx.core.Future;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.penlb.balance.ClientTable;
import org.penlb.balance.Server;
import org.penlb.config.AdminState;
import org.penlb.service.ConnectionView;
import org.penlb.service.Service;

/**
 * A service at a moment, as pen's status shows it.
 *
 * @param time the local time
 * @param servers those that are there
 * @param clients up to {@value #MOST_ROWS} of the remembered clients, in the order of their places
 * @param connections up to {@value #MOST_ROWS} open connections, in the order of their numbers
 * @param now the balancer's clock
 */
record Status(
        Service service,
        String time,
        List<Server> servers,
        List<ClientTable.Entry> clients,
        List<ConnectionView> connections,
        long now) {
    /** A page of a million rows would help nobody, and cost much memory. */
    static final int MOST_ROWS = 10_000;

    static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss");

    static Future<Status> of(Service service) {
        return service.connectionTable().views(MOST_ROWS).map(connections -> {
            List<Server> servers = service.balancer().table().servers().stream()
                    .filter(server -> server.config().state() != AdminState.REMOVED)
                    .toList();
            List<ClientTable.Entry> clients = service.balancer().clients().inOrder(MOST_ROWS);
            String time = LocalDateTime.now(ZoneId.systemDefault()).format(TIME);
            return new Status(
                    service,
                    time,
                    servers,
                    clients,
                    connections,
                    service.balancer().now());
        });
    }

    /** Seconds since a client was last given a server. */
    long age(ClientTable.Entry client) {
        return Math.max(0, TimeUnit.NANOSECONDS.toSeconds(now - client.lastUse()));
    }

    /** When the server's blacklisting ends, in seconds of the epoch, or 0 if it is not blacklisted. */
    long blacklistedUntil(Server server) {
        return server.isBlacklisted(now)
                ? System.currentTimeMillis() / 1000 + TimeUnit.NANOSECONDS.toSeconds(server.blacklistedNanos(now))
                : 0;
    }

    int placeOf(ConnectionView connection) {
        return service.balancer().clients().placeOf(connection.client());
    }
}
