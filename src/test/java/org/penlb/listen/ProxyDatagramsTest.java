package org.penlb.listen;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Arrays;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.penlb.config.IpAddress;
import org.penlb.config.ProxyProtocol;
import org.penlb.config.RelayKind;
import org.penlb.proxy.ProxyAddresses;
import org.penlb.proxy.ProxyDetails;
import org.penlb.proxy.ProxyRefusal;
import org.penlb.proxy.ProxyWriter;
import org.penlb.service.ServiceSnapshot;
import org.penlb.testing.Await;
import org.penlb.testing.Visitor;

/** Each datagram has its header, over real sockets and over each relay: towards servers, and from proxies. */
@Timeout(60)
class ProxyDatagramsTest {
    private static final InetAddress HERE = InetAddress.ofLiteral("127.0.0.1");
    private static final ProxyAddresses NAMED = named("192.0.2.1");
    private static final int LARGEST = 65_535;
    /** A query for the root's name servers. */
    private static final byte[] QUERY = {0x12, 0x34, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 2, 0, 1};

    private static ProxyAddresses named(String source) {
        return new ProxyAddresses(IpAddress.parse(source), 56324, IpAddress.parse("192.0.2.9"), 53);
    }

    /** What a proxy sends: the header of a datagram, and the datagram. */
    private static byte[] headed(ProxyAddresses addresses, byte[] datagram) {
        return joined(ProxyWriter.datagram(addresses), datagram);
    }

    private static byte[] joined(byte[] one, byte[] other) {
        byte[] both = Arrays.copyOf(one, one.length + other.length);
        System.arraycopy(other, 0, both, one.length, other.length);
        return both;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(ISO_8859_1);
    }

    private static DatagramSocket socket() throws IOException {
        var socket = new DatagramSocket(0, HERE);
        socket.setSoTimeout((int) Await.LONG.toMillis());
        return socket;
    }

    private static DatagramPacket receive(DatagramSocket socket) throws IOException {
        var packet = new DatagramPacket(new byte[LARGEST], LARGEST);
        socket.receive(packet);
        return packet;
    }

    private static byte[] data(DatagramPacket packet) {
        return Arrays.copyOf(packet.getData(), packet.getLength());
    }

    private static void send(DatagramSocket from, byte[] datagram, InetSocketAddress to) throws IOException {
        from.send(new DatagramPacket(datagram, datagram.length, to));
    }

    private static JsonObject server(int port, boolean header) {
        JsonObject server = new JsonObject().put("address", "127.0.0.1:" + port);
        return header ? server.put("proxyProtocol", "v2") : server;
    }

    private static JsonObject accepting(JsonObject service) {
        return service.put("proxyProtocol", new JsonObject().put("accept", new JsonArray().add("127.0.0.1")));
    }

    private static JsonObject dns(JsonObject service) {
        JsonObject unchecked = new JsonObject().put("check", new JsonObject().put("interval", "never"));
        return service.put("protocol", "dns").put("dns", unchecked);
    }

    private static ProxyAddresses real(DatagramSocket client, JsonPen pen) {
        IpAddress here = IpAddress.parse("127.0.0.1");
        return new ProxyAddresses(
                here, client.getLocalPort(), here, pen.address().getPort());
    }

    @ParameterizedTest
    @EnumSource(names = {"SOCKET", "CHANNEL"})
    void a_server_gets_a_header_in_front_of_each_datagram(RelayKind relay) throws IOException {
        try (DatagramSocket server = socket();
                var pen = JsonPen.start(
                        relay, JsonPen.service("udp", "udp://127.0.0.1:0", server(server.getLocalPort(), true)));
                DatagramSocket client = socket()) {
            for (String text : new String[] {"hello", "again", "x".repeat(60_000)}) {
                send(client, bytes(text), pen.address());
                DatagramPacket got = receive(server);
                assertThat(data(got)).isEqualTo(headed(real(client, pen), bytes(text)));
                send(server, bytes("answer"), (InetSocketAddress) got.getSocketAddress());
                assertThat(data(receive(client))).isEqualTo(bytes("answer"));
            }
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"SOCKET", "CHANNEL"})
    void a_proxy_names_many_clients_from_one_socket(RelayKind relay) throws IOException {
        try (DatagramSocket server = socket();
                var pen = JsonPen.start(
                        relay,
                        accepting(JsonPen.service("udp", "udp://127.0.0.1:0", server(server.getLocalPort(), true))));
                DatagramSocket proxy = socket()) {
            for (int i = 0; i < 2; i++) {
                for (String client : new String[] {"192.0.2.1", "192.0.2.2", "192.0.2.1"}) {
                    byte[] headed = headed(named(client), bytes(client));
                    send(proxy, headed, pen.address());
                    DatagramPacket got = receive(server);
                    assertThat(data(got)).isEqualTo(headed);
                    send(server, bytes("answer"), (InetSocketAddress) got.getSocketAddress());
                    assertThat(data(receive(proxy))).isEqualTo(bytes("answer"));
                }
            }
            assertThat(pen.service(0).datagrams().totals().sessionsOpened()).isEqualTo(2);
            assertThat(pen.service(0).balancer().clients().size()).isEqualTo(2);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"SOCKET", "CHANNEL"})
    void a_proxys_header_is_required_and_taken_off(RelayKind relay) throws IOException {
        try (DatagramSocket server = socket();
                var pen = JsonPen.start(
                        relay,
                        accepting(JsonPen.service("udp", "udp://127.0.0.1:0", server(server.getLocalPort(), false))));
                DatagramSocket proxy = socket()) {
            send(proxy, bytes("hello"), pen.address());
            send(proxy, Arrays.copyOf(ProxyWriter.datagram(NAMED), 20), pen.address());
            send(proxy, headed(NAMED, bytes("named")), pen.address());
            assertThat(data(receive(server))).isEqualTo(bytes("named"));
            send(proxy, joined(ProxyWriter.ownConnection(ProxyProtocol.V2), bytes("own")), pen.address());
            assertThat(data(receive(server))).isEqualTo(bytes("own"));
            assertThat(ServiceSnapshot.of(pen.service(0)).proxyRefused())
                    .containsEntry(ProxyRefusal.MISSING, 1L)
                    .containsEntry(ProxyRefusal.ENDED, 1L);
        }
    }

