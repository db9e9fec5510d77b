package org.penlb.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.penlb.testing.Await;
import org.penlb.testing.Networks;
import org.penlb.testing.PenProcess;

/** The address that Pen reaches its servers from is taken away, then the route to them moves, while clients of all kinds ask. */
@Tag("alone")
@Timeout(120)
class ChangedNetworkIT {
    private static final String SERVER = "10.9.0.2";
    private static final int PORT = 53;
    private static final int ECHO = 7;
    private static final int DNS_LISTENER = 5300;
    private static final int TCP_LISTENER = 7001;
    private static final int UDP_LISTENER = 7000;
    private static final int MOST_LOSS_SECONDS = 3;
    private static final int GOOD_IN_A_ROW = 60;
    private static final byte[] QUERY = query();

    private static byte[] query() {
        return ByteBuffer.allocate(21)
                .putShort((short) 7)
                .putShort((short) 0x0100)
                .putShort((short) 1)
                .putShort((short) 0)
                .putInt(0)
                .put((byte) 3)
                .put("www".getBytes(StandardCharsets.US_ASCII))
                .put((byte) 0)
                .putShort((short) 1)
                .putShort((short) 1)
                .array();
    }

    /** One kind of client, which asks again and again. */
    private static final class Asking implements AutoCloseable {
        final String what;
        private final Thread thread;
        volatile int goodInARow;
        volatile long failedAt = Long.MIN_VALUE;
        private volatile boolean over;

        /** What it does: a question and its answer, within a second; or it throws. */
        interface Question {
            void ask() throws IOException;
        }

        Asking(String what, Question question) {
            this.what = what;
            thread = Thread.ofPlatform().daemon().unstarted(() -> {
                while (!over) {
                    long begun = System.nanoTime();
                    try {
                        question.ask();
                        goodInARow++;
                    } catch (IOException _) {
                        failedAt = begun;
                        goodInARow = 0;
                    }
                    LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
                }
            });
        }

        Asking start() {
            thread.start();
            return this;
        }

        @Override
        public void close() {
            over = true;
        }
    }

    private static void serveDatagrams(DatagramSocket socket) {
        Thread.ofPlatform().daemon().start(() -> {
            var packet = new DatagramPacket(new byte[2048], 2048);
            while (!socket.isClosed()) {
                try {
                    packet.setLength(2048);
                    socket.receive(packet);
                    packet.getData()[2] |= (byte) (socket.getLocalPort() == PORT ? 0x80 : 0);
                    socket.send(packet);
                } catch (IOException _) {
                    // closed, or a client that is gone
                }
            }
        });
    }

    private static void serveStreams(ServerSocket listening) {
        Thread.ofPlatform().daemon().start(() -> {
            while (!listening.isClosed()) {
                try {
                    Socket client = listening.accept();
                    Thread.ofPlatform().daemon().start(() -> {
                        try (client) {
                            serve(client, listening.getLocalPort() == PORT);
                        } catch (IOException _) {
                            // the client is gone
                        }
                    });
                } catch (IOException _) {
                    // closed
                }
            }
        });
    }

    private static void serve(Socket client, boolean dns) throws IOException {
        var in = new DataInputStream(client.getInputStream());
        var out = new DataOutputStream(client.getOutputStream());
        while (true) {
            byte[] message = in.readNBytes(in.readUnsignedShort());
            message[2] |= (byte) (dns ? 0x80 : 0);
            out.writeShort(message.length);
            out.write(message);
        }
    }

    private static Asking datagrams(String what, Networks networks, int port) {
        DatagramSocket socket = networks.besidePen(() -> {
            var opened = new DatagramSocket();
            opened.connect(new InetSocketAddress("127.0.0.1", port));
            opened.setSoTimeout(1000);
            return opened;
        });
        return new Asking(what, () -> {
            socket.send(new DatagramPacket(QUERY, QUERY.length));
            socket.receive(new DatagramPacket(new byte[512], 512));
        });
    }

    private static void exchange(Socket socket) throws IOException {
        socket.setSoTimeout(1000);
        byte[] framed = Arrays.copyOf(new byte[] {0, (byte) QUERY.length}, QUERY.length + 2);
        System.arraycopy(QUERY, 0, framed, 2, QUERY.length);
        socket.getOutputStream().write(framed);
        var in = new DataInputStream(socket.getInputStream());
        in.readFully(new byte[in.readUnsignedShort()]);
    }

