package org.penlb.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.penlb.system.Privileges;
import org.penlb.testing.Await;
import org.penlb.testing.PenProcess;
import org.penlb.testing.Ports;

/** The machine's hosts file says something else of a server's name after a while. */
@Timeout(120)
class NamesIT {
    @TempDir
    Path folder;

    private int serverPort;

    /** A server that says which address it has. */
    private static void serve(ServerSocket listening) {
        Thread.ofVirtual().start(() -> {
            try {
                while (true) {
                    try (Socket client = listening.accept()) {
                        client.getOutputStream()
                                .write(listening
                                        .getInetAddress()
                                        .getHostAddress()
                                        .getBytes(StandardCharsets.US_ASCII));
                    }
                }
            } catch (IOException _) {
                // closed
            }
        });
    }

    private ServerSocket server(String address) throws IOException {
        var listening = new ServerSocket(serverPort, 10, InetAddress.ofLiteral(address));
        serverPort = listening.getLocalPort();
        serve(listening);
        return listening;
    }

    private static String ask(InetSocketAddress pen) {
        try (var client = new Socket(pen.getAddress(), pen.getPort())) {
            return new String(client.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
        } catch (IOException e) {
            return String.valueOf(e.getMessage());
        }
    }

    private void stands(Path hosts, String address) throws IOException {
        Files.writeString(hosts, "127.0.0.1 localhost\n" + address + " moving\n"); // the same file, as a mount demands
    }

    /** Pen's command line, for a process whose hosts file this is. */
    private static List<String> withHosts(Path hosts, List<String> arguments) throws IOException {
        assumeThat(Privileges.isRoot())
                .as("only root can put another hosts file in the place of the machine's")
                .isTrue();
        var command = new ArrayList<>(List.of(
                "unshare", "-m", "sh", "-c", "mount --bind \"$0\" /etc/hosts && exec \"$@\"", hosts.toString()));
        command.addAll(PenProcess.command(List.of(), arguments));
        return command;
    }

    @Test
    void check_finds_a_name_that_stands_for_the_listener() throws Exception {
        Path hosts = folder.resolve("hosts");
        stands(hosts, "127.0.0.2");
        Path config = Files.writeString(folder.resolve("pen.json"), """
                {"services": [{"name": "web", "listen": "tcp://0.0.0.0:8000", "servers": ["moving:8000", "gone:8000"]}]}
                """);
        Process check = new ProcessBuilder(withHosts(hosts, List.of("check", config.toString())))
                .redirectErrorStream(true)
                .start();
        String said = new String(check.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(said).contains("server \"moving\" is this Pen's own listener 0.0.0.0:8000");
        assertThat(check.waitFor()).isOne();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void a_name_is_looked_up_again(boolean jailed) throws Exception {
        Path hosts = folder.resolve("hosts");
        stands(hosts, "127.0.0.2");
        int control = Ports.free();
        var penctl = new Penctl("127.0.0.1:" + control);
        try (ServerSocket two = server("127.0.0.2");
                ServerSocket three = server("127.0.0.3");
                ServerSocket four = server("127.0.0.4")) {
            var arguments = new ArrayList<>(
                    List.of("-f", "-u", "nobody", "-C", "127.0.0.1:" + control, "127.0.0.1:0", "moving:" + serverPort));
            if (jailed) {
                Path jail = Files.createDirectory(folder.resolve("jail"));
                Files.setPosixFilePermissions(jail, PosixFilePermissions.fromString("rwxrwxrwx"));
                arguments.addAll(0, List.of("-j", jail.toString()));
            }
            try (PenProcess pen = PenProcess.by(withHosts(hosts, arguments), Map.of())) {
                assertThat(ask(pen.address())).isEqualTo("127.0.0.2");

                stands(hosts, "127.0.0.3");
                pen.signal("HUP");
                pen.awaitSaid("its name stands for 127.0.0.3:" + serverPort + " now, no longer for 127.0.0.2");
                assertThat(ask(pen.address())).isEqualTo("127.0.0.3");

                stands(hosts, "127.0.0.4");
                assertThat(penctl.say("server 0 address moving")).isEmpty();
                assertThat(penctl.say("servers")).startsWith("0 addr 127.0.0.4 port " + serverPort + " ");
                assertThat(ask(pen.address())).isEqualTo("127.0.0.4");

                Files.writeString(hosts, "127.0.0.1 localhost\n");
                pen.signal("HUP");
                pen.awaitSaid("does not resolve to an address; it stays at 127.0.0.4:" + serverPort);
                assertThat(ask(pen.address())).isEqualTo("127.0.0.4");

                four.close();
                stands(hosts, "127.0.0.2");
                Await.until(
                        "it has failed for a while", () -> ask(pen.address()).equals("127.0.0.2"));
                assertThat(two.isClosed() || three.isClosed()).isFalse();
            }
        }
    }
}
