package org.penlb.datagram;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.penlb.balance.Server;
import org.penlb.balance.ServerTable;
import org.penlb.config.AccessList;
import org.penlb.config.CountryLookup;
import org.penlb.config.DatagramOptions;
import org.penlb.config.IpAddress;
import org.penlb.config.Protocol;
import org.penlb.config.Selection;
import org.penlb.config.ServerArguments;
import org.penlb.config.ServiceBuilder;
import org.penlb.config.ServiceConfig;
import org.penlb.listen.FakeDatagrams;
import org.penlb.relay.BindOptions;
import org.penlb.service.Service;
import org.penlb.service.SourceWatch;

/** Sessions without a network, and with time as the test wants it. */
abstract class SessionsCase {
    final FakeDatagrams network = new FakeDatagrams();
    final List<Server> servers = new ArrayList<>();
    Selection selection = Selection.DEFAULT;
    DatagramOptions options = DatagramOptions.DEFAULT;
    int places = 100;
    /** What stands behind a server's port on the command line. */
    String limits = "";

    CountryLookup countries = CountryLookup.NONE;

    @Nullable
    Sessions sessions;

    @Nullable
    Service service;

    /** What a server got. */
    record Got(int server, FakeDatagrams.Port port, String text) {}

    void start(int count) throws IOException {
        var arguments = new ServerArguments(_ -> -1);
        var builder = new ServiceBuilder("test", arguments.listener("127.0.0.1:0"), places);
        for (int i = 0; i < count; i++) {
            builder.servers().add(arguments.server("10.0.0." + i + ":53" + limits, builder.listen()));
        }
        builder.protocol = Protocol.UDP;
        builder.selection = selection;
        builder.datagrams = options;
        ServiceConfig config = builder.build();
        for (int i = 0; i < count; i++) {
            servers.add(new Server(
                    i,
                    Server.Role.REGULAR,
                    config.servers().get(i),
                    new InetSocketAddress(InetAddress.ofLiteral("10.0.0." + i), 53),
                    AccessList.EMPTY));
        }
        var table = new ServerTable(servers, null, null, AccessList.EMPTY, selection);
        service = new Service(config, table, countries);
        sessions = new Sessions(service, network, new SourceWatch(service, _ -> network.source));
        sessions.listen(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 53), BindOptions.ALONE);
        sessions.serve();
    }

    Sessions sessions() {
        return Objects.requireNonNull(sessions);
    }

    Service service() {
        return Objects.requireNonNull(service);
    }

    int open() {
        return service().openConnections();
    }

    long dropped() {
        return service().datagrams().totals().dropped();
    }

    void send(int clientPort, String text) {
        network.listening().comesIn(text.getBytes(StandardCharsets.US_ASCII), clientPort);
    }

    /** A client at an address of its own sends. */
    void sendFrom(String address, int clientPort, String text) {
        byte[] datagram = text.getBytes(StandardCharsets.US_ASCII);
        network.listening().comesIn(datagram, IpAddress.parse(address), clientPort);
    }

    List<Got> got() {
        List<Got> got = new ArrayList<>();
        for (FakeDatagrams.Port port : List.copyOf(network.upstreams)) {
            int server = port.address().getAddress().getAddress()[3];
            for (byte[] message = port.sent.poll(); message != null; message = port.sent.poll()) {
                got.add(new Got(server, port, new String(message, StandardCharsets.US_ASCII)));
            }
        }
        return got;
    }

    Got gotOne() {
        List<Got> got = got();
        assertThat(got).hasSize(1);
        return got.getFirst();
    }

    void answer(Got got, String text) {
        got.port().comesIn(text.getBytes(StandardCharsets.US_ASCII), 0);
    }

    void expectAnswer(int clientPort, String text) {
        assertThat(network.listening().sentTo).containsExactly(clientPort);
        assertThat(network.listening().sent).containsExactly(text.getBytes(StandardCharsets.US_ASCII));
        network.listening().sentTo.clear();
        network.listening().sent.clear();
    }

    void later(long millis) {
        sessions().tick(System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis), false);
    }

    void expectNothingLeft() {
        later(60_000);
        assertThat(network.upstreams).isEmpty();
        assertThat(open()).isZero();
        assertThat(servers).allMatch(server -> server.connections() == 0);
    }

    List<String> events() {
        return service().events().recent().after(0, 100).stream()
                .map(event -> event.kind().word() + " " + event.server())
                .toList();
    }
}
