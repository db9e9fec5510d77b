package org.penlb.listen;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.io.IOException;
import java.net.Socket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.penlb.PenVerticle;
import org.penlb.config.PenBuilder;
import org.penlb.config.Protocol;
import org.penlb.config.RelayKind;
import org.penlb.config.ServerArguments;
import org.penlb.config.ServiceBuilder;
import org.penlb.config.command.Changes;
import org.penlb.config.command.CommandParser;
import org.penlb.service.Service;
import org.penlb.testing.EchoServer;
import org.penlb.testing.Visitor;

/** Pen in this process with servers behind it, set up by penctl commands. */
public final class EchoServers implements AutoCloseable {
    private final Vertx vertx =
            Vertx.vertx(new VertxOptions().setEventLoopPoolSize(2).setPreferNativeTransport(true));
    private final List<EchoServer> servers = new ArrayList<>();
    private final PenVerticle pen;

    private EchoServers(RelayKind relay, Protocol protocol, List<String> addresses, String... commands) {
        this("127.0.0.1:0", relay, protocol, addresses, commands);
    }

    private EchoServers(String listen, RelayKind relay, Protocol protocol, List<String> addresses, String... commands) {
        var arguments = new ServerArguments(_ -> -1);
        var service = new ServiceBuilder("test", arguments.listener(listen), 1000);
        addresses.forEach(address -> service.servers().add(arguments.server(address, service.listen())));
        service.protocol = protocol;
        var config = new PenBuilder(service, arguments);
        config.relay = relay;
        config.eventLoops = 1;
        var parser = new CommandParser(arguments, service.listen(), false);
        for (String command : commands) {
            Changes.apply(Objects.requireNonNull(parser.parseChange(command)), config);
        }
        pen = new PenVerticle(config.build());
    }

    /** Pen over this many servers, which call themselves s0, s1... */
    public static EchoServers of(RelayKind relay, int count, String... commands) {
        List<EchoServer> servers = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            servers.add(new EchoServer("s" + i));
        }
        var farm = new EchoServers(
                relay,
                Protocol.STREAM,
                servers.stream().map(EchoServer::address).toList(),
                commands);
        farm.servers.addAll(servers);
        farm.start();
        return farm;
    }

    /** Pen at a Unix socket, over one server. */
    public static EchoServers atUnix(RelayKind relay, Path socket) {
        var server = new EchoServer("s0");
        var farm = new EchoServers("unix:" + socket, relay, Protocol.STREAM, List.of(server.address()));
        farm.servers.add(server);
        farm.start();
        return farm;
    }

    /** Pen over servers that the test knows by address. */
    static EchoServers over(RelayKind relay, List<String> addresses, String... commands) {
        var farm = new EchoServers(relay, Protocol.STREAM, addresses, commands);
        farm.start();
        return farm;
    }

    /** Pen over name servers that the test knows by address. */
    public static EchoServers dnsOver(RelayKind relay, List<String> addresses, String... commands) {
        var farm = new EchoServers(relay, Protocol.DNS, addresses, commands);
        farm.start();
        return farm;
    }

    private void start() {
        await(vertx.deployVerticle(pen));
    }

    public EchoServer server(int index) {
        return servers.get(index);
    }

    public Service service() {
        return pen.listeners().getFirst().service();
    }

    /** Has Pen look after its open connections at once. Its own timer does so once a second, too. */
    void sweep() {
        await(pen.listeners().getFirst().sweep());
    }

    /** A new client that has not read anything yet. */
    public Socket client() throws IOException {
        return clientFrom("127.0.0.1");
    }

    public Socket clientFrom(String source) throws IOException {
        return Visitor.connect(source, pen.addresses().getFirst());
    }

    /** The name of the server that a new client gets; "" if it is closed without a word. */
    public String visit() throws IOException {
        return visitFrom("127.0.0.1");
    }

    public String visitFrom(String source) throws IOException {
        return Visitor.visit(source, pen.addresses().getFirst());
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
