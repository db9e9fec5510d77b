package org.penlb.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.netty.channel.epoll.Epoll;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.penlb.testing.Await;
import org.penlb.testing.Datagrams;

@Timeout(60)
class ServiceManagerTest {
    private final long pid = ProcessHandle.current().pid();

    @BeforeEach
    void have_datagrams() {
        assumeThat(Epoll.isAvailable())
                .as("Netty's epoll transport is available")
                .isTrue();
    }

    private void tells(String socket, String address) throws IOException, InterruptedException {
        try (var systemd = new Datagrams(socket);
                ServiceManager manager = ServiceManager.at(address)) {
            manager.ready();
            assertThat(Await.next(systemd.received)).isEqualTo("READY=1\nMAINPID=" + pid);
            long before = System.nanoTime() / 1000; // on Linux the same clock
            manager.reloading();
            String reloading = Await.next(systemd.received);
            assertThat(reloading).startsWith("RELOADING=1\nMONOTONIC_USEC=");
            assertThat(Long.parseLong(reloading.substring(reloading.lastIndexOf('=') + 1)))
                    .isBetween(before, System.nanoTime() / 1000);
            manager.stopping();
            assertThat(Await.next(systemd.received)).isEqualTo("STOPPING=1");
        }
    }

    @Test
    void speaks_to_a_socket_in_the_file_system(@TempDir Path folder) throws IOException, InterruptedException {
        String path = folder.resolve("notify").toString();
        tells(path, path);
    }

    @Test
    void speaks_to_an_abstract_socket() throws IOException, InterruptedException {
        String name = "org.penlb/test/" + pid;
        tells("\0" + name, "@" + name);
    }

    @Test
    void a_manager_that_is_gone_is_no_fault(@TempDir Path folder) throws IOException {
        String path = folder.resolve("notify").toString();
        var systemd = new Datagrams(path);
        try (ServiceManager manager = ServiceManager.at(path)) {
            systemd.close();
            manager.ready();
            manager.stopping();
        }
    }

    @Test
    void without_a_manager_nothing_is_said() throws IOException {
        for (String nobody : new String[] {null, ""}) {
            try (ServiceManager manager = ServiceManager.at(nobody)) {
                manager.reloading();
                manager.ready();
            }
        }
    }

    @Test
    void an_address_that_cannot_be_is_an_error() {
        assertThatThrownBy(() -> ServiceManager.at("notify"))
                .hasMessage("\"notify\" is neither an absolute path nor @name, of less than 108 bytes");
        assertThatThrownBy(() -> ServiceManager.at("/" + "x".repeat(107))).hasMessageContaining("of less than 108");
        assertThatThrownBy(() -> ServiceManager.at("/no/such/socket"))
                .hasMessage("\"/no/such/socket\": No such file or directory");
    }
}
