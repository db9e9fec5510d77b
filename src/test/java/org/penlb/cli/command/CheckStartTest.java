package org.penlb.cli.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.SocketTimeoutException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.penlb.testing.Ports;

/** {@code pen check} of what only the machine can tell: names, addresses that are taken, files. */
class CheckStartTest {
    @TempDir
    Path folder;

    private final TypedCommand command = new TypedCommand(new CheckCommand());

    private Path file(String services) throws IOException {
        return Files.writeString(folder.resolve("pen.yaml"), services);
    }

    private static String service(String name, String listen, String servers) {
        return "services: [{name: %s, listen: '%s', servers: [%s]}]".formatted(name, listen, servers);
    }

    @Test
    void a_name_that_nobody_knows_is_wrong_unless_offline() throws IOException {
        Path file = file(service("web", "tcp://127.0.0.1:0", "'no-such-host.invalid:80'"));
        assertThat(command.execute(file.toString())).isEqualTo(1);
        assertThat(command.err)
                .hasToString(file + ": server \"no-such-host.invalid:80\": the name \"no-such-host.invalid\""
                        + " does not resolve to an address\n");
        assertThat(command.execute("--offline", file.toString())).isZero();
    }

    @Test
    void a_port_that_another_program_holds_is_wrong_and_is_not_disturbed() throws IOException {
        try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Path file = file(service("web", "tcp://0.0.0.0:" + taken.getLocalPort(), "'192.0.2.1:80'"));
            assertThat(command.execute(file.toString())).isEqualTo(1);
            assertThat(command.err)
                    .hasToString(file + ": listener \"0.0.0.0:" + taken.getLocalPort()
                            + "\": the port is in use by another program\n");
            taken.setSoTimeout(1);
            assertThat(catchThrowable(taken::accept)).isInstanceOf(SocketTimeoutException.class);
        }
    }

    @Test
    void ports_of_datagrams_and_sockets_are_tried_too() throws IOException {
        Path socket = folder.resolve("app.sock");
        try (var taken = new DatagramSocket(0, InetAddress.getLoopbackAddress());
                var unix = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            unix.bind(UnixDomainSocketAddress.of(socket));
            Path file = file("""
                    services:
                      - {name: dns, listen: "udp://127.0.0.1:%d", protocol: dns, servers: ["192.0.2.1:53"]}
                      - {name: app, listen: "unix:%s", servers: ["192.0.2.1:80"]}
                      - {name: lost, listen: "unix:/no/such/folder/a.sock", servers: ["192.0.2.1:80"]}
                      - {name: kept, listen: "unix:%s", servers: ["192.0.2.1:80"]}
                    """.formatted(taken.getLocalPort(), socket, folder.resolve("pen.yaml")));
            assertThat(command.execute(file.toString())).isEqualTo(1);
            assertThat(command.err.toString().lines())
                    .containsExactly(
                            file + ": listener \"127.0.0.1:" + taken.getLocalPort()
                                    + "\": the port is in use by another program",
                            file + ": listener \"" + socket + "\": another program listens on this socket",
                            file + ": listener \"/no/such/folder/a.sock\": no such directory",
                            file + ": listener \"" + folder.resolve("pen.yaml")
                                    + "\": the file exists and is not a socket");
        }
    }

    @Test
    void a_port_that_a_pen_holds_is_told_and_no_mistake() throws IOException {
        try (var pen = PenHere.start(List.of(), List.of("192.0.2.1:80"))) {
            int port = pen.address().getPort();
            Path file = file(service("web", "tcp://127.0.0.1:" + port, "'192.0.2.1:80'"));
            assertThat(command.execute("--strict", file.toString())).isZero();
            assertThat(command.err)
                    .hasToString("note: " + file + ": listener 127.0.0.1:" + port + ": held by a Pen that runs\n");
        }
    }

    @Test
    void two_names_of_one_address_are_one_address() throws IOException {
        int port = Ports.free();
        Path file = file("""
                services:
                  - {name: a, listen: "tcp://localhost:%d", servers: ["192.0.2.1:80"]}
                  - {name: b, listen: "tcp://127.0.0.1:%d", servers: ["192.0.2.1:80"]}
                """.formatted(port, port));
        assertThat(command.execute(file.toString())).isEqualTo(1);
        assertThat(command.err)
                .hasToString(
                        file + ": listener \"127.0.0.1:" + port + "\": the address is taken by listener \"localhost:"
                                + port + "\" (expected: an address of its own)\n");
    }

    @Test
    void so_are_two_names_of_one_server() throws IOException {
        Path file = file(service("web", "tcp://127.0.0.1:0", "'127.0.0.1:19001', 'localhost:19001'"));
        assertThat(command.execute(file.toString())).isZero();
        assertThat(command.err)
                .hasToString("warning: " + file + ": web: servers 127.0.0.1:19001 and localhost:19001 are one:"
                        + " clients that leave one come to the other\n");
    }

    @Test
    void an_address_of_another_machine_is_wrong() throws IOException {
        Path file = file(service("web", "tcp://192.0.2.7:0", "'192.0.2.1:80'"));
        assertThat(command.execute(file.toString())).isEqualTo(1);
        assertThat(command.err)
                .hasToString(file + ": listener \"192.0.2.7:0\": this machine does not have that address\n");
    }

    @Test
    void files_that_cannot_be_opened_are_wrong_and_none_is_made() throws IOException {
        Path log = folder.resolve("new.log");
        Path file = file("""
                services:
                  - {name: a, listen: "tcp://127.0.0.1:0", servers: ["192.0.2.1:80"], log: "%s"}
                  - {name: b, listen: "tcp://127.0.0.1:0", servers: ["192.0.2.1:80"], log: missing/b.log, statusFile: missing/b.html}
                  - {name: c, listen: "tcp://127.0.0.1:0", servers: ["192.0.2.1:80"], log: "."}
                geoip: countries.mmdb
                control: {commandFile: commands.txt}
                """.formatted(log));
        assertThat(command.execute("--offline", file.toString())).isEqualTo(1);
        assertThat(log).doesNotExist();
        assertThat(command.err.toString())
                .contains("log \"" + folder + "/missing/b.log\": no such directory\n")
                .contains("log \"" + folder + "/.\": is a directory\n")
                .contains("warning: " + file + ": b: the status file \"" + folder
                        + "/missing/b.html\" could not be written: no such directory\n")
                .contains("countries.mmdb")
                .contains("commands.txt");
    }

    @Test
    void services_that_lead_back_to_each_other_are_told() throws IOException {
        Path file = file("""
                services:
                  - {name: a, listen: "tcp://127.0.0.1:1", servers: ["localhost:2"]}
                  - {name: b, listen: "tcp://0.0.0.0:2", servers: ["127.0.0.1:3"]}
                  - {name: c, listen: "tcp://127.0.0.1:3", servers: ["0.0.0.0:1"]}
                """);
        assertThat(command.execute("--offline", "--strict", file.toString())).isEqualTo(1);
        assertThat(command.err.toString())
                .contains("warning: " + file + ": services \"a\", \"b\", \"c\" have each other as servers:");
    }

    @Test
    void a_server_that_is_the_control_port_is_told() throws IOException {
        Path file = file(service("web", "tcp://127.0.0.1:0", "'127.0.0.1:10080'") + "\ncontrol: {listen: '10080'}\n");
        assertThat(command.execute("--offline", file.toString())).isZero();
        assertThat(command.err.toString())
                .contains("warning: " + file + ": service \"web\": server \"127.0.0.1:10080\" is where commands come in"
                        + " (control.listen) of this Pen\n");
    }
}
