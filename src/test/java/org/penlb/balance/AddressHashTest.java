package org.penlb.balance;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.penlb.config.IpAddress;
import org.penlb.config.Selection.Flag;

/** A server by the hash of the client's address: always the same one, and neighbours spread. */
class AddressHashTest {
    private final AddressHash hash = new AddressHash();

    private int[] spread(Stream<IpAddress> clients, int servers) {
        var table = new Scene().servers(servers).table();
        var counts = new int[servers];
        clients.forEach(client -> counts[hash.pick(table, client, 0)]++);
        return counts;
    }

    private static void assertEven(int[] counts, int clients, double tolerance) {
        double share = (double) clients / counts.length;
        for (int count : counts) {
            assertThat((double) count).isBetween(share * (1 - tolerance), share * (1 + tolerance));
        }
    }

    /** These must never change: two instances, or one before and after an upgrade, have to agree. */
    @ParameterizedTest
    @CsvSource({
        "192.0.2.1, 3, 2",
        "192.0.2.2, 3, 1",
        "192.0.2.3, 3, 0",
        "192.0.2.1, 7, 2",
        "2001:db8::1, 3, 1",
        "2001:db8::2, 7, 6",
        "::1, 7, 6"
    })
    void an_address_always_gets_the_same_index(String client, int servers, int index) {
        assertThat(hash.pick(new Scene().servers(servers).table(), IpAddress.parse(client), 0))
                .isEqualTo(index);
    }

    @Test
    void nothing_moves_when_nothing_changes() {
        var one = new Scene().servers(5);
        var other = new Scene().servers(5);
        for (int i = 0; i < 1000; i++) {
            int index = hash.pick(one.table(), Scene.client(i), 0);
            one.take(Scene.client(i));
            assertThat(hash.pick(one.table(), Scene.client(i), 99)).isEqualTo(index);
            assertThat(new AddressHash().pick(other.table(), Scene.client(i), 0))
                    .isEqualTo(index);
        }
    }

    @Test
    void a_blacklisted_server_moves_its_own_clients_only_and_they_come_back() {
        var scene = new Scene(Flag.UNTRACKED).servers(4);
        var before = IntStream.range(0, 500)
                .mapToObj(i -> scene.visit(Scene.client(i)))
                .toList();
        scene.fails("c");
        for (int i = 0; i < 500; i++) {
            String expected = before.get(i).equals("c") ? "d" : before.get(i);
            assertThat(scene.visit(Scene.client(i))).isEqualTo(expected);
        }
        scene.answers("c");
        var after = IntStream.range(0, 500)
                .mapToObj(i -> scene.visit(Scene.client(i)))
                .toList();
        assertThat(after).isEqualTo(before);
    }

    /** pen takes the address modulo the number of servers, so the .1 of every network meets on one server. */
    @ParameterizedTest
    @ValueSource(ints = {2, 3, 4, 5, 8})
    void neighbouring_ipv4_networks_spread(int servers) {
        var hosts = IntStream.range(0, 8192).mapToObj(network -> IpAddress.v4((10 << 24) + (network << 8) + 1));
        assertEven(spread(hosts, servers), 8192, 0.12);
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 3, 4, 5, 8})
    void neighbours_in_an_ipv4_network_spread(int servers) {
        var networks = IntStream.range(0, 32).boxed();
        var hosts = networks.flatMap(network -> IntStream.range(0, 256)
                .mapToObj(host -> IpAddress.v4((192 << 24) + (168 << 16) + (network << 8) + host)));
        assertEven(spread(hosts, servers), 8192, 0.12);
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 3, 4, 5, 8})
    void neighbouring_ipv6_networks_spread(int servers) {
        var hosts = IntStream.range(0, 8192).mapToObj(network -> new IpAddress(0x20010db8_00000000L + network, 1));
        assertEven(spread(hosts, servers), 8192, 0.12);
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 3, 4, 5, 8})
    void neighbours_in_an_ipv6_network_spread(int servers) {
        var hosts = IntStream.range(0, 8192).mapToObj(host -> new IpAddress(0x20010db8_00000000L, host));
        assertEven(spread(hosts, servers), 8192, 0.12);
    }

    /** Privacy addresses end alike on one server in pen, which looks at the last byte only. */
    @Test
    void ipv6_addresses_with_the_same_last_byte_spread() {
        var hosts =
                IntStream.range(0, 8192).mapToObj(host -> new IpAddress(0x20010db8_00000000L, ((long) host << 8) + 7));
        assertEven(spread(hosts, 4), 8192, 0.12);
    }
}
