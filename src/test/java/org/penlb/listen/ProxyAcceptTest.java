package org.penlb.listen;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.penlb.config.IpAddress;
import org.penlb.config.ProxyProtocol;
import org.penlb.config.RelayKind;
import org.penlb.proxy.ProxyAddresses;
import org.penlb.proxy.ProxyDetails;
import org.penlb.proxy.ProxyRefusal;
import org.penlb.proxy.ProxyTls;
import org.penlb.proxy.ProxyWriter;
import org.penlb.service.AdmissionPolicy;
import org.penlb.service.ConnectionView;
import org.penlb.service.ServiceSnapshot;
import org.penlb.testing.Await;
import org.penlb.testing.EchoServer;
import org.penlb.testing.Visitor;

/** Proxies say for whom they come, over real sockets and over each relay. Servers send back what they get. */
@Timeout(60)
class ProxyAcceptTest {
    private static final String LINE = "PROXY TCP4 192.0.2.1 192.0.2.9 56324 443\r\n";
    private static final ProxyAddresses NAMED =
            new ProxyAddresses(IpAddress.parse("192.0.2.1"), 56324, IpAddress.parse("192.0.2.9"), 443);

    private final EchoServer server = new EchoServer("s0");

    private JsonObject accepting(ProxyProtocol sent, String... proxies) {
        var address = new JsonObject().put("address", server.address());
        if (sent != ProxyProtocol.NONE) {
            address.put("proxyProtocol", sent == ProxyProtocol.V1 ? "v1" : "v2");
        }
        return JsonPen.service("web", "tcp://127.0.0.1:0", address)
                .put("proxyProtocol", new JsonObject().put("accept", new JsonArray(List.of(proxies))));
    }

    private JsonPen start(RelayKind relay, ProxyProtocol sent, String... proxies) {
        return JsonPen.start(relay, accepting(sent, proxies));
    }

    private static Socket connect(JsonPen pen) throws IOException {
        Socket client = Visitor.connect("127.0.0.1", pen.address());
        client.setTcpNoDelay(true);
        return client;
    }

    private static String echo(Socket client, byte[]... parts) throws IOException {
        for (byte[] part : parts) {
            client.getOutputStream().write(part);
        }
        client.shutdownOutput();
        return new String(client.getInputStream().readAllBytes(), ISO_8859_1);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(ISO_8859_1);
    }

    private static String text(byte[] bytes) {
        return new String(bytes, ISO_8859_1);
    }

    private static long refused(JsonPen pen, ProxyRefusal reason) {
        Map<ProxyRefusal, Long> all = ServiceSnapshot.of(pen.service(0)).proxyRefused();
        assertThat(all.values().stream().mapToLong(Long::longValue).sum()).isLessThanOrEqualTo(all.get(reason));
        return all.get(reason);
    }

