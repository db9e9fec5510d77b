package org.penlb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.penlb.config.AccessList;
import org.penlb.config.AccessRule;
import org.penlb.config.ConfigException;
import org.penlb.config.ControlConfig;
import org.penlb.config.DebugConfig;
import org.penlb.config.PenConfig;
import org.penlb.config.RelayKind;
import org.penlb.config.ServerArguments;
import org.penlb.config.ServiceBuilder;
import org.penlb.config.WebConfig;
import org.penlb.testing.EchoServer;
import org.penlb.testing.MmdbWriter;
import org.penlb.testing.Visitor;

/** The database of countries changes while clients come in. */
@Timeout(60)
class GeoipReloadTest {
    @TempDir
    Path folder;

    private final Vertx vertx = Vertx.vertx();
    private final EchoServer server = new EchoServer("server");
    private Path file = Path.of("");

    @BeforeEach
    void swedenIsAt2() {
        file = MmdbWriter.countries().country("127.0.0.2/32", "SE").write(folder.resolve("countries.mmdb"));
    }

    @AfterEach
    void close() {
        await(vertx.close());
        server.close();
    }

    private static <T> T await(Future<T> future) {
        try {
            return future.toCompletionStage().toCompletableFuture().join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof ConfigException cause ? cause : e;
        }
    }

    /** A Pen for Swedes alone. */
    private PenVerticle start() {
        var arguments = new ServerArguments(_ -> -1);
        var service = new ServiceBuilder("test", arguments.listener("127.0.0.1:0"), 100);
        service.servers().add(arguments.server(server.address(), service.listen()));
        service.accessLists().set(1, AccessList.EMPTY.with(new AccessRule.Country(true, "SE")));
        service.clientAcl = 1;
        var pen = new PenVerticle(new PenConfig(
                List.of(service.build()),
                RelayKind.AUTO,
                1,
                ControlConfig.NONE,
                WebConfig.NONE,
                DebugConfig.NONE,
                file,
                null));
        await(vertx.deployVerticle(pen));
        return pen;
    }

    private static String visit(String source, PenVerticle pen) throws IOException {
        return Visitor.visit(source, pen.addresses().getFirst());
    }

    @Test
    void clients_are_looked_up_in_the_new_database() throws IOException {
        PenVerticle pen = start();
        assertThat(visit("127.0.0.2", pen)).isEqualTo("server");
        assertThat(visit("127.0.0.3", pen)).isEmpty();
        MmdbWriter.countries().country("127.0.0.3/32", "SE").write(file);
        await(pen.reloadGeoip());
        assertThat(visit("127.0.0.2", pen)).isEmpty();
        assertThat(visit("127.0.0.3", pen)).isEqualTo("server");
    }

    @Test
    void a_new_database_that_cannot_be_used_changes_nothing() throws IOException {
        PenVerticle pen = start();
        Files.delete(file);
        assertThatThrownBy(() -> await(pen.reloadGeoip()))
                .isInstanceOf(ConfigException.class)
                .hasMessage("GeoIP database \"" + file + "\": there is no such file");
        assertThat(visit("127.0.0.2", pen)).isEqualTo("server");
        assertThat(visit("127.0.0.3", pen)).isEmpty();
    }

    @Test
    void nothing_is_opened_if_the_database_is_bad() throws IOException {
        Files.delete(file);
        assertThatThrownBy(this::start)
                .isInstanceOf(ConfigException.class)
                .hasMessage("GeoIP database \"" + file + "\": there is no such file");
        assertThat(vertx.deploymentIDs()).isEmpty();
    }

    @Test
    void without_a_database_there_is_nothing_to_reload() {
        var arguments = new ServerArguments(_ -> -1);
        var service = new ServiceBuilder("test", arguments.listener("127.0.0.1:0"), 100);
        service.servers().add(arguments.server(server.address(), service.listen()));
        var pen = new PenVerticle(new PenConfig(List.of(service.build()), RelayKind.AUTO, 1));
        await(vertx.deployVerticle(pen));
        assertThat(pen.reloadGeoip().succeeded()).isTrue();
    }
}
