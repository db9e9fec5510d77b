package org.penlb.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.penlb.web.WebStage.BEARER;
import static org.penlb.web.WebStage.JSON;

import io.vertx.core.json.Json;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.Socket;
import java.net.SocketException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.penlb.cluster.ClusterViews;
import org.penlb.config.AccessRule;
import org.penlb.config.IpAddress;
import org.penlb.config.Protocol;
import org.penlb.config.ProxyAccept;
import org.penlb.config.ServiceBuilder;
import org.penlb.testing.Await;
import org.penlb.testing.EchoServer;
import org.penlb.testing.UdpEchoServer;
import org.penlb.testing.UdpVisitor;
import org.penlb.testing.Visitor;

/** The API is what openapi.json says: asked of a Pen with clients, each answer fits its schema. */
@Timeout(120)
class OpenApiTest {
    private static final Set<String> PAGE = Set.of("/assets/", "/webjars/");
    private static final String WEB = "/api/v1/services/web";

    private final List<AutoCloseable> open = new ArrayList<>();
    private final EchoServer tcp = opened(new EchoServer("tcp"));
    private final UdpEchoServer udp = opened(new UdpEchoServer("udp"));
    private final WebStage pen = opened(WebStage.start(
            WebStage.service("web", tcp.address(), "127.0.0.9:1"),
            udpService(),
            dnsService(),
            WebStage.secure("secure", tcp.address())));
    private final OpenApi api = OpenApi.load();

    private <T extends AutoCloseable> T opened(T resource) {
        open.add(resource);
        return resource;
    }

    private ServiceBuilder udpService() {
        var service = WebStage.service("udp", udp.address());
        service.protocol = Protocol.UDP;
        return service;
    }

