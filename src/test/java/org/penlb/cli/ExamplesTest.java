package org.penlb.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.penlb.PenVerticle;
import org.penlb.config.Address;
import org.penlb.config.PenConfig;
import org.penlb.config.ServiceBuilder;
import org.penlb.config.ServiceConfig;

/** The examples in conf/ are command lines that work. */
class ExamplesTest {
    static List<Path> examples() throws IOException {
        try (Stream<Path> files = Files.list(Path.of("conf"))) {
            return files.filter(file -> file.toString().endsWith(".args"))
                    .sorted()
                    .toList();
        }
    }

    @ParameterizedTest
    @MethodSource("examples")
    void starts_and_takes_clients(Path example, @TempDir Path folder) throws IOException {
        PenConfig asked = PenCommand.parse("@" + example);
        ServiceConfig service = asked.services().getFirst();
        assertThat(service.servers()).hasSizeGreaterThan(1);
        var pen = new PenVerticle(new PenConfig(List.of(elsewhere(service, folder)), asked.relay(), 1));
        Vertx vertx = Runner.vertx(1);
        try {
            await(vertx.deployVerticle(pen));
            SocketAddress address = pen.addresses().getFirst();
            if (service.protocol().hasConnections()) {
                try (var client = SocketChannel.open(address)) {
                    assertThat(client.isConnected()).isTrue();
                }
            }
            assertThat(address instanceof UnixDomainSocketAddress).isEqualTo(service.listen() instanceof Address.Unix);
        } finally {
            await(vertx.close());
        }
    }

    /** The same service where it disturbs nobody: on a free port, or with its socket in a folder of the test's. */
    private static ServiceConfig elsewhere(ServiceConfig service, Path folder) {
        Address listen = switch (service.listen()) {
            case Address.Inet inet -> new Address.Inet(inet.host(), 0);
            case Address.Unix _ -> new Address.Unix(folder.resolve("pen.sock").toString());
        };
        var builder = new ServiceBuilder(service);
        builder.listen = listen;
        return builder.build();
    }

    private static <T> T await(Future<T> future) {
        return future.toCompletionStage().toCompletableFuture().join();
    }
}
