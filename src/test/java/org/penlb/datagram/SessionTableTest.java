package org.penlb.datagram;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.penlb.config.IpAddress;
import org.penlb.proxy.ProxyAddresses;
import org.penlb.relay.Peer;
import org.penlb.testing.Allocation;

@Tag("alone")
class SessionTableTest {
    private final SessionTable table = new SessionTable();

    private static Peer peer(String address, int port) {
        IpAddress ip = IpAddress.parse(address);
        var peer = new Peer();
        peer.from(ip.high(), ip.low(), port, 0);
        return peer;
    }

    @Test
    void tells_ports_addresses_and_our_own_addresses_apart() {
        Peer peer = peer("127.0.0.1", 5000);
        var session = new Session(peer);
        table.add(session);
        assertThat(table.find(peer("127.0.0.1", 5000))).isSameAs(session);
        assertThat(table.find(peer("127.0.0.1", 5001))).isNull();
        assertThat(table.find(peer("127.0.0.2", 5000))).isNull();
        assertThat(table.find(peer("::1", 5000))).isNull();
        Peer elsewhere = peer("127.0.0.1", 5000);
        elsewhere.to(0, IpAddress.parse("127.0.0.9").low(), 1);
        assertThat(table.find(elsewhere)).isNull();
    }

    @Test
    void tells_clients_of_one_proxy_apart() {
        Peer proxy = peer("127.0.0.1", 5000);
        proxy.named(named("192.0.2.1", 1));
        var session = new Session(proxy);
        table.add(session);
        assertThat(session.client).isEqualTo(IpAddress.parse("192.0.2.1"));
        proxy.named(named("192.0.2.1", 1));
        assertThat(table.find(proxy)).isSameAs(session);
        proxy.named(named("192.0.2.1", 2));
        assertThat(table.find(proxy)).isNull();
        proxy.named(named("192.0.2.2", 1));
        assertThat(table.find(proxy)).isNull();
        assertThat(table.find(peer("127.0.0.1", 5000))).isNull();
        table.remove(session);
        proxy.named(named("192.0.2.1", 1));
        assertThat(table.find(proxy)).isNull();
    }

    private static ProxyAddresses named(String address, int port) {
        return new ProxyAddresses(IpAddress.parse(address), port, IpAddress.parse("192.0.2.9"), 53);
    }

    @Test
    void the_interface_that_a_datagram_came_in_by_makes_no_other_session() {
        Peer peer = peer("fe80::1", 5000);
        peer.to(1, 2, 3);
        var session = new Session(peer);
        table.add(session);
        peer.to(1, 2, 4);
        assertThat(table.find(peer)).isSameAs(session);
    }

    @Test
    void is_a_map_under_any_sequence_of_changes() {
        var random = new Random(7);
        Map<Integer, Session> expected = new HashMap<>();
        for (int step = 0; step < 200_000; step++) {
            int port = random.nextInt(20_000);
            Peer peer = peer("10.0.0." + port % 7, port);
            Session known = expected.get(port);
            assertThat(table.find(peer)).isSameAs(known);
            if (known == null) {
                var session = new Session(peer);
                table.add(session);
                expected.put(port, session);
            } else if (random.nextBoolean()) {
                table.remove(known);
                table.remove(known);
                expected.remove(port);
            }
        }
    }

    /** It is done for each datagram. */
    @Test
    void to_find_a_session_allocates_nothing() {
        for (int port = 0; port < 1000; port++) {
            table.add(new Session(peer("10.0.0.1", port)));
        }
        IpAddress client = IpAddress.parse("10.0.0.1");
        var peer = new Peer();
        var turn = new int[2];
        Runnable look = () -> {
            peer.from(client.high(), client.low(), ++turn[0] % 2000, 0);
            turn[1] += table.find(peer) == null ? 0 : 1;
        };
        assertThat(Allocation.bytesPerCall(0.5, look)).isLessThanOrEqualTo(0.5);
        assertThat(turn[1]).isEqualTo(turn[0] / 2);
    }
}
