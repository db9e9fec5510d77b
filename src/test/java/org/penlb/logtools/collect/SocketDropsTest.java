package org.penlb.logtools.collect;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class SocketDropsTest {
    @TempDir
    Path folder;

    @Test
    void the_drops_of_a_port_are_those_of_both_tables() throws IOException {
        Path v4 = Files.writeString(folder.resolve("udp"), """
                   sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode ref pointer drops
                  405: 0100007F:2710 00000000:0000 07 00000000:00000000 00:00000000 00000000     0        0 19 2 0000000000000000 3
                  406: 0100007F:2711 00000000:0000 07 00000000:00000000 00:00000000 00000000     0        0 20 2 0000000000000000 9
                """);
        Path v6 = Files.writeString(folder.resolve("udp6"), """
                  sl  local_address                         remote_address                        st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode ref pointer drops
                  4: 00000000000000000000000000000000:2710 00000000000000000000000000000000:0000 07 00000000:00000000 00:00000000 00000000     0        0 21 2 0000000000000000 4
                """);
        try (var used = new SocketDrops(List.of(v4, v6), 10_000);
                var unused = new SocketDrops(List.of(v4, v6), 10_002);
                var unknown = new SocketDrops(List.of(folder.resolve("none")), 10_000)) {
            assertThat(used.count()).hasValue(7);
            Files.writeString(v4, Files.readString(v4).replace(" 3\n", " 5\n"));
            assertThat(used.count()).as("read anew").hasValue(9);
            assertThat(unused.count()).hasValue(0);
            assertThat(unknown.count()).isEmpty();
        }
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void what_a_socket_has_no_room_for_is_seen() throws IOException {
        try (DatagramChannel receiver =
                        DatagramChannel.open().bind(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0));
                DatagramChannel sender = DatagramChannel.open().connect(receiver.getLocalAddress())) {
            for (int i = 0; i < 2000; i++) {
                sender.write(ByteBuffer.allocate(1000));
            }
            int port = ((InetSocketAddress) receiver.getLocalAddress()).getPort();
            try (var drops = new SocketDrops(port)) {
                assertThat(drops.count().orElseThrow()).isPositive();
            }
        }
    }
}