    @ParameterizedTest
    @EnumSource(names = {"SOCKET", "CHANNEL"})
    void a_header_is_taken_and_its_client_named_to_the_server(RelayKind relay) throws IOException {
        try (server;
                var pen = start(relay, ProxyProtocol.V1, "127.0.0.0/8")) {
            byte[] binary = ProxyWriter.connection(ProxyProtocol.V2, NAMED, ProxyDetails.NONE);
            for (byte[] header : List.of(bytes(LINE), binary)) {
                try (Socket client = connect(pen)) {
                    assertThat(echo(client, header, bytes("hello"))).isEqualTo("s0\n" + LINE + "hello");
                }
            }
            assertThat(pen.service(0).balancer().clients().size()).isEqualTo(1);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"SOCKET", "CHANNEL"})
    void it_may_come_byte_by_byte_and_with_what_is_behind_it(RelayKind relay) throws IOException {
        try (server;
                var pen = start(relay, ProxyProtocol.NONE, "127.0.0.1")) {
            for (byte[] header :
                    List.of(bytes(LINE), ProxyWriter.connection(ProxyProtocol.V2, NAMED, ProxyDetails.NONE))) {
                try (Socket client = connect(pen)) {
                    for (byte next : header) {
                        client.getOutputStream().write(next);
                    }
                    assertThat(echo(client, bytes("hello"))).isEqualTo("s0\nhello");
                }
                try (Socket client = connect(pen)) {
                    assertThat(echo(client, bytes(text(header) + "hello"))).isEqualTo("s0\nhello");
                }
                try (Socket client = connect(pen)) {
                    assertThat(echo(client, header)).isEqualTo("s0\n");
                }
            }
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"SOCKET", "CHANNEL"})
    void bulk_behind_it_arrives_whole(RelayKind relay) throws IOException {
        var bulk = new byte[8 << 20];
        new Random(15).nextBytes(bulk);
        try (server;
                var pen = start(relay, ProxyProtocol.NONE, "0.0.0.0/0");
                Socket client = connect(pen)) {
            Thread writer = Thread.ofVirtual().start(() -> {
                try {
                    client.getOutputStream().write(bytes(LINE + text(bulk)));
                    client.shutdownOutput();
                } catch (IOException e) {
                    throw new AssertionError(e);
                }
            });
            var expected = new ByteArrayOutputStream();
            expected.writeBytes(bytes("s0\n"));
            expected.writeBytes(bulk);
            assertThat(client.getInputStream().readAllBytes()).isEqualTo(expected.toByteArray());
            assertThat(writer.isAlive()).isFalse();
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"SOCKET", "CHANNEL"})
    void others_headers_are_not_looked_for(RelayKind relay) throws IOException {
        try (server;
                var pen = start(relay, ProxyProtocol.NONE, "127.0.0.9", "10.0.0.0/8", "::/0");
                Socket client = connect(pen)) {
            assertThat(echo(client, bytes(LINE + "hello"))).isEqualTo("s0\n" + LINE + "hello");
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"SOCKET", "CHANNEL"})
    void the_client_that_is_named_is_the_one_that_counts(RelayKind relay) throws IOException {
        JsonObject service = accepting(ProxyProtocol.NONE, "127.0.0.1")
                .put(
                        "acl",
                        new JsonObject()
                                .put("0", new JsonArray().add("deny 192.0.2.7").add("permit 0.0.0.0/0")));
        try (server;
                var pen = JsonPen.start(relay, service);
                Socket client = connect(pen);
                Socket denied = connect(pen)) {
            assertThat(echo(denied, bytes(LINE.replace("192.0.2.1", "192.0.2.7"))))
                    .isEmpty();
            client.getOutputStream().write(bytes(LINE));
            assertThat(client.getInputStream().readNBytes(3)).asString(US_ASCII).isEqualTo("s0\n");
            List<ConnectionView> views = pen.service(0)
                    .connectionTable()
                    .views(9)
                    .toCompletionStage()
                    .toCompletableFuture()
                    .join();
            assertThat(views).extracting(ConnectionView::client).containsExactly(NAMED.source());
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"SOCKET", "CHANNEL"})
    void limits_are_the_named_clients(RelayKind relay) throws IOException {
        Map<String, Integer> open = new ConcurrentHashMap<>();
        var policy = new AdmissionPolicy() {
            @Override
            public boolean admitsConnection(IpAddress client) {
                return open.merge(client.toString(), 1, Integer::sum) == 1;
            }

            @Override
            public void left(IpAddress client) {
                open.merge(client.toString(), -1, Integer::sum);
            }

            @Override
            public boolean admitsDatagram(IpAddress client) {
                throw new AssertionError("no datagrams here");
            }
        };
        try (server;
                var pen = start(relay, ProxyProtocol.NONE, "127.0.0.1")) {
            pen.service(0).admission(policy);
            try (Socket first = connect(pen);
                    Socket second = connect(pen)) {
                first.getOutputStream().write(bytes(LINE));
                assertThat(first.getInputStream().readNBytes(3))
                        .asString(US_ASCII)
                        .isEqualTo("s0\n");
                assertThat(echo(second, bytes(LINE))).isEmpty();
            }
            Await.until("it has left", () -> open.get("192.0.2.1") == 1);
            assertThat(open).containsOnlyKeys("192.0.2.1");
            assertThat(pen.service(0).clients().notAdmitted()).isEqualTo(1);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"SOCKET", "CHANNEL"})
    void what_is_no_header_is_refused_and_counted(RelayKind relay) throws IOException {
        try (server;
                var pen = start(relay, ProxyProtocol.NONE, "127.0.0.1")) {
            try (Socket client = connect(pen)) {
                client.getOutputStream().write(bytes("GET / HTTP/1.0\r\n\r\n"));
                assertThat(ends(client)).isTrue();
            }
            assertThat(refused(pen, ProxyRefusal.MISSING)).isEqualTo(1);
            assertThat(pen.service(0).clients().refused()).isEqualTo(1);
            assertThat(pen.service(0).clients().accepted()).isZero();
            Await.until("its places are free", () -> pen.service(0).openConnections() == 0);
            assertThat(pen.service(0).pendingConnections()).isZero();
        }
    }

