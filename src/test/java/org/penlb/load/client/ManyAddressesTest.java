package org.penlb.load.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.HashSet;
import org.junit.jupiter.api.Test;

class ManyAddressesTest {
    @Test
    void a_million_clients_are_a_million_loopback_addresses() throws UnknownHostException {
        var all = new HashSet<InetAddress>();
        for (int i = 0; i < 1_000_000; i++) {
            InetAddress address = ManyAddresses.address(i);
            assertThat(address.isLoopbackAddress()).isTrue();
            all.add(address);
        }
        assertThat(all).hasSize(1_000_000);
    }
}