    private static ServiceBuilder dnsService() {
        var service = WebStage.service("dns", "127.0.0.8:53");
        service.listener = service.listener.withProxyAccept(
                new ProxyAccept(List.of(AccessRule.host(true, IpAddress.parse("10.0.0.1"))), false));
        service.balanceDns();
        // nobody is there, which is not to be found out meanwhile
        service.dns = service.dns.withCheck(service.dns.check().withInterval(Duration.ofMinutes(1)));
        service.emergency = WebStage.server("127.0.0.8:54");
        return service;
    }

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable each : open.reversed()) {
            each.close();
        }
    }

    /** Clients of each service, and one connection that stays open. */
    private Socket traffic() throws Exception {
        for (int i = 0; i < 3; i++) {
            assertThat(Visitor.visit("127.0.0." + (2 + i), pen.address(0))).isEqualTo("tcp");
        }
        var visitor = opened(new UdpVisitor("127.0.0.1", pen.address(1)));
        assertThat(visitor.ask()).startsWith("udp");
        var query = opened(new UdpVisitor("127.0.0.1", pen.address(2)));
        query.send("no query");
        Socket stays = opened(Visitor.connect("127.0.0.1", pen.address(0)));
        assertThat(Visitor.nameFrom(stays)).isEqualTo("tcp");
        return stays;
    }

    private Http.Answer checked(String method, String path, @Nullable String body, String... headers) {
        Http.Answer answer = pen.http.send(method, path, body, headers);
        api.check(method, path, answer);
        return answer;
    }

    private Http.Answer checked(String path) {
        return checked("GET", path, null);
    }

    @Test
    void whatever_can_be_asked_for_is_described_and_the_other_way_round() {
        Map<String, Set<String>> there = pen.web().endpoints();
        var routed = new TreeSet<String>();
        there.forEach((path, methods) -> methods.stream()
                .filter(method -> !method.equals("HEAD"))
                .filter(_ -> !path.equals("/") && !path.endsWith(".html") && !path.equals("/favicon.ico"))
                .filter(_ -> PAGE.stream().noneMatch(path::startsWith))
                .forEach(method -> routed.add(method + " " + path)));
        assertThat(api.operations()).containsExactlyInAnyOrderElementsOf(routed);
    }

    @Test
    void every_answer_fits_its_schema() throws Exception {
        traffic();
        pen.pen().cluster(ClusterViews::partly);
        var asked = new TreeSet<String>();
        for (String operation : api.operations()) {
            if (!operation.startsWith("GET ") || operation.endsWith("/live")) {
                continue;
            }
            asked.add(operation);
            String template = operation.substring("GET ".length());
            for (String service : List.of("web", "udp", "dns", "secure")) {
                String query = template.endsWith("/explain") ? "?client=192.0.2.7" : "";
                Http.Answer answer = checked(template.replace("{service}", service) + query);
                assertThat(answer.status()).as(template).isEqualTo(200);
            }
        }
        assertThat(asked).hasSizeGreaterThan(12);
    }

    @Test
    void what_happened_is_in_the_numbers() throws Exception {
        traffic();
        Await.until(
                "bytes are counted", () -> service("web").getJsonObject("bytes").getLong("fromServers") >= 16);
        JsonObject web = service("web");
        assertThat(web.getJsonObject("connections").getInteger("open")).isEqualTo(1);
        assertThat(web.getJsonObject("connections").getInteger("accepted")).isEqualTo(4);
        assertThat(web.getString("health")).isEqualTo("degraded");
        assertThat(web.getJsonObject("latencyMicros").getLong("p99")).isPositive();
        JsonArray servers = web.getJsonArray("servers");
        assertThat(servers.getJsonObject(0).getInteger("served")).isEqualTo(4);
        assertThat(servers.getJsonObject(1).getString("state")).isEqualTo("blacklisted");
        assertThat(servers.getJsonObject(1).getString("reason")).isNotBlank();
        assertThat(servers.getJsonObject(1).getJsonObject("lastFailure").getString("reason"))
                .isNotBlank();
        assertThat(service("udp").getJsonObject("sessions").getInteger("opened"))
                .isEqualTo(1);
        assertThat(service("udp").getJsonArray("servers").getJsonObject(0).getInteger("served"))
                .isEqualTo(1);
        Await.until(
                "a datagram that is no query is counted",
                () -> service("dns").getJsonObject("queries").getInteger("malformed") == 1);
        assertThat(service("dns").getJsonArray("servers").getJsonObject(1).getString("role"))
                .isEqualTo("emergency");
        assertThat(checked("/api/v1/events?after=0").json().getJsonArray("items").stream()
                        .map(event -> ((JsonObject) event).getString("kind")))
                .contains("server-failed");
    }

    private JsonObject service(String name) {
        return checked("/api/v1/services/" + name).json();
    }

    @Test
    void clients_and_connections_come_in_pages() throws Exception {
        traffic();
        JsonObject first = checked(WEB + "/clients?limit=2").json();
        assertThat(first.getInteger("total")).isEqualTo(4);
        assertThat(first.getJsonArray("items")).hasSize(2);
        JsonObject rest = checked(WEB + "/clients?limit=500&after=" + first.getString("next"))
                .json();
        assertThat(rest.getJsonArray("items")).hasSize(2);
        assertThat(rest.getString("next")).isNull();
        assertThat(checked(WEB + "/clients?search=127.0.0.3").json().getJsonArray("items"))
                .hasSize(1);
        JsonObject connection =
                checked(WEB + "/connections").json().getJsonArray("items").getJsonObject(0);
        assertThat(connection.getString("serverAddress")).isEqualTo(tcp.address());
        assertThat(connection.getString("client")).isEqualTo("127.0.0.1");
        assertThat(checked(WEB + "/connections?search=10.").json().getJsonArray("items"))
                .isEmpty();
    }

    @Test
    void a_connection_is_closed() throws Exception {
        Socket stays = traffic();
        int number = checked(WEB + "/connections")
                .json()
                .getJsonArray("items")
                .getJsonObject(0)
                .getInteger("number");
        String path = WEB + "/connections/" + number;
        assertThat(checked("DELETE", path, null).status()).isEqualTo(401);
        assertThat(checked("DELETE", path + "?client=10.0.0.1", null, BEARER).status())
                .isEqualTo(409);
        assertThat(checked("DELETE", path + "?client=127.0.0.1", null, BEARER).status())
                .isEqualTo(204);
        assertThatThrownBy(() -> stays.getInputStream().read())
                .isInstanceOf(SocketException.class)
                .hasMessageContaining("reset");
        Await.until("it is gone", () -> checked("DELETE", path, null, BEARER).status() == 404);
    }

    @Test
    void servers_are_added_changed_and_removed() {
        Http.Answer added = checked(
                "POST", WEB + "/servers", "{\"address\":\"127.0.0.7:70\",\"weight\":3,\"max\":9}", JSON, BEARER);
        assertThat(added.status()).isEqualTo(201);
        assertThat(added.json().getInteger("index")).isEqualTo(2);
        assertThat(added.json().getInteger("weight")).isEqualTo(3);
        String path = WEB + "/servers/2";
        JsonObject changed = checked(
                        "PATCH",
                        path,
                        "{\"state\":\"draining\",\"prio\":-5,\"hard\":12,\"address\":\"127.0.0.7:70\"}",
                        JSON,
                        BEARER)
                .json();
        assertThat(changed.getString("state")).isEqualTo("draining");
        assertThat(changed.getInteger("prio")).isEqualTo(-5);
        assertThat(changed.getInteger("hard")).isEqualTo(12);
        assertThat(changed.getInteger("max")).isEqualTo(9);
        JsonObject blacklisted = checked("PATCH", path, "{\"state\":\"up\",\"blacklistSeconds\":60}", JSON, BEARER)
                .json();
        assertThat(blacklisted.getString("state")).isEqualTo("blacklisted");
        assertThat(blacklisted.getInteger("blacklistedSeconds")).isBetween(50, 60);
        assertThat(checked("PATCH", path, "{\"state\":\"up\",\"address\":\"10.0.0.1:1\"}", JSON, BEARER)
                        .status())
                .isEqualTo(409);
        assertThat(checked("DELETE", path + "?address=10.0.0.1:1", null, BEARER).status())
                .isEqualTo(409);
        assertThat(checked("DELETE", path + "?address=127.0.0.7:70", null, BEARER)
                        .status())
                .isEqualTo(204);
        assertThat(checked("DELETE", path, null, BEARER).status()).isEqualTo(404);
        assertThat(checked("PATCH", path, "{\"weight\":1}", JSON, BEARER).status())
                .isEqualTo(404);
        assertThat(checked(WEB + "/servers").array()).hasSize(2);
    }

    @Test
    void what_cannot_be_done_is_said_and_not_half_done() {
        for (String body : List.of(
                "{\"address\":\"\"}",
                "{\"address\":\"a:b:c\"}",
                "{\"address\":\"[::1\"}",
                "{\"address\":\"no-such-host.invalid:80\"}")) {
            Http.Answer answer = checked("POST", WEB + "/servers", body, JSON, BEARER);
            assertThat(answer.status()).as(body).isEqualTo(422);
            assertThat(answer.message()).isNotBlank().doesNotContain("Exception");
        }
        assertThat(checked(WEB + "/servers").array()).hasSize(2);
    }

    @Test
    void commands_are_penctls() {
        assertThat(command("{\"command\":\"timeout 7\"}").json().getString("reply"))
                .isEqualTo("7\n");
        assertThat(command("{\"command\":\"timeout\",\"service\":\"udp\"}")
                        .json()
                        .getString("reply"))
                .isEqualTo("5\n");
        assertThat(command("{\"command\":\"servers\",\"service\":\"udp\"}")
                        .json()
                        .getString("reply"))
                .contains("0 addr 127.0.0.1");
        assertThat(command("{\"command\":\"server 9 weight 1\"}").status()).isEqualTo(422);
        assertThat(command("{\"command\":\"timeout\",\"service\":\"none\"}").status())
                .isEqualTo(404);
        assertThat(command("{\"command\":\"timeout\\nblacklist\"}").status()).isEqualTo(400);
    }

    private Http.Answer command(String body) {
        return checked("POST", "/api/v1/commands", body, JSON, BEARER);
    }

    @Test
    void errors_are_errors_as_described() {
        assertThat(checked("/api/v1/services/none").status()).isEqualTo(404);
        assertThat(checked("/api/v1/services/none").message()).contains("web, udp, dns, secure");
        assertThat(checked(WEB + "/clients?limit=0").status()).isEqualTo(400);
        assertThat(checked(WEB + "/clients?limit=501").status()).isEqualTo(400);
        assertThat(checked(WEB + "/clients?after=x").status()).isEqualTo(400);
        assertThat(checked(WEB + "/connections?after=-1").status()).isEqualTo(400);
        assertThat(checked(WEB + "/explain").status()).isEqualTo(400);
        assertThat(checked(WEB + "/explain?client=x").status()).isEqualTo(400);
        assertThat(checked("/api/v1/events?after=x").status()).isEqualTo(400);
        assertThat(checked("GET", "/api/v1/overview", null, "Accept: image/png").status())
                .isEqualTo(406);
        assertThat(checked("PATCH", WEB + "/servers/0", "{}", JSON, BEARER).status())
                .isEqualTo(400);
        assertThat(checked("PATCH", WEB + "/servers/0", "weight=1", BEARER, "Content-Type: text/plain")
                        .status())
                .isEqualTo(415);
        assertThat(checked("PATCH", WEB + "/servers/0", "[" + " ".repeat(70_000) + "]", JSON, BEARER)
                        .status())
                .isEqualTo(413);
        Http.Answer method = pen.http.send("PUT", WEB + "/servers/0", "{}", JSON, BEARER);
        assertThat(method.status()).isEqualTo(405);
        assertThat(method.header("allow")).isEqualTo("DELETE, PATCH");
        assertThat(pen.http.get("/nothing").json().getJsonObject("error").getInteger("status"))
                .isEqualTo(404);
    }

    @Test
    void head_is_get_without_the_body() {
        for (String path : List.of("/", "/api/v1/overview", "/metrics", "/status", "/health/live", "/api/v1/live")) {
            Http.Answer head = pen.http.send("HEAD", path, null);
            assertThat(head.status()).as(path).isEqualTo(200);
            assertThat(head.body().length()).as(path).isZero();
        }
    }

    @Test
    void the_description_is_whole() {
        String text = api.text();
        assertThat(Json.decodeValue(text)).isInstanceOf(JsonObject.class);
        assertThat(text.toLowerCase(Locale.ROOT)).doesNotContain("todo");
        api.references()
                .forEach(reference ->
                        assertThat(api.find(reference)).as(reference).isNotNull());
    }
}
