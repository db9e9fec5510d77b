package org.penlb.listen;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.penlb.PenVerticle;
import org.penlb.config.PenConfig;
import org.penlb.config.PenctlReader;
import org.penlb.config.RelayKind;
import org.penlb.config.ServerArguments;
import org.penlb.config.ServiceBuilder;

/** Pen in this process with servers behind it, set up by penctl commands. */
final class Farm implements AutoCloseable {
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(20);

    private final Vertx vertx =
            Vertx.vertx(new VertxOptions().setEventLoopPoolSize(2).setPreferNativeTransport(true));
    private final List<EchoServer> servers = new ArrayList<>();
    private final PenVerticle pen;

    private Farm(RelayKind relay, int eventLoops, List<String> addresses, String... commands) {
        var arguments = new ServerArguments(_ -> -1);
        var service = new ServiceBuilder("test", arguments.listener("127.0.0.1:0"), 1000);
        addresses.forEach(address -> service.servers().add(arguments.server(address, service.listen())));
        var penctl = new PenctlReader(service, arguments);
        for (String command : commands) {
            penctl.read(command);
        }
        pen = new PenVerticle(new PenConfig(List.of(service.build()), relay, eventLoops));
    }

    /** Pen over this many servers, which call themselves s0, s1... */
    static Farm of(RelayKind relay, int count, String... commands) {
        List<EchoServer> servers = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            servers.add(new EchoServer("s" + i));
        }
        var farm = new Farm(relay, 1, servers.stream().map(EchoServer::address).toList(), commands);
        farm.servers.addAll(servers);
        farm.start();
        return farm;
    }

    /** Pen over servers that the test knows by address. */
    static Farm over(RelayKind relay, List<String> addresses, String... commands) {
        var farm = new Farm(relay, 1, addresses, commands);
        farm.start();
        return farm;
    }

    private void start() {
        await(vertx.deployVerticle(pen));
    }

    EchoServer server(int index) {
        return servers.get(index);
    }

    Service service() {
        return pen.listeners().getFirst().service();
    }

    /** A new client that has not read anything yet. */
    Socket client() throws IOException {
        return clientFrom("127.0.0.1");
    }

    Socket clientFrom(String source) throws IOException {
        var client = new Socket();
        client.setSoTimeout((int) LONGEST_WAIT.toMillis());
        client.bind(new InetSocketAddress(InetAddress.ofLiteral(source), 0));
        client.connect(pen.addresses().getFirst());
        return client;
    }

    /** The name of the server that a new client gets; "" if it is closed without a word. */
    String visit() throws IOException {
        return visitFrom("127.0.0.1");
    }

    String visitFrom(String source) throws IOException {
        try (Socket client = clientFrom(source)) {
            return firstLine(client);
        }
    }

    static String firstLine(Socket client) throws IOException {
        var in = new BufferedReader(new InputStreamReader(client.getInputStream(), StandardCharsets.US_ASCII));
        String line = in.readLine();
        return line == null ? "" : line;
    }

    /** Returns when the condition holds; fails if it does not for a long time. */
    static void until(String what, BooleanSupplier condition) {
        long deadline = System.nanoTime() + LONGEST_WAIT.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("not within " + LONGEST_WAIT + ": " + what);
            }
            java.util.concurrent.locks.LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(2));
        }
    }

    private static <T> T await(Future<T> future) {
        return future.toCompletionStage().toCompletableFuture().join();
    }

    @Override
    public void close() {
        await(vertx.close());
        servers.forEach(EchoServer::close);
    }
}
