package org.penlb.cli.command;

import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import org.penlb.PenVerticle;
import org.penlb.cli.daemon.Logging;
import org.penlb.cli.daemon.Runner;
import org.penlb.config.ConfigException;
import org.penlb.config.PenConfig;

/**
 * What the launcher runs once to train the AOT cache: a balancer from its command line to its end, with some clients. It
 * listens on loopback only, on a port that the system chooses, and is over in a second.
 */
public final class WarmUp {
    private static final int CLIENTS = 50;
    private static final int OK = 0;
    private static final int FAILED = 1;

    private WarmUp() {}

    public static int run() {
        Logging.start(0);
        Vertx vertx = Runner.vertx(1);
        try (var server = new ServerSocket(0, CLIENTS, InetAddress.getLoopbackAddress())) {
            PenConfig config =
                    PenCommand.parse("-f", "--event-loops", "1", "127.0.0.1:0", "127.0.0.1:" + server.getLocalPort());
            var pen = new PenVerticle(config);
            Runner.await(vertx.deployVerticle(pen));
            for (int i = 0; i < CLIENTS; i++) {
                visit((InetSocketAddress) pen.addresses().getFirst(), server);
            }
            return OK;
        } catch (IOException | ConfigException e) {
            System.err.println("pen: warm-up: " + e.getMessage());
            return FAILED;
        } finally {
            Runner.await(vertx.close());
        }
    }

    /** One client: a few bytes each way, a half-close each way. */
    private static void visit(InetSocketAddress pen, ServerSocket server) throws IOException {
        try (var client = new Socket(pen.getAddress(), pen.getPort())) {
            client.getOutputStream().write(CLIENTS);
            client.shutdownOutput();
            try (Socket served = server.accept()) {
                served.getInputStream().transferTo(served.getOutputStream());
            }
            var _ = client.getInputStream().readAllBytes();
        }
    }
}
