package org.penlb;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.internal.VertxInternal;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.penlb.config.PenBuilder;
import org.penlb.config.PenConfig;
import org.penlb.config.RelayKind;
import org.penlb.config.ServerArguments;
import org.penlb.config.ServiceBuilder;
import org.penlb.testing.Await;
import org.penlb.testing.EchoServer;
import org.penlb.testing.Kill;
import org.penlb.testing.Told;
import org.penlb.testing.Visitor;

/** Nobody is served before Pen is who and where it is to be, and what it does is logged. */
@Timeout(60)
class StartOrderTest {
    @TempDir
    Path folder;

    private static final int LOOPS = 2;

    private final Vertx vertx =
            Vertx.vertx(new VertxOptions().setPreferNativeTransport(true).setEventLoopPoolSize(LOOPS));
    private final EchoServer server = new EchoServer("server");
    private final CountDownLatch settling = new CountDownLatch(1);
    private final CountDownLatch settled = new CountDownLatch(1);
    private final CountDownLatch readAgain = new CountDownLatch(1);

    @AfterEach
    void close() {
        settled.countDown();
        vertx.close().toCompletionStage().toCompletableFuture().join();
        server.close();
    }

    private PenVerticle pen(RelayKind relay, Path log) {
        var arguments = new ServerArguments(_ -> -1);
        var service = new ServiceBuilder("test", arguments.listener("127.0.0.1:0"), 100);
        service.servers().add(arguments.server(server.address(), service.listen()));
        service.log = log.toString();
        var config = new PenBuilder(service, arguments);
        config.relay = relay;
        return new PenVerticle(config.build(), new HostProgram() {
            @Override
            public void settle(PenConfig config) {
                StartOrderTest.this.settle();
            }

            @Override
            public void reloaded() {
                readAgain.countDown();
            }
        });
    }

    private void settle() {
        settling.countDown();
        try {
            assertThat(settled.await(Await.LONG.toSeconds(), TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    /** Every event loop looks for what has come in meanwhile: whoever would accept has done so. */
    private void letAllLoopsLook() {
        for (int look = 0;
                look < 5;
                look++) { // the first may be of a turn that began before; then it accepts, then it dials
            List<CompletableFuture<Void>> looks = new ArrayList<>();
            for (int loop = 0; loop < 2 * LOOPS; loop++) {
                var looked = new CompletableFuture<Void>();
                ((VertxInternal) vertx).createEventLoopContext().runOnContext(_ -> looked.complete(null));
                looks.add(looked);
            }
            looks.forEach(CompletableFuture::join);
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = RelayKind.class,
            names = {"SOCKET", "CHANNEL"})
    void who_comes_early_waits_and_is_logged(RelayKind relay) throws Exception {
        Path log = folder.resolve("pen.log");
        PenVerticle pen = pen(relay, log);
        var started = vertx.deployVerticle(pen).toCompletionStage().toCompletableFuture();
        assertThat(settling.await(Await.LONG.toSeconds(), TimeUnit.SECONDS)).isTrue();
        try (Socket client = Visitor.connect("127.0.0.1", pen.addresses().getFirst())) {
            client.getOutputStream().write("early\n".getBytes(StandardCharsets.US_ASCII));
            letAllLoopsLook();
            // Whoever Pen sent would have come before this one.
            assertThat(Visitor.visit("127.0.0.1", server.socketAddress())).isEqualTo("server");
            assertThat(server.accepted).as("no others").hasSize(1);
            assertThat(client.getInputStream().available()).isZero();
            settled.countDown();
            started.join();
            assertThat(Visitor.nameFrom(client)).isEqualTo("server");
            Await.until("the early request is logged", () -> log.toFile().length() > 0);
        }
        assertThat(Files.readString(log)).endsWith(" 127.0.0.1 early\n");
    }

    @Test
    void a_hup_during_the_start_is_answered_when_it_serves() throws Exception {
        PenVerticle pen = pen(RelayKind.AUTO, folder.resolve("pen.log"));
        try (Told told = Told.all(SignalAnswers.class)) {
            var started = vertx.deployVerticle(pen).toCompletionStage().toCompletableFuture();
            assertThat(settling.await(Await.LONG.toSeconds(), TimeUnit.SECONDS)).isTrue();
            Kill.self("HUP");
            Await.until("it has come", () -> !told.messages().isEmpty());
            assertThat(readAgain.getCount()).as("not before it serves").isOne();
            settled.countDown();
            started.join();
            assertThat(readAgain.await(Await.LONG.toSeconds(), TimeUnit.SECONDS))
                    .isTrue();
        }
    }
}
