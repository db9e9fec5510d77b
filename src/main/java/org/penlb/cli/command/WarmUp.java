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
 * What the launcher runs once to train the AOT cache: a balancer of each kind from its command line to its end, with some
 * clients. It listens on loopback only, on ports that the system chooses, and is over in a second or two.
 *
 * <p>The cache keeps the classes that were used, and how often what was called: the first datagrams of a Pen that was just
 * started come as fast as they can, and find what they need.
 */
public final class WarmUp {
    private static final int CLIENTS = 50;
    private static final int OK = 0;
    private static final int FAILED = 1;

    private WarmUp() {}

    public static int run() {
        Logging.start(0);
        Vertx vertx = Runner.vertx(1);
        try {
            balanceConnections(vertx);
            balanceDatagrams(vertx, "-U");
            balanceDatagrams(vertx, "-O", "dns");
            return OK;
        } catch (IOException | ConfigException e) {
            System.err.println("pen: warm-up: " + e.getMessage());
            return FAILED;
        } finally {
            Runner.await(vertx.close());
        }
    }

    private static void balanceConnections(Vertx vertx) throws IOException {
        try (var server = new ServerSocket(0, CLIENTS, InetAddress.getLoopbackAddress())) {
            PenVerticle pen = start(vertx, "127.0.0.1:0", "127.0.0.1:" + server.getLocalPort());
            for (int i = 0; i < CLIENTS; i++) {
                visit((InetSocketAddress) pen.addresses().getFirst(), server);
            }
        }
    }

    private static void balanceDatagrams(Vertx vertx, String... options) throws IOException {
        try (var server = new Rehearsal.Server()) {
            String[] arguments = new String[options.length + 2];
            System.arraycopy(options, 0, arguments, 0, options.length);
            arguments[options.length] = "127.0.0.1:0";
            arguments[options.length + 1] = "127.0.0.1:" + server.port();
            PenVerticle pen = start(vertx, arguments);
            Rehearsal.ask((InetSocketAddress) pen.addresses().getFirst());
        }
    }

    private static PenVerticle start(Vertx vertx, String... arguments) {
        String[] all = new String[arguments.length + 3];
        all[0] = "-f";
        all[1] = "--event-loops";
        all[2] = "1";
        System.arraycopy(arguments, 0, all, 3, arguments.length);
        PenConfig config = PenCommand.parse(all);
        var pen = new PenVerticle(config);
        Runner.await(vertx.deployVerticle(pen));
        return pen;
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