    private static byte[] answer(byte[] query) {
        byte[] answer = query.clone();
        answer[2] |= (byte) 0x80;
        return answer;
    }

    @ParameterizedTest
    @EnumSource(names = {"SOCKET", "CHANNEL"})
    void queries_have_theirs_both_ways_and_when_they_are_sent_again(RelayKind relay) throws IOException {
        try (DatagramSocket silent = socket();
                DatagramSocket server = socket();
                var pen = JsonPen.start(
                        relay,
                        dns(accepting(JsonPen.service(
                                "dns",
                                "udp://127.0.0.1:0",
                                server(silent.getLocalPort(), true),
                                server(server.getLocalPort(), true)))));
                DatagramSocket proxy = socket()) {
            byte[] header = ProxyWriter.datagram(NAMED);
            for (int i = 0; i < 2; i++) { // one of them goes to the silent one first
                send(proxy, joined(header, QUERY), pen.address());
                DatagramPacket got = receive(server);
                byte[] query = data(got);
                assertThat(query).startsWith(header).hasSize(header.length + QUERY.length);
                byte[] asked = Arrays.copyOfRange(query, header.length, query.length);
                send(server, answer(asked), (InetSocketAddress) got.getSocketAddress());
                assertThat(data(receive(proxy))).isEqualTo(answer(QUERY));
            }
            assertThat(data(receive(silent))).startsWith(header).hasSize(header.length + QUERY.length);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"SOCKET", "CHANNEL"})
    void queries_over_tcp_go_by_a_connection_that_names_their_client(RelayKind relay) throws IOException {
        try (var server = new ServerSocket(0, 9, HERE);
                var pen = JsonPen.start(
                        relay,
                        dns(accepting(
                                JsonPen.service("dns", "udp://127.0.0.1:0", server(server.getLocalPort(), true)))))) {
            server.setSoTimeout((int) Await.LONG.toMillis());
            for (String named : new String[] {"192.0.2.1", "192.0.2.2"}) {
                byte[] header = ProxyWriter.connection(ProxyProtocol.V2, named(named), ProxyDetails.NONE);
                try (Socket client = Visitor.connect("127.0.0.1", pen.address())) {
                    var out = new DataOutputStream(client.getOutputStream());
                    out.write(header);
                    ask(out);
                    ask(out);
                    try (Socket accepted = server.accept()) {
                        var in = new DataInputStream(accepted.getInputStream());
                        assertThat(in.readNBytes(header.length)).isEqualTo(header);
                        for (int i = 0; i < 2; i++) {
                            byte[] query = in.readNBytes(in.readUnsignedShort());
                            assertThat(query).isEqualTo(QUERY);
                            var back = new DataOutputStream(accepted.getOutputStream());
                            back.writeShort(query.length);
                            back.write(answer(query));
                            var answers = new DataInputStream(client.getInputStream());
                            assertThat(answers.readNBytes(answers.readUnsignedShort()))
                                    .isEqualTo(answer(QUERY));
                        }
                    }
                }
            }
        }
    }

    private static void ask(DataOutputStream out) throws IOException {
        out.writeShort(QUERY.length);
        out.write(QUERY);
    }

    @ParameterizedTest
    @EnumSource(names = {"SOCKET", "CHANNEL"})
    void checks_say_that_they_are_no_clients(RelayKind relay) throws IOException {
        try (DatagramSocket server = socket();
                var _ = JsonPen.start(
                        relay,
                        JsonPen.service("dns", "udp://127.0.0.1:0", server(server.getLocalPort(), true))
                                .put("protocol", "dns"))) {
            assertThat(data(receive(server))).startsWith(ProxyWriter.ownConnection(ProxyProtocol.V2));
        }
    }
}