    /** Connections need a namespace each time, so they are asked for by a thread that lives there. */
    private static Asking connections(Networks networks) {
        return networks.besidePen((Callable<Asking>) () -> new Asking("a connection for each", () -> {
                    try (var socket = new Socket("127.0.0.1", TCP_LISTENER)) {
                        exchange(socket);
                    }
                })
                .start()); // by a thread of there, and so there itself
    }

    private static Asking oneConnection(Networks networks) throws IOException {
        Socket socket = networks.besidePen(() -> new Socket("127.0.0.1", DNS_LISTENER));
        return new Asking("queries on one connection", () -> exchange(socket));
    }

    private static void expectNoLoss(List<Asking> all, long changedAt) {
        for (Asking each : all) {
            each.goodInARow = 0;
        }
        for (Asking each : all) {
            Await.until(each.what + ": answers in a row", () -> each.goodInARow >= GOOD_IN_A_ROW);
        }
        for (Asking each : all) {
            double lost = each.failedAt - changedAt < 0 || each.failedAt == Long.MIN_VALUE
                    ? 0
                    : (each.failedAt - changedAt) / 1e9;
            assertThat(lost).as(each.what + ": seconds until the last loss").isLessThan(MOST_LOSS_SECONDS);
        }
    }

    @Test
    void loses_no_more_than_three_seconds(@TempDir Path folder) throws Exception {
        assumeTrue(Networks.available(), "this process may not make network namespaces (root, and iproute2)");
        Path config = folder.resolve("pen.json");
        Files.writeString(config, """
                {"services": [
                  {"name": "dns", "protocol": "dns", "listen": "127.0.0.1:%d", "servers": ["%s:%d"]},
                  {"name": "udp", "protocol": "udp", "listen": "127.0.0.1:%d", "servers": ["%s:%d"]},
                  {"name": "tcp", "listen": "127.0.0.1:%d", "idlers": 2, "servers": ["%s:%d"]}
                ]}
                """.formatted(
                        DNS_LISTENER, SERVER, PORT, UDP_LISTENER, SERVER, ECHO, TCP_LISTENER, SERVER, ECHO));
        List<Asking> all = new ArrayList<>();
        try (var networks = new Networks()) {
            for (int port : new int[] {PORT, ECHO}) {
                serveDatagrams(networks.besideServers(() -> new DatagramSocket(port, InetAddress.ofLiteral(SERVER))));
                serveStreams(networks.besideServers(() -> new ServerSocket(port, 100, InetAddress.ofLiteral(SERVER))));
            }
            List<String> command =
                    PenProcess.command(List.of(), List.of("-f", "-u", PenProcess.SELF, "--config", config.toString()));
            try (var pen = PenProcess.by(networks.besidePen(command), Map.of())) {
                all.add(datagrams("queries", networks, DNS_LISTENER).start());
                all.add(datagrams("a session", networks, UDP_LISTENER).start());
                all.add(oneConnection(networks).start());
                all.add(connections(networks));
                for (Asking each : all) {
                    Await.until(each.what + " at first", () -> each.goodInARow >= GOOD_IN_A_ROW);
                }
                networks.pens("addr add 10.9.0.9/24 dev v0");
                long changedAt = System.nanoTime();
                networks.pens("addr del 10.9.0.1/24 dev v0");
                expectNoLoss(all, changedAt);
                pen.awaitSaid("the way to it starts at 10.9.0.9 now, no longer at 10.9.0.1");

                changedAt = System.nanoTime();
                networks.servers("route add blackhole 10.9.0.9/32");
                networks.pens("route replace 10.9.0.2/32 via 10.9.1.2 dev v1 src 10.9.1.1");
                expectNoLoss(all, changedAt);
                pen.awaitSaid("the way to it starts at 10.9.1.1 now, no longer at 10.9.0.9");

                assertThat(pen.said())
                        .filteredOn(line -> line.contains("starts at 10.9.0.9 now"))
                        .as("once for each service")
                        .hasSize(3);
                assertThat(pen.said()).as("no server was to blame").noneMatch(line -> line.contains("left alone"));
            }
        } finally {
            all.forEach(Asking::close);
        }
    }
}
