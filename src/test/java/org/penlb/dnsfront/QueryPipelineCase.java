package org.penlb.dnsfront;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.penlb.balance.Server;
import org.penlb.balance.ServerTable;
import org.penlb.config.AccessList;
import org.penlb.config.CountryLookup;
import org.penlb.config.DnsOptions;
import org.penlb.config.Protocol;
import org.penlb.config.Selection;
import org.penlb.config.ServerArguments;
import org.penlb.config.ServiceBuilder;
import org.penlb.config.ServiceConfig;
import org.penlb.listen.FakeDatagrams;
import org.penlb.relay.BindOptions;
import org.penlb.service.Service;

/** Queries over UDP without a network, and with time as the test wants it. */
abstract class QueryPipelineCase {
    static final int CLIENT = 40_000;
    static final int SERVFAIL = 2;
    static final int REFUSED = 5;

    final FakeDatagrams network = new FakeDatagrams();
    final List<Server> servers = new ArrayList<>();
    boolean rescue = true;
    /** Whether the health of servers is checked, as far as the configuration goes. */
    boolean checks = true;

    AccessList clients = AccessList.EMPTY;

    @Nullable
    Server emergency;

    @Nullable
    Server abuse;

    int addresses = 100;

    @Nullable
    UdpFront front;

    @Nullable
    Service service;

    /** What a server got: the socket by which it came, and the message. */
    @SuppressWarnings("ArrayRecordComponent") // compared by nobody
    record Asked(int server, FakeDatagrams.Port port, byte[] message) {
        int id() {
            return ByteBuffer.wrap(message).getShort() & 0xffff;
        }
    }

    void start(int count) throws IOException {
        var arguments = new ServerArguments(_ -> -1);
        var builder = new ServiceBuilder("test", arguments.listener("127.0.0.1:0"), 100);
        for (int i = 0; i < count; i++) {
            builder.servers().add(arguments.server("10.0.0." + i % addresses + ":53", builder.listen()));
        }
        builder.protocol = Protocol.DNS;
        DnsOptions defaults = DnsOptions.DEFAULT;
        builder.dns = new DnsOptions(
                rescue,
                10,
                Duration.ofSeconds(5),
                checks ? defaults.check() : defaults.check().withInterval(Duration.ZERO));
        builder.selection = new Selection(Set.of(Selection.Flag.ROUNDROBIN));
        ServiceConfig config = builder.build();
        for (int i = 0; i < count; i++) {
            servers.add(new Server(
                    i,
                    Server.Role.REGULAR,
                    config.servers().get(i),
                    new InetSocketAddress(InetAddress.ofLiteral("10.0.0." + i % addresses), 53),
                    AccessList.EMPTY));
        }
        service = new Service(
                config, new ServerTable(servers, emergency, abuse, clients, config.selection()), CountryLookup.NONE);
        front = new UdpFront(service, network);
        front.listen(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 53), BindOptions.ALONE);
        front.serve();
    }

    UdpFront front() {
        return Objects.requireNonNull(front);
    }

    Service service() {
        return Objects.requireNonNull(service);
    }

    static byte[] query(int id, String name) {
        byte[] label = name.getBytes(StandardCharsets.US_ASCII);
        return ByteBuffer.allocate(18 + label.length)
                .putShort((short) id)
                .putShort((short) 0x0100)
                .putShort((short) 1)
                .putShort((short) 0)
                .putShort((short) 0)
                .putShort((short) 0)
                .put((byte) label.length)
                .put(label)
                .put((byte) 0)
                .putShort((short) 1)
                .putShort((short) 1)
                .array();
    }

    static byte[] answer(byte[] asked, int rcode) {
        byte[] answer = asked.clone();
        answer[2] |= (byte) 0x80;
        answer[3] = (byte) rcode;
        return answer;
    }

    void ask(int id, String name) {
        network.listening().comesIn(query(id, name), CLIENT);
    }

    /** What servers got since this was asked last. */
    List<Asked> asked() {
        List<Asked> asked = new ArrayList<>();
        for (FakeDatagrams.Port port : network.upstreams) {
            int server = port.address().getAddress().getAddress()[3];
            for (byte[] message = port.sent.poll(); message != null; message = port.sent.poll()) {
                asked.add(new Asked(server, port, message));
            }
        }
        return asked;
    }

    Asked askedOne() {
        List<Asked> asked = asked();
        assertThat(asked).hasSize(1);
        return asked.getFirst();
    }

    void reply(Asked asked, int rcode) {
        asked.port().comesIn(answer(asked.message(), rcode), 0);
    }

    void later(long millis) {
        front().tick(System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis));
    }

    List<byte[]> answers() {
        List<byte[]> answers = List.copyOf(network.listening().sent);
        network.listening().sent.clear();
        return answers;
    }

    void expectAnswer(int id, String name, int rcode) {
        assertThat(answers()).containsExactly(answer(query(id, name), rcode));
    }

    void expectNothingLeft() {
        for (int minute = 1; minute <= 10; minute++) {
            later(minute * 60_000L);
        }
        assertThat(front().isWaiting()).isFalse();
        assertThat(servers).allMatch(server -> server.connections() == 0);
    }

    Server special(Server.Role role) {
        var arguments = new ServerArguments(_ -> -1);
        return new Server(
                0,
                role,
                arguments.server("10.0.0.9:53", arguments.listener("127.0.0.1:53")),
                new InetSocketAddress(InetAddress.ofLiteral("10.0.0.9"), 53),
                AccessList.EMPTY);
    }

    List<String> events() {
        return service().events().recent().after(0, 100).stream()
                .map(event -> event.kind().word() + " " + event.server() + " " + event.text())
                .toList();
    }
}
