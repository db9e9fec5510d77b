package org.penlb.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.penlb.admin.Machine;
import org.penlb.config.ConfigException;
import org.penlb.config.json.ConfigContext;
import org.penlb.config.json.ConfigSource;

/** Whose server is a listener of the same Pen. */
class OwnListenersTest {
    private static final ConfigContext MACHINE = Machine.context(1);

    @TempDir
    Path folder;

    private static InetSocketAddress at(String host, int port) {
        return new InetSocketAddress(InetAddress.ofLiteral(host), port);
    }

    private static boolean answers(String listener, String server) {
        return OwnListeners.answers(at(listener, 8080), at(server, 8080));
    }

    private List<String> check(String services) throws IOException {
        Path file = Files.writeString(folder.resolve("pen.json"), "{\"services\": [" + services + "]}");
        return OwnListeners.check(ConfigSource.file(file, MACHINE).read());
    }

    private static String service(String name, String listen, String server) {
        return "{\"name\": \"%s\", \"listen\": \"%s\", \"servers\": [\"%s\"]}".formatted(name, listen, server);
    }

    @ParameterizedTest
    @CsvSource({
        "127.0.0.1, 127.0.0.1",
        "127.0.0.1, 0.0.0.0",
        "127.0.0.1, ::ffff:127.0.0.1",
        "0.0.0.0, 127.0.0.1",
        "0.0.0.0, 127.9.9.9",
        "0.0.0.0, 0.0.0.0",
        "0.0.0.0, ::ffff:127.0.0.1",
        "::, 127.0.0.1",
        "::, 0.0.0.0",
        "::, ::1",
        "::, ::",
        "::1, ::1",
        "::1, ::",
        "192.0.2.1, 192.0.2.1"
    })
    void a_listener_answers_at(String listener, String server) {
        assertThat(answers(listener, server)).isTrue();
        assertThat(OwnListeners.answers(at(listener, 8080), at(server, 8081))).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "127.0.0.1, 127.0.0.2",
        "127.0.0.1, ::1",
        "0.0.0.0, ::1",
        "0.0.0.0, 192.0.2.1",
        "::, 192.0.2.1",
        "::, 2001:db8::1",
        "192.0.2.1, 0.0.0.0",
        "192.0.2.1, 127.0.0.1"
    })
    void another_answers_at(String listener, String server) {
        assertThat(answers(listener, server)).isFalse();
    }

    @Test
    void a_wildcard_listener_answers_at_every_address_of_the_machine() throws SocketException {
        List<InetAddress> ours = NetworkInterface.networkInterfaces()
                .flatMap(NetworkInterface::inetAddresses)
                .toList();
        assertThat(ours).isNotEmpty();
        for (InetAddress each : ours) {
            assertThat(OwnListeners.answers(at("::", 53), new InetSocketAddress(each, 53)))
                    .as("%s", each)
                    .isTrue();
        }
    }

    @Test
    void port_0_is_no_server() {
        assertThat(OwnListeners.answers(at("127.0.0.1", 0), at("127.0.0.1", 0))).isFalse();
    }

    @Test
    void a_socket_is_the_same_by_whatever_name() throws IOException {
        Path socket = Files.createFile(folder.resolve("pen.sock"));
        Path link = Files.createSymbolicLink(folder.resolve("link"), socket);
        var listener = UnixDomainSocketAddress.of(socket);
        assertThat(OwnListeners.answers(listener, UnixDomainSocketAddress.of(link)))
                .isTrue();
        assertThat(OwnListeners.answers(listener, UnixDomainSocketAddress.of(folder.resolve("./pen.sock"))))
                .isTrue();
        assertThat(OwnListeners.answers(listener, UnixDomainSocketAddress.of(folder.resolve("other"))))
                .isFalse();
        var notThere = UnixDomainSocketAddress.of(folder.resolve("none"));
        assertThat(OwnListeners.answers(notThere, notThere)).isTrue();
        assertThat(OwnListeners.answers(listener, at("127.0.0.1", 80))).isFalse();
    }

    @Test
    void what_is_refused_says_what_was_found_and_expected() {
        assertThatThrownBy(() -> check(service("web", "tcp://0.0.0.0:8080", "127.0.0.1:8080")))
                .isInstanceOf(ConfigException.class)
                .hasMessage("server \"127.0.0.1\" is this Pen's own listener 0.0.0.0:8080"
                        + " (expected: the server's port, such as 127.0.0.1:80)");
        assertThatThrownBy(() -> check(service("web", "tcp://[::]:80", "[::1]:80")))
                .hasMessage("server \"::1\" is this Pen's own listener [::]:80"
                        + " (expected: the server's port, such as [::1]:8080)");
        assertThatThrownBy(() -> check(service("web", "tcp://0.0.0.0:8080", "localhost:8080")))
                .hasMessageContaining("own listener");
        assertThatThrownBy(() -> check(service("web", "unix:/run/pen.sock", "unix:/run/../run/pen.sock")))
                .hasMessage("server \"/run/../run/pen.sock\" is this Pen's own listener /run/pen.sock"
                        + " (expected: the server's socket)");
    }

    @ParameterizedTest
    @CsvSource({"udp", "dns"})
    void datagrams_are_no_other_matter(String protocol) {
        String itself = service("names", "udp://0.0.0.0:5353", "127.0.0.1:5353");
        assertThatThrownBy(() -> check(itself.replaceFirst("\\{", "{\"protocol\": \"" + protocol + "\", ")))
                .hasMessageContaining("is this Pen's own listener 0.0.0.0:5353");
    }

    @Test
    void another_services_listener_is_told_only() throws IOException {
        assertThat(check(service("front", "tcp://0.0.0.0:8080", "127.0.0.1:8081") + ","
                        + service("back", "tcp://127.0.0.1:8081", "192.0.2.1:80")))
                .containsExactly(
                        "service \"front\": server \"127.0.0.1:8081\" is the listener of service \"back\" of this Pen");
        assertThat(check(service("front", "tcp://0.0.0.0:8080", "127.0.0.1:8081") + ","
                        + service("back", "udp://127.0.0.1:8081", "192.0.2.1:80")))
                .as("ports of UDP are others")
                .isEmpty();
    }
}
