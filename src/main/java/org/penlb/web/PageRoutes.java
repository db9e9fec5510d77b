package org.penlb.web;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.penlb.admin.Administration;
import org.penlb.balance.ClientCursor;
import org.penlb.balance.ClientPage;
import org.penlb.balance.ClientTable;
import org.penlb.balance.Server;
import org.penlb.config.ConfigException;
import org.penlb.config.IpAddress;
import org.penlb.listen.Listener;
import org.penlb.service.CertificateOrder;
import org.penlb.service.ConnectionPage;
import org.penlb.service.ConnectionView;
import org.penlb.service.Service;
import org.penlb.tls.certificate.CertificateReport;

/** What there may be a million of, page by page: clients, connections, certificates. */
final class PageRoutes {
    private static final String UNIX = "unix";

    private final Administration pen;
    private final Answers answers;

    PageRoutes(Administration pen, Answers answers) {
        this.pen = pen;
        this.answers = answers;
    }

    void addTo(Endpoints endpoints) {
        String service = WebVerticle.API + "/services/{service}";
        endpoints.readJson(service + "/clients", this::clients);
        endpoints.readJson(service + "/connections", this::connections);
        endpoints.readJson(service + "/certificates", this::certificates);
    }

    /** As the API shows a client's address. */
    static String shown(IpAddress client) {
        return client.equals(IpAddress.UNIX) ? UNIX : client.toString();
    }

    private static String search(RoutingContext request) {
        String search = RequestParameters.text(request, "search");
        return search == null ? "" : search.equals(UNIX) ? IpAddress.UNIX.toString() : search;
    }

    private void clients(RoutingContext request) {
        Listener listener = RequestParameters.service(request, pen);
        String search = search(request);
        int limit = RequestParameters.limit(request);
        ClientCursor after = cursor(RequestParameters.text(request, "after"));
        Service service = listener.service();
        answers.json(request, () -> {
            ClientPage page = ClientPage.of(service.balancer().clients(), search, after, limit);
            long now = service.balancer().now();
            var items = new JsonArray();
            page.clients().forEach(client -> items.add(client(client, now)));
            ClientCursor next = page.next();
            return page(page.total(), items, next == null ? null : next.toString());
        });
    }

    private static @Nullable ClientCursor cursor(@Nullable String text) {
        try {
            return text == null ? null : ClientCursor.parse(text);
        } catch (ConfigException e) {
            throw new HttpError(400, String.valueOf(e.getMessage()));
        }
    }

    private static JsonObject client(ClientTable.Entry client, long now) {
        return new JsonObject()
                .put("address", shown(client.client()))
                .put("server", client.server())
                .put("ageSeconds", seconds(client.lastUse(), now))
                .put("connections", client.connects())
                .put("bytes", bytes(client.sent(), client.received()));
    }

    private static JsonObject bytes(long fromClients, long fromServers) {
        return new JsonObject().put("fromClients", fromClients).put("fromServers", fromServers);
    }

    private static long seconds(long since, long now) {
        return Math.max(0, TimeUnit.NANOSECONDS.toSeconds(now - since));
    }

    private static JsonObject page(int total, JsonArray items, @Nullable String next) {
        return new JsonObject().put("total", total).put("items", items).put("next", next);
    }

    private void connections(RoutingContext request) {
        Service service = RequestParameters.service(request, pen).service();
        String search = search(request);
        int limit = RequestParameters.limit(request);
        int after = (int) RequestParameters.number(request, "after", 0, Integer.MAX_VALUE, -1);
        // The numbers are looked through on the thread of the answers; each connection's own event loop tells of it
        // then.
        answers.end(
                request,
                answers.make(() -> service.connectionTable().page(search, after, limit))
                        .compose(page -> page)
                        .map(page -> connections(page, service.balancer().now())));
    }

    private static Buffer connections(ConnectionPage page, long now) {
        var items = new JsonArray();
        page.connections().forEach(connection -> items.add(connection(connection, now)));
        Integer next = page.next();
        return page(page.total(), items, next == null ? null : next.toString()).toBuffer();
    }

    /** The most urgent first; a cursor is a place in that order, which changes but slowly. */
    private void certificates(RoutingContext request) {
        Service service = RequestParameters.service(request, pen).service();
        @Nullable String text = RequestParameters.text(request, "search");
        String search = text == null ? "" : text.toLowerCase(Locale.ROOT);
        int limit = RequestParameters.limit(request);
        int after = (int) RequestParameters.number(request, "after", 0, Integer.MAX_VALUE, 0);
        answers.json(request, () -> {
            Instant now = Instant.now();
            List<CertificateReport> found = CertificateOrder.mostUrgentFirst(
                            service.tls().certificates(), now)
                    .stream()
                    .filter(each -> each.names().stream().anyMatch(name -> name.contains(search))
                            || each.file().toString().toLowerCase(Locale.ROOT).contains(search))
                    .toList();
            int end = (int) Math.min((long) after + limit, found.size());
            var items = new JsonArray();
            found.subList(Math.min(after, end), end).forEach(each -> items.add(TlsJson.certificate(each, now)));
            return page(service.tls().certificates().size(), items, end < found.size() ? String.valueOf(end) : null);
        });
    }

    private static JsonObject connection(ConnectionView connection, long now) {
        Server server = connection.assigned();
        boolean regular = connection.server() >= 0;
        return new JsonObject()
                .put("number", connection.number())
                .put("client", shown(connection.client()))
                .put("service", connection.service())
                .put("server", regular ? connection.server() : null)
                .put(
                        "serverAddress",
                        server == null ? null : server.config().address().toString())
                .put("openedSecondsAgo", seconds(connection.openedAt(), now))
                .put("bytes", bytes(connection.toServer(), connection.fromServer()));
    }
}
