package org.penlb.dnsfront;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.penlb.balance.Observation;
import org.penlb.balance.Server;
import org.penlb.balance.ServerTable;
import org.penlb.config.AccessList;
import org.penlb.config.CountryLookup;
import org.penlb.config.DnsOptions;
import org.penlb.config.Protocol;
import org.penlb.config.Selection;
import org.penlb.config.ServerArguments;
import org.penlb.config.ServiceBuilder;
import org.penlb.listen.FakeDatagrams;
import org.penlb.service.Service;

/** Health checks without a network, each second one round. */
class HealthCheckerTest {
    private static final int SERVFAIL = 2;

    private final FakeDatagrams network = new FakeDatagrams();
    private final List<Server> servers = new ArrayList<>();
    private long now = System.nanoTime();

    private HealthChecker checker(Duration interval, String... addresses) throws Exception {
        var arguments = new ServerArguments(_ -> -1);
        var builder = new ServiceBuilder("test", arguments.listener("127.0.0.1:0"), 100);
        for (String address : addresses) {
            builder.servers().add(arguments.server(address + ":53", builder.listen()));
        }
        builder.protocol = Protocol.DNS;
        builder.dns = new DnsOptions(true, 10, Duration.ofSeconds(5), new DnsOptions.Check(".", "NS", interval, 2, 3));
        var config = builder.build();
        for (int i = 0; i < addresses.length; i++) {
            servers.add(new Server(
                    i,
                    Server.Role.REGULAR,
                    config.servers().get(i),
                    new InetSocketAddress(InetAddress.ofLiteral(addresses[i]), 53),
                    AccessList.EMPTY));
        }
        var table = new ServerTable(servers, null, null, AccessList.EMPTY, Selection.DEFAULT);
        return new HealthChecker(new Service(config, table, CountryLookup.NONE), network);
    }

    /** A round of questions, each answered with this rcode. Returns how many were asked. */
    private int round(HealthChecker checker, int rcode) {
        checker.tick(now);
        now += TimeUnit.SECONDS.toNanos(1);
        int asked = 0;
        for (FakeDatagrams.Port port : List.copyOf(network.upstreams)) {
            byte[] answer = port.sent.remove();
            answer[2] |= (byte) 0x80;
            answer[3] = (byte) rcode;
            port.comesIn(answer, 0);
            asked++;
        }
        return asked;
    }

    @Test
    void servers_at_one_address_are_asked_once_and_are_down_and_up_together() throws Exception {
        HealthChecker checker = checker(Duration.ofSeconds(1), "10.0.0.1", "10.0.0.1");
        for (int i = 0; i < 3; i++) {
            assertThat(servers).allMatch(server -> server.downReason() == null);
            assertThat(round(checker, SERVFAIL)).isEqualTo(1);
        }
        assertThat(servers).allMatch(server -> "answers SERVFAIL".equals(server.downReason()));
        round(checker, 0);
        assertThat(servers).allMatch(server -> server.downReason() != null);
        round(checker, 0);
        assertThat(servers).allMatch(server -> server.downReason() == null);
    }

    @Test
    void one_of_several_at_an_address_that_clients_found_down_is_up_after_good_answers() throws Exception {
        HealthChecker checker = checker(Duration.ofSeconds(1), "10.0.0.1", "10.0.0.1");
        round(checker, 0);
        servers.getFirst().observe(new Observation.FoundDown("does not answer"), now);
        round(checker, 0);
        assertThat(servers.getFirst().downReason()).isNotNull();
        round(checker, 0);
        assertThat(servers.getFirst().downReason()).isNull();
    }

    @Test
    void a_server_to_which_there_is_no_way_is_down_until_there_is_one() throws Exception {
        HealthChecker checker = checker(Duration.ofSeconds(1), "10.0.0.1");
        network.unroutable.add((InetSocketAddress) servers.getFirst().address());
        for (int i = 0; i < 3; i++) {
            assertThat(round(checker, 0)).isZero();
        }
        assertThat(servers.getFirst().downReason()).isEqualTo("no route to host");
        network.unroutable.clear();
        round(checker, 0);
        round(checker, 0);
        assertThat(servers.getFirst().downReason()).isNull();
    }

    @Test
    void without_checks_nobody_stays_down_whoever_found_him_so() throws Exception {
        HealthChecker checker = checker(Duration.ZERO, "10.0.0.1", "10.0.0.2");
        servers.getFirst().observe(new Observation.FoundDown("found by another event loop"), now);
        assertThat(round(checker, 0)).isZero();
        assertThat(servers.getFirst().downReason()).isNull();
    }
}
