package org.penlb.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.penlb.testing.Await;
import org.penlb.testing.EchoServer;
import org.penlb.testing.Idle;
import org.penlb.testing.Payload;
import org.penlb.testing.PenProcess;
import org.penlb.testing.Visitor;

/** Clients and servers that end their connections in every order and manner leave nothing behind. */
@Timeout(600)
class ChaosIT {
    private static final int THREADS = 32;
    private static final int CONNECTIONS = Boolean.getBoolean("pen.long") ? 100_000 : 1_000;
    /** Enough that neither side's socket buffers take it all. */
    private static final byte[] MUCH = new byte[2_000_000];
    /** A peer that neither sends nor ends is left after so long. */
    private static final int PATIENCE_MILLIS = 100;

    static Stream<List<String>> options() {
        return Stream.of("socket", "channel")
                .flatMap(relay -> Stream.of(
                        List.of("--relay", relay, "-r"),
                        List.of("--relay", relay, "-r", "-x", "8", "-O", "pending_max 2"),
                        List.of("--relay", relay, "-r", "-O", "tcp_fastclose both", "-O", "idlers 20"),
                        List.of("--relay", relay, "-r", "-O", "tcp_fastclose up", "-O", "idle_timeout 1")));
    }

    @ParameterizedTest
    @MethodSource("options")
    void leaves_nothing_behind(List<String> options) throws Exception {
        try (var wild = new ServerSocket(0, 2_000, InetAddress.ofLiteral("127.0.0.1"));
                var tame = new EchoServer("tame");
                var dead = new EchoServer("dead")) {
            dead.kill();
            Thread.ofVirtual().start(() -> serveWildly(wild));
            List<String> servers = List.of("127.0.0.1:" + wild.getLocalPort(), tame.address(), dead.address());
            List<String> all =
                    Stream.concat(options.stream(), Stream.of("-b", "0")).toList();
            try (PenProcess pen = PenProcess.start(List.of(), all, servers)) {
                visitWildly(pen, 200); // some are opened once, when they are first needed
                Await.until("a quiet start", () -> Idle.is(pen));
                // Those that are kept ready for clients come and go.
                int most = pen.sockets() + (options.contains("idlers 20") ? 20 : 0);
                visitWildly(pen, CONNECTIONS);
                Await.until("no more sockets than before", () -> pen.sockets() <= most);
                Await.until("the CPU is idle", () -> Idle.is(pen));
                Await.until("it serves", () -> visit(pen).equals("tame"));
                assertThat(pen.terminate()).isZero();
            }
        }
    }

    private static String visit(PenProcess pen) {
        try (Socket client = Visitor.connect("127.0.0.1", pen.address())) {
            client.setSoTimeout(PATIENCE_MILLIS);
            return Visitor.nameFrom(client);
        } catch (IOException _) {
            return ""; // the wild one
        }
    }

    private static void serveWildly(ServerSocket listening) {
        var random = new SplittableRandom(1);
        try {
            while (true) {
                Socket client = listening.accept();
                int manner = random.nextInt(7);
                Thread.ofVirtual().start(() -> behave(client, manner));
            }
        } catch (IOException _) {
            // closed
        }
    }

    private static void visitWildly(PenProcess pen, int connections) throws Exception {
        var random = new SplittableRandom(2);
        var left = new AtomicInteger(connections);
        List<Future<Void>> visitors = new ArrayList<>();
        for (int i = 0; i < THREADS; i++) {
            SplittableRandom own = random.split();
            visitors.add(Payload.beside(() -> {
                while (left.getAndDecrement() > 0) {
                    come(pen, own.nextInt(7));
                }
                return null;
            }));
        }
        for (Future<Void> visitor : visitors) {
            visitor.get(); // nobody is refused
        }
    }

    private static void come(PenProcess pen, int manner) throws IOException {
        try {
            behave(Visitor.connect("127.0.0.1", pen.address()), manner);
        } catch (ConnectException e) {
            throw e;
        } catch (SocketException _) {
            // connected, and reset by the server before this side had a look
        }
    }

    /** One side of a connection, in one of seven manners. */
    private static void behave(Socket peer, int manner) {
        try (peer) {
            peer.setSoTimeout(PATIENCE_MILLIS);
            switch (manner) {
                case 0 -> {} // closes at once
                case 1 -> peer.setSoLinger(true, 0); // resets at once
                case 2 -> {
                    peer.shutdownOutput();
                    peer.getInputStream().skip(Long.MAX_VALUE);
                }
                case 3 -> {
                    peer.getOutputStream().write(MUCH, 0, 10_000);
                    peer.shutdownOutput();
                    peer.getInputStream().skip(Long.MAX_VALUE);
                }
                case 4 -> {
                    peer.getOutputStream().write(7);
                    peer.setSoLinger(true, 0);
                }
                case 5 -> peer.getInputStream().read();
                default -> {
                    Thread writing = Thread.ofVirtual().start(() -> writeMuch(peer));
                    peer.getInputStream().readNBytes(100_000);
                    peer.close(); // with much unread and unsent
                    writing.join();
                }
            }
        } catch (IOException _) {
            // the other side has its manners, too
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private static void writeMuch(Socket peer) {
        try {
            peer.getOutputStream().write(MUCH);
        } catch (IOException _) {
            // closed
        }
    }
}