    private static boolean ends(Socket client) {
        try {
            return client.getInputStream().read() < 0;
        } catch (IOException _) {
            return true; // a reset, since it had sent more
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"SOCKET", "CHANNEL"})
    void one_who_waits_is_pending_and_one_who_leaves_is_counted(RelayKind relay) throws IOException {
        try (server;
                var pen = start(relay, ProxyProtocol.NONE, "127.0.0.1")) {
            try (Socket client = connect(pen)) {
                client.getOutputStream().write(bytes("PROXY TCP4 1"));
                Await.until("it is there", () -> pen.service(0).pendingConnections() == 1);
                client.shutdownOutput();
                assertThat(ends(client)).isTrue();
            }
            assertThat(refused(pen, ProxyRefusal.ENDED)).isEqualTo(1);
            try (Socket client = connect(pen)) {
                client.getOutputStream().write(bytes("PROXY TCP4 1"));
                Await.until("it is there", () -> pen.service(0).pendingConnections() == 1);
                client.setSoLinger(true, 0);
            }
            Await.until("it is counted", () -> refused(pen, ProxyRefusal.ENDED) == 2);
            Await.until("it is gone", () -> pen.service(0).openConnections() == 0);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"SOCKET", "CHANNEL"})
    void one_who_says_nothing_is_closed_in_time(RelayKind relay) throws IOException {
        try (server;
                var pen = start(relay, ProxyProtocol.NONE, "127.0.0.1");
                Socket client = connect(pen)) {
            assertThat(ends(client)).isTrue();
            assertThat(refused(pen, ProxyRefusal.TIMEOUT)).isEqualTo(1);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"SOCKET", "CHANNEL"})
    void who_waits_is_broken_off_when_pen_ends(RelayKind relay) throws IOException {
        try (server) {
            JsonPen pen = start(relay, ProxyProtocol.NONE, "127.0.0.1");
            try (Socket client = connect(pen)) {
                client.getOutputStream().write('P');
                Await.until("it is there", () -> pen.service(0).pendingConnections() == 1);
                pen.close();
                assertThat(ends(client)).isTrue();
            }
            assertThat(pen.service(0).openConnections()).isZero();
            assertThat(pen.service(0).pendingConnections()).isZero();
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"SOCKET", "CHANNEL"})
    void what_else_it_says_goes_on(RelayKind relay) throws IOException {
        var details = new ProxyDetails(
                "h2", "www.example", "id", new ProxyTls("TLSv1.3", "C", true, true, 0, "me", null, null));
        byte[] header = ProxyWriter.connection(ProxyProtocol.V2, NAMED, details);
        byte[] unnamed = ProxyWriter.connection(ProxyProtocol.V2, null, details);
        byte[] own = ProxyWriter.ownConnection(ProxyProtocol.V2);
        try (server;
                var pen = start(relay, ProxyProtocol.V2, "127.0.0.1")) {
            try (Socket client = connect(pen)) {
                assertThat(echo(client, header)).isEqualTo("s0\n" + text(header));
            }
            try (Socket client = connect(pen)) {
                assertThat(echo(client, unnamed)).isEqualTo("s0\n" + text(written(client, pen, details)));
            }
            try (Socket client = connect(pen)) {
                assertThat(echo(client, own)).isEqualTo("s0\n" + text(written(client, pen, ProxyDetails.NONE)));
            }
        }
    }

    private static byte[] written(Socket client, JsonPen pen, ProxyDetails details) {
        IpAddress here = IpAddress.parse("127.0.0.1");
        var addresses = new ProxyAddresses(
                here, client.getLocalPort(), here, pen.address().getPort());
        return ProxyWriter.connection(ProxyProtocol.V2, addresses, details);
    }

    @ParameterizedTest
    @EnumSource(names = {"SOCKET", "CHANNEL"})
    void clients_of_a_unix_socket_are_named_too(RelayKind relay, @TempDir Path folder) throws IOException {
        Path socket = folder.resolve("pen.sock");
        JsonObject service = accepting(ProxyProtocol.V1, "unix").put("listen", "unix:" + socket);
        try (server;
                var _ = JsonPen.start(relay, service);
                SocketChannel client = SocketChannel.open(UnixDomainSocketAddress.of(socket))) {
            OutputStream out = Channels.newOutputStream(client);
            out.write(bytes(LINE.substring(0, 20)));
            out.write(bytes(LINE.substring(20) + "hello"));
            client.shutdownOutput();
            var answer = ByteBuffer.allocate(200);
            while (client.read(answer) >= 0) {
                // until its end
            }
            assertThat(text(answer.array())).startsWith("s0\n" + LINE + "hello\0");
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"SOCKET", "CHANNEL"})
    void a_client_of_a_unix_socket_is_unknown_to_servers(RelayKind relay, @TempDir Path folder) throws IOException {
        Path socket = folder.resolve("pen.sock");
        JsonObject service = accepting(ProxyProtocol.V1, "unix").put("listen", "unix:" + socket);
        service.remove("proxyProtocol");
        try (server;
                var _ = JsonPen.start(relay, service);
                SocketChannel client = SocketChannel.open(UnixDomainSocketAddress.of(socket))) {
            client.shutdownOutput();
            var answer = ByteBuffer.allocate(200);
            while (client.read(answer) >= 0) {
                // until its end
            }
            assertThat(text(answer.array())).startsWith("s0\nPROXY UNKNOWN\r\n\0");
        }
    }
}
