package org.penlb.health.probe;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.penlb.config.ProxyProtocol;
import org.penlb.config.RelayKind;
import org.penlb.health.ProbeResult;
import org.penlb.listen.JsonPen;
import org.penlb.proxy.ProxyWriter;
import org.penlb.service.Service;
import org.penlb.testing.Await;

/** A server that wants PROXY headers is told that whoever asks whether it is there is no client. */
@Timeout(60)
class ConnectProbeHeaderTest {
    private final Vertx vertx = Vertx.vertx(new VertxOptions().setPreferNativeTransport(true));

    @ParameterizedTest
    @CsvSource({"SOCKET, V1", "SOCKET, V2", "CHANNEL, V1", "CHANNEL, V2"})
    void it_says_so_and_leaves(RelayKind relay, ProxyProtocol version) throws IOException {
        try (var server = new ServerSocket(0, 5, InetAddress.ofLiteral("127.0.0.1"))) {
            server.setSoTimeout((int) Await.LONG.toMillis());
            JsonObject wants = new JsonObject()
                    .put("address", "127.0.0.1:" + server.getLocalPort())
                    .put("proxyProtocol", version == ProxyProtocol.V1 ? "v1" : "v2");
            try (var pen = JsonPen.start(relay, JsonPen.service("web", "tcp://127.0.0.1:0", wants))) {
                Service service = pen.service(0);
                var checks = new HealthChecks(vertx, relay);
                checks.start(List.of(service))
                        .toCompletionStage()
                        .toCompletableFuture()
                        .join();
                var asked =
                        checks.ask(service, service.balancer().table().servers().getFirst(), Await.LONG);
                try (Socket accepted = server.accept()) {
                    assertThat(accepted.getInputStream().readAllBytes()).isEqualTo(ProxyWriter.ownConnection(version));
                }
                assertThat(asked.toCompletionStage().toCompletableFuture().join())
                        .isEqualTo(ProbeResult.Plain.GOOD);
            }
        } finally {
            vertx.close().toCompletionStage().toCompletableFuture().join();
        }
    }
}
