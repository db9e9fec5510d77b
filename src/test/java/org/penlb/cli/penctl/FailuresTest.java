package org.penlb.cli.penctl;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.penlb.config.Address;
import org.penlb.testing.EchoServer;
import org.penlb.testing.Ports;

/** Servers that do not do what is expected of them: exit code 1, and one line that says which server and why. */
@Timeout(60)
class FailuresTest {
    private static Run failure(String out, String message) {
        return new Run(1, out, "penctl: " + message + "\n");
    }

    @Test
    void refused() {
        String address = "127.0.0.1:" + Ports.free();
        assertThat(Run.of(address, "pid"))
                .isEqualTo(failure("", "cannot connect to " + address + ": connection refused"));
    }

    @Test
    void a_name_that_does_not_resolve() {
        assertThat(Run.of("no-such-host.invalid:1", "pid"))
                .isEqualTo(failure("", "cannot connect to no-such-host.invalid:1: the name does not resolve"));
    }

    @Test
    void no_unix_socket(@TempDir Path folder) {
        Path path = folder.resolve("ctl");
        assertThat(Run.of(path.toString(), "pid"))
                .isEqualTo(failure("", "cannot connect to " + path + ": no such file or directory"));
    }

    @Test
    void nobody_answers() {
        try (var server = new EchoServer("silent")) {
            server.blackHole();
            assertThat(Run.of("--connect-timeout", "1", server.address(), "pid"))
                    .isEqualTo(failure("", "cannot connect to " + server.address() + ": no answer within 1 s"));
        }
    }

    /** The kernel lets a client wait for a place in the backlog, for ever if need be. */
    @Test
    void a_unix_socket_that_nobody_accepts_from(@TempDir Path folder) throws IOException {
        var address = UnixDomainSocketAddress.of(folder.resolve("ctl"));
        try (var server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
                var first = SocketChannel.open(StandardProtocolFamily.UNIX);
                var second = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            server.bind(address, 1);
            first.connect(address);
            second.connect(address);
            assertThat(Run.of("--connect-timeout=1", address.toString(), "pid"))
                    .isEqualTo(failure("", "cannot connect to " + address + ": no answer within 1 s"));
        }
    }

    @Test
    void no_reply() {
        var never = new CountDownLatch(1);
        try (var pen = new FakePen(_ -> never.await())) {
            assertThat(Run.of("--timeout=1", pen.address(), "pid"))
                    .isEqualTo(failure("", pen.address() + ": the reply has not ended within 1 s"));
        }
    }

    /** The limit is for the whole reply, not for each piece. */
    @Test
    void a_reply_without_end() {
        var never = new CountDownLatch(1);
        try (var pen = new FakePen(client -> {
            do {
                FakePen.write(client, ".");
            } while (!never.await(100, TimeUnit.MILLISECONDS));
        })) {
            Run run = Run.of("--timeout", "1", pen.address(), "recent");
            assertThat(run.exit()).isEqualTo(1);
            assertThat(run.out()).matches("\\.+");
            assertThat(run.err()).isEqualTo("penctl: " + pen.address() + ": the reply has not ended within 1 s\n");
        }
    }

    @Test
    void broken_off_in_its_middle() {
        var printed = new CountDownLatch(1);
        try (var pen = new FakePen(client -> {
            FakePen.write(client, "0 addr 10.1");
            printed.await();
            FakePen.reset(client);
        })) {
            var out = new ByteArrayOutputStream() {
                @Override
                public synchronized void write(byte[] bytes, int offset, int length) {
                    super.write(bytes, offset, length);
                    printed.countDown();
                }
            };
            Run run = Run.into(out, "", pen.address(), "servers");
            assertThat(out).hasToString("0 addr 10.1");
            assertThat(run).isEqualTo(failure("", pen.address() + ": connection reset before the end of the reply"));
        }
    }

    /** As a server does that does not want this client: the kernel resets what is closed with bytes in it. */
    @Test
    void closed_without_reading_on() throws Exception {
        try (var server = ServerSocketChannel.open()) {
            server.bind(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0));
            String address = Address.of(server.getLocalAddress()).toString();
            var run = CompletableFuture.supplyAsync(() -> Run.of(address, "pid"));
            try (SocketChannel client = server.accept()) {
                client.read(ByteBuffer.allocate(1)); // the rest of the line came with it
            }
            assertThat(run.join()).isEqualTo(failure("", address + ": connection reset before the end of the reply"));
        }
    }
}
