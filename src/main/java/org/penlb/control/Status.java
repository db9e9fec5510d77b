package org.penlb.control;

import io.vertx.core.Future;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.penlb.balance.ClientTable;
import org.penlb.service.ConnectionView;
import org.penlb.service.ServerSnapshot;
import org.penlb.service.Service;
import org.penlb.service.ServiceSnapshot;

/**
 * A service at a moment, as pen's status shows it.
 *
 * @param servers the regular ones
 * @param clients up to {@value #MOST_ROWS} of the remembered clients, in the order of their places
 * @param connections up to {@value #MOST_ROWS} open connections, in the order of their numbers
 * @param table where clients have their places
 */
record Status(
        ServiceSnapshot service,
        List<ServerSnapshot> servers,
        List<ClientTable.Entry> clients,
        List<ConnectionView> connections,
        ClientTable table) {
    /** A page of a million rows would help nobody, and cost much memory. */
    static final int MOST_ROWS = 10_000;

    static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss");

    static Future<Status> of(Service service) {
        return service.connectionTable().views(MOST_ROWS).map(connections -> {
            ClientTable table = service.balancer().clients();
            List<ClientTable.Entry> clients = table.inOrder(MOST_ROWS);
            ServiceSnapshot snapshot = ServiceSnapshot.of(service);
            return new Status(snapshot, snapshot.regular(), clients, connections, table);
        });
    }

    /** The local time. */
    String time() {
        return service.at().atZone(ZoneId.systemDefault()).format(TIME);
    }

    /** Seconds since a client was last given a server. */
    long age(ClientTable.Entry client) {
        return Math.max(0, TimeUnit.NANOSECONDS.toSeconds(service.now() - client.lastUse()));
    }

    int placeOf(ConnectionView connection) {
        return table.placeOf(connection.client());
    }
}
