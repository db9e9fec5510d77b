package org.penlb.cluster.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import org.junit.jupiter.api.Test;
import org.penlb.config.Address;
import org.penlb.config.ConfigException;
import org.penlb.config.cluster.Discovery;

class NodeAddressesTest {
    private static final Discovery ALONE = new Discovery.Multicast();

    @Test
    void a_bus_without_an_address_has_the_next_free_port() throws IOException {
        Address.Inet listen = Clusters.free();
        try (var first = new ServerSocket()) {
            first.bind(new java.net.InetSocketAddress("127.0.0.1", listen.port() + 1));
            NodeAddresses addresses = NodeAddresses.of(Clusters.config(listen, null, ALONE, null));
            assertThat(addresses.maps()).isEqualTo(listen);
            assertThat(addresses.eventBus().host()).isEqualTo("127.0.0.1");
            assertThat(addresses.eventBus().port()).isGreaterThan(listen.port() + 1);
        }
    }

    @Test
    void names_are_looked_up() {
        Address.Inet listen = new Address.Inet("localhost", Clusters.free().port());
        Address.Inet eventBus = new Address.Inet("localhost", Clusters.free().port());
        NodeAddresses addresses = NodeAddresses.of(Clusters.config(listen, eventBus, ALONE, null));
        assertThat(addresses.maps().host()).isIn("127.0.0.1", "::1");
        assertThat(addresses.eventBus().host()).isEqualTo(addresses.maps().host());
    }

    @Test
    void who_cannot_listen_is_told_why() throws IOException {
        Address.Inet free = Clusters.free();
        Address.Inet foreign = new Address.Inet("192.0.2.99", 5701);
        refused(foreign, free, "cluster: 192.0.2.99:5701: this machine does not have that address");
        refused(free, foreign, "cluster: 192.0.2.99:5701: this machine does not have that address");
        Address.Inet nobody = new Address.Inet("nobody.invalid", 5701);
        refused(nobody, free, "cluster: nobody.invalid:5701: the host is not known");
        try (var other = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
            Address.Inet taken = new Address.Inet("127.0.0.1", other.getLocalPort());
            refused(taken, free, "cluster: " + taken + ": the port is in use by another program");
            refused(free, taken, "cluster: " + taken + ": the port is in use by another program");
        }
    }

    private static void refused(Address.Inet listen, Address.Inet eventBus, String message) {
        assertThatExceptionOfType(ConfigException.class)
                .isThrownBy(() -> NodeAddresses.of(Clusters.config(listen, eventBus, ALONE, null)))
                .withMessage(message);
    }
}
