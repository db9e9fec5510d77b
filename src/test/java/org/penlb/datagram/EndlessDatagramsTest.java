package org.penlb.datagram;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.penlb.balance.Server;
import org.penlb.balance.ServerTable;
import org.penlb.config.AccessList;
import org.penlb.config.CountryLookup;
import org.penlb.config.IpAddress;
import org.penlb.config.Protocol;
import org.penlb.config.Selection;
import org.penlb.config.ServerArguments;
import org.penlb.config.ServiceBuilder;
import org.penlb.config.ServiceConfig;
import org.penlb.listen.FakeDatagrams;
import org.penlb.relay.BindOptions;
import org.penlb.service.Service;

/** A datagram that comes from one of our own sockets would come back, and back again. */
class EndlessDatagramsTest {
    private static final int PLACES = 100;

    private final List<Pair> pairs = new ArrayList<>();

    /** A service without a network. */
    private final class Pair {
        final FakeDatagrams network = new FakeDatagrams();
        final Service service;
        final Sessions sessions;

        Pair(InetSocketAddress listen, InetSocketAddress server) throws IOException {
            var arguments = new ServerArguments(_ -> -1);
            var builder = new ServiceBuilder("test", arguments.listener("127.0.0.1:0"), PLACES);
            builder.servers().add(arguments.server("127.0.0.1:" + server.getPort(), builder.listen()));
            builder.protocol = Protocol.UDP;
            ServiceConfig config = builder.build();
            var only = new Server(0, Server.Role.REGULAR, config.servers().getFirst(), server, AccessList.EMPTY);
            service = new Service(
                    config,
                    new ServerTable(List.of(only), null, null, AccessList.EMPTY, Selection.DEFAULT),
                    CountryLookup.NONE);
            sessions = new Sessions(service, network);
            sessions.listen(listen, BindOptions.ALONE);
            sessions.serve();
            pairs.add(this);
        }

        void comesFrom(InetSocketAddress client) {
            network.listening()
                    .comesIn(
                            "x".getBytes(StandardCharsets.US_ASCII),
                            IpAddress.of(client.getAddress()),
                            client.getPort());
        }

        long looped() {
            assertThat(service.datagrams().totals().dropped())
                    .isEqualTo(service.datagrams().totals().looped());
            return service.datagrams().totals().looped();
        }
    }

    private static InetSocketAddress at(String address, int port) {
        return new InetSocketAddress(InetAddress.ofLiteral(address), port);
    }

    @AfterEach
    void close() {
        pairs.forEach(pair -> pair.sessions.close());
    }

    @ParameterizedTest
    @CsvSource({
        "127.0.0.1,127.0.0.1",
        "0.0.0.0,127.0.0.1",
        "0.0.0.0,127.3.2.1",
        "::,127.0.0.1",
        "::,::1",
        "::1,::1",
        "127.0.0.1,::ffff:127.0.0.1",
        "0.0.0.0,::ffff:127.0.0.1",
        "::ffff:127.0.0.1,127.0.0.1",
    })
    void a_client_that_is_the_listener_itself_is_not_answered(String listen, String client) throws IOException {
        var pair = new Pair(at(listen, 7001), at("127.0.0.1", 7002));
        pair.comesFrom(at(client, 7001));
        assertThat(pair.network.upstreams).isEmpty();
        assertThat(pair.looped()).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource({"127.0.0.1,127.0.0.2", "0.0.0.0,192.0.2.7", "::,2001:db8::7", "0.0.0.0,::1"})
    void another_host_may_use_the_same_port_number(String listen, String client) throws IOException {
        var pair = new Pair(at(listen, 7003), at("127.0.0.1", 7004));
        pair.comesFrom(at(client, 7003));
        assertThat(pair.network.upstreams).hasSize(1);
        assertThat(pair.looped()).isZero();
    }

    @Test
    void every_address_of_this_machine_is_the_wildcard_listeners() throws IOException {
        var pair = new Pair(at("::", 7005), at("127.0.0.1", 7006));
        List<InetAddress> ours = NetworkInterface.networkInterfaces()
                .flatMap(NetworkInterface::inetAddresses)
                .toList();
        for (InetAddress each : ours) {
            pair.comesFrom(new InetSocketAddress(each, 7005));
        }
        assertThat(pair.looped()).isEqualTo(ours.size()).isPositive();
        assertThat(pair.network.upstreams).isEmpty();
    }

    @Test
    void the_address_is_anybodys_once_nobody_listens_there_any_more() throws IOException {
        var gone = new Pair(at("127.0.0.1", 7007), at("127.0.0.1", 7008));
        var other = new Pair(at("127.0.0.1", 7009), at("127.0.0.1", 7008));
        other.comesFrom(at("127.0.0.1", 7007));
        assertThat(other.looped()).isEqualTo(1);
        gone.sessions.close();
        other.comesFrom(at("127.0.0.1", 7007));
        assertThat(other.looped()).isEqualTo(1);
        assertThat(other.network.upstreams).hasSize(1);
    }

    @Test
    void two_services_that_are_each_others_servers_pass_nothing_back() throws IOException {
        var one = new Pair(at("127.0.0.1", 7011), at("127.0.0.1", 7012));
        var other = new Pair(at("127.0.0.1", 7012), at("127.0.0.1", 7011));
        one.comesFrom(at("127.0.0.1", 3333));
        other.comesFrom(one.network.upstreams.getFirst().localAddress());
        assertThat(other.looped()).isEqualTo(1);
        assertThat(other.network.upstreams).isEmpty();
        other.comesFrom(at("127.0.0.1", 3333)); // a client's own goes on as far as it gets
        assertThat(other.network.upstreams).hasSize(1);
    }

    @Test
    void a_service_that_is_its_own_server_passes_nothing_to_itself() throws IOException {
        var pair = new Pair(at("0.0.0.0", 7013), at("127.0.0.1", 7013));
        pair.comesFrom(at("127.0.0.1", 3333));
        pair.comesFrom(pair.network.upstreams.getFirst().localAddress());
        assertThat(pair.looped()).isEqualTo(1);
        assertThat(pair.network.upstreams).hasSize(1);
    }

    @Test
    void services_in_a_row_pass_everything_on() throws IOException {
        var first = new Pair(at("127.0.0.1", 7014), at("127.0.0.1", 7015));
        var second = new Pair(at("127.0.0.1", 7015), at("127.0.0.1", 7016));
        first.comesFrom(at("127.0.0.1", 3333));
        second.comesFrom(first.network.upstreams.getFirst().localAddress());
        assertThat(second.looped()).isZero();
        assertThat(second.network.upstreams).hasSize(1);
    }
}
