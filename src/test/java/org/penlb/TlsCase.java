package org.penlb;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.netty.pkitesting.X509Bundle;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.penlb.admin.Machine;
import org.penlb.config.PenConfig;
import org.penlb.config.json.ConfigSource;
import org.penlb.service.Handshakes;
import org.penlb.testing.Await;
import org.penlb.testing.Certificates;
import org.penlb.testing.EchoServer;
import org.penlb.testing.Insisting;
import org.penlb.testing.Ports;
import org.penlb.testing.TlsClient;
import org.penlb.testing.TlsEchoServer;

/** A Pen that runs, with certificates, in front of a server. */
@Timeout(120)
abstract class TlsCase {
    private final Vertx vertx =
            Vertx.vertx(new VertxOptions().setPreferNativeTransport(true).setEventLoopPoolSize(2));
    final EchoServer plain = new EchoServer("plain");
    final X509Bundle authority = Certificates.authority("Test CA");
    final TlsClient client = new TlsClient(authority.getCertificate());
    final int port = Ports.free();
    private final int controlPort = Ports.free();

    @TempDir
    Path folder;

    @BeforeEach
    void writeCertificates() {
        Certificates.write(folder.resolve("ca.crt"), authority.getCertificatePEM());
        Certificates.write(folder, "a", Certificates.server(authority, "a.example", "*.a.example"));
        Certificates.write(folder, "b", Certificates.server(authority, "b.example"));
    }

    @AfterEach
    void close() {
        await(vertx.close());
        plain.close();
    }

    static <T> T await(Future<T> future) {
        return future.toCompletionStage().toCompletableFuture().join();
    }

    static JsonObject certificate(String name) {
        return new JsonObject().put("certificate", name + ".crt").put("key", name + ".key");
    }

    static JsonObject tls() {
        return new JsonObject()
                .put("certificates", new JsonArray().add(certificate("a")).add(certificate("b")));
    }

    JsonObject service(@Nullable JsonObject tls, Object... servers) {
        var service = new JsonObject()
                .put("name", "web")
                .put("listen", "tcp://127.0.0.1:" + port)
                .put("servers", new JsonArray(List.of(servers)));
        return tls == null ? service : service.put("tls", tls);
    }

    /** A server that is who it should be. */
    JsonObject verified(TlsEchoServer server) {
        Certificates.write(folder.resolve("server.crt"), TlsEchoServer.certificatePem());
        return new JsonObject()
                .put("address", server.address())
                .put("tls", new JsonObject().put("ca", "server.crt").put("name", "localhost"));
    }

    PenVerticle start(JsonObject... services) {
        var pen = new PenVerticle(read(services), new Insisting());
        await(vertx.deployVerticle(pen));
        return pen;
    }

    PenConfig read(JsonObject... services) {
        var json = new JsonObject()
                .put("eventLoops", 1)
                .put("control", new JsonObject().put("listen", "127.0.0.1:" + controlPort))
                .put("services", new JsonArray(List.of(services)));
        try {
            Path file = Files.writeString(folder.resolve("pen.json"), json.encodePrettily());
            return ConfigSource.file(file, Machine.context(1)).read();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    static String told(PenVerticle pen) {
        return pen.listeners()
                .getFirst()
                .service()
                .events()
                .recent()
                .latest(100)
                .toString();
    }

    static Handshakes handshakes(PenVerticle pen) {
        return pen.listeners().getFirst().service().handshakes();
    }

    static String line(Socket socket) throws IOException {
        return new BufferedReader(new InputStreamReader(socket.getInputStream(), US_ASCII)).readLine();
    }

    SSLSocket connect(@Nullable String name, String... protocols) throws IOException {
        return client.connect(port, name, protocols);
    }

    String command(String text) throws IOException {
        try (var socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), controlPort));
            socket.getOutputStream().write((text + "\n").getBytes(US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), US_ASCII);
        }
    }

    Socket plainly() throws IOException {
        var socket = new Socket();
        socket.setSoTimeout((int) Await.LONG.toMillis());
        socket.connect(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), port));
        return socket;
    }
}
