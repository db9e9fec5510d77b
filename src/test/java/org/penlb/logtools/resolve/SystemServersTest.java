package org.penlb.logtools.resolve;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What resolv.conf says. */
class SystemServersTest {
    @TempDir
    Path folder;

    @Test
    void its_name_servers_in_their_order() throws IOException {
        Path file = Files.writeString(folder.resolve("resolv.conf"), """
                # nameserver 192.0.2.9
                search example.com
                nameserver 192.0.2.1
                 nameserver\t2001:db8::1 # the second
                nameserver
                nameserver ns.example.com
                options edns0
                """);
        assertThat(SystemServers.read(file))
                .containsExactly(new InetSocketAddress("192.0.2.1", 53), new InetSocketAddress("2001:db8::1", 53));
    }

    @Test
    void this_machine_where_nothing_is_said() {
        assertThat(SystemServers.read(folder.resolve("none")))
                .singleElement()
                .matches(server -> server.getAddress().isLoopbackAddress() && server.getPort() == 53);
    }
}
