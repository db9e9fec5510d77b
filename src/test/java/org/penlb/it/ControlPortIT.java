package org.penlb.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.penlb.cli.command.PenHere;
import org.penlb.system.Privileges;
import org.penlb.testing.Await;
import org.penlb.testing.EchoServer;
import org.penlb.testing.PenProcess;
import org.penlb.testing.Ports;

/** The control port against those who misuse it, and where it listens. */
@Timeout(120)
class ControlPortIT {
    @TempDir
    Path folder;

    private static Socket connect(CommandedPen pen) throws IOException {
        var socket = new Socket();
        socket.setSoTimeout((int) Await.LONG.toMillis());
        socket.connect(pen.control());
        return socket;
    }

    private static String send(CommandedPen pen, byte[] bytes) throws IOException {
        try (Socket client = connect(pen)) {
            client.getOutputStream().write(bytes);
            client.shutdownOutput();
            return new String(client.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static String send(CommandedPen pen, String text) throws IOException {
        return send(pen, text.getBytes(StandardCharsets.UTF_8));
    }

    /** Asked of one Pen: whoever misuses its port may do no harm to what comes after. */
    @Test
    void whoever_misuses_it_does_no_harm() throws IOException {
        try (var s0 = new EchoServer("s0");
                var pen = ControlledPen.start(List.of(), List.of(s0.address()));
                Socket silent = connect(pen)) {
            aLineNeedsNoEndAndOnlyTheFirstCounts(pen);
            whatIsTooLongOrNoTextIsRefused(pen);
            assertThat(silent.getInputStream().read())
                    .as("who says nothing is closed after a while")
                    .isEqualTo(-1);
            aThousandWhoSayNothingDoNotKeepAnOperatorOut(pen);
            assertThat(send(pen, "timeout")).isEqualTo("5\n");
        }
    }

    private static void aLineNeedsNoEndAndOnlyTheFirstCounts(ControlledPen pen) throws IOException {
        assertThat(send(pen, "timeout")).isEqualTo("5\n");
        assertThat(send(pen, "timeout\nblacklist\n")).isEqualTo("5\n");
        assertThat(send(pen, "  timeout   9  \r\n")).isEqualTo("9\n");
        assertThat(send(pen, "timeout 5")).isEqualTo("5\n");
        assertThat(send(pen, "")).isEmpty();
        assertThat(send(pen, "# nothing\n")).isEmpty();
    }

    private static void whatIsTooLongOrNoTextIsRefused(ControlledPen pen) throws IOException {
        byte[] endless = new byte[100_000];
        Arrays.fill(endless, (byte) 'x');
        try (Socket client = connect(pen)) {
            client.getOutputStream().write(endless, 0, 5000);
            assertThat(new String(client.getInputStream().readNBytes(20), StandardCharsets.UTF_8))
                    .isEqualTo("the line is longer t");
        }
        var random = new Random(1);
        for (int i = 0; i < 50; i++) {
            byte[] garbage = new byte[random.nextInt(4000)];
            random.nextBytes(garbage);
            assertThat(send(pen, garbage).lines().count()).isLessThanOrEqualTo(4);
        }
        assertThat(send(pen, "timeout")).isEqualTo("5\n");
    }

    private static void aThousandWhoSayNothingDoNotKeepAnOperatorOut(ControlledPen pen) throws IOException {
        List<Socket> silent = new ArrayList<>();
        int before = pen.process.sockets();
        try {
            for (int i = 0; i < 1000; i++) {
                silent.add(connect(pen));
            }
            assertThat(send(pen, "timeout")).isEqualTo("5\n");
            Await.until("most of them are closed", () -> pen.process.sockets() - before <= 129);
        } finally {
            for (Socket socket : silent) {
                socket.close();
            }
        }
        Await.until("all of them are gone", () -> pen.process.sockets() <= before);
    }

    @Test
    void the_access_list_keeps_others_out() throws IOException {
        try (var s0 = new EchoServer("s0");
                var pen = CommandedPen.here(
                        List.of("-O", "acl 5 permit 127.0.0.1", "-O", "control_acl 5"), List.of(s0.address()))) {
            assertThat(send(pen, "control_acl")).isEqualTo("5\n");
            try (var other = new Socket()) {
                other.bind(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.2"), 0));
                other.connect(pen.control());
                other.getOutputStream().write("timeout 9\n".getBytes(StandardCharsets.UTF_8));
                assertThat(new String(other.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                        .isEqualTo("you are not allowed to give commands (control_acl)\n");
            }
            assertThat(send(pen, "timeout")).isEqualTo("5\n");
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void a_socket_is_its_owners_and_replaces_one_that_was_left_behind(boolean left)
            throws IOException, InterruptedException {
        Path path = folder.resolve("control.sock");
        if (left) {
            ServerSocketChannel.open(StandardProtocolFamily.UNIX)
                    .bind(UnixDomainSocketAddress.of(path))
                    .close();
            assertThat(path).exists();
        }
        try (var s0 = new EchoServer("s0");
                var pen = PenProcess.start(
                        List.of(), List.of("-u", PenProcess.SELF, "-C", path.toString()), List.of(s0.address()))) {
            Await.until(
                    "the socket is there, and closed to others",
                    () -> permissions(path).equals("rw-------"));
            assertThat(sendTo(path, "timeout\n")).isEqualTo("5\n");
            assertThat(pen.terminate()).isZero();
            assertThat(path).doesNotExist();
        }
    }

    @Test
    void a_socket_is_a_groups_if_somebody_asks_for_that() throws IOException {
        Path path = folder.resolve("control.sock");
        try (var s0 = new EchoServer("s0");
                var _ = PenHere.start(List.of("-C", path.toString(), "--control-mode", "660"), List.of(s0.address()))) {
            Await.until(
                    "the socket is open to its group", () -> permissions(path).equals("rw-rw----"));
        }
    }

    private static String permissions(Path path) {
        try {
            return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
        } catch (IOException _) {
            return "";
        }
    }

    private static String sendTo(Path socket, String line) throws IOException {
        try (var client = SocketChannel.open(UnixDomainSocketAddress.of(socket))) {
            client.write(ByteBuffer.wrap(line.getBytes(StandardCharsets.UTF_8)));
            return new String(Channels.newInputStream(client).readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @Test
    void a_place_that_is_taken_is_an_error() throws Exception {
        Path socket = folder.resolve("taken.sock");
        Path file = Files.writeString(folder.resolve("file"), "precious");
        try (var s0 = new EchoServer("s0");
                var taken = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"));
                var listener = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            listener.bind(UnixDomainSocketAddress.of(socket));
            String port = "127.0.0.1:" + taken.getLocalPort();
            assertThat(failure(port, s0)).contains("pen: -C " + port + ": the port is in use by another program");
            assertThat(refusal(socket.toString(), s0))
                    .contains("-C " + socket + ": another program listens on this socket");
            assertThat(refusal(file.toString(), s0)).contains("the file exists and is not a socket");
            assertThat(file).hasContent("precious");
        }
    }

    @Test
    void what_is_no_socket_is_not_replaced_by_one() throws Exception {
        Path fifo = folder.resolve("fifo");
        assertThat(new ProcessBuilder("mkfifo", fifo.toString()).start().waitFor())
                .isZero();
        try (var s0 = new EchoServer("s0")) {
            assertThat(refusal(fifo.toString(), s0)).contains("the file exists and is not a socket");
            assertThat(fifo).exists();
        }
    }

    @Test
    void where_there_is_no_network_but_loopback_nothing_is_complained_of() throws Exception {
        assumeThat(Privileges.isRoot())
                .as("only root can make a network of its own")
                .isTrue();
        List<String> command =
                new ArrayList<>(List.of("unshare", "-n", "sh", "-c", "ip link set lo up && exec \"$@\"", "sh"));
        Path control = folder.resolve("control.sock");
        command.addAll(PenProcess.command(
                List.of(),
                List.of("-f", "-u", PenProcess.SELF, "-C", control.toString(), "127.0.0.1:0", "127.0.0.1:1")));
        try (var pen = PenProcess.by(command, Map.of())) {
            Await.until("it takes commands", () -> permissions(control).equals("rw-------"));
            assertThat(sendTo(control, "timeout\n")).isEqualTo("5\n");
            assertThat(pen.terminate()).isZero();
            // That a loop waited for a processor is the machine's doing.
            assertThat(pen.said())
                    .noneMatch(line -> line.contains("WARNING") && !line.contains("has been blocked for"));
        }
    }

    /** What a process says with "pen: " in front, as {@link #failure} has it. */
    private static String refusal(String control, EchoServer server) {
        return PenHere.refusal(List.of("-C", control), List.of(server.address()));
    }

    private static String failure(String control, EchoServer server) throws IOException, InterruptedException {
        List<String> command = PenProcess.command(
                List.of(),
                List.of("-f", "-u", PenProcess.SELF, "-C", control, "127.0.0.1:" + Ports.free(), server.address()));
        Process pen = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(pen.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(pen.waitFor()).isEqualTo(1);
        return said;
    }
}
