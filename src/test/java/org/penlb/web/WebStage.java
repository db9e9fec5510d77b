package org.penlb.web;

import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.penlb.admin.Administration;
import org.penlb.config.AccessToken;
import org.penlb.config.Address;
import org.penlb.config.ControlConfig;
import org.penlb.config.CountryLookup;
import org.penlb.config.DebugConfig;
import org.penlb.config.PenConfig;
import org.penlb.config.RelayKind;
import org.penlb.config.ServerArguments;
import org.penlb.config.ServerConfig;
import org.penlb.config.ServiceBuilder;
import org.penlb.config.ServiceConfig;
import org.penlb.config.WebConfig;
import org.penlb.config.tls.CertificateFiles;
import org.penlb.config.tls.TlsBuilder;
import org.penlb.control.CommandRunner;
import org.penlb.testing.Await;
import org.penlb.testing.Certificates;

/** A running Pen with the page, in this process. */
final class WebStage implements AutoCloseable {
    static final String TOKEN = "correct-horse-battery-staple";
    static final String BEARER = "Authorization: Bearer " + TOKEN;
    static final String JSON = "Content-Type: application/json";

    private static final ServerArguments ARGUMENTS = new ServerArguments(_ -> -1);

    final Vertx vertx = Vertx.vertx(new VertxOptions().setPreferNativeTransport(true));
    final AtomicBoolean exited = new AtomicBoolean();
    private static final Address ANYWHERE = new Address.Inet("127.0.0.1", 0);

    final Http http;
    private final Stage stage;

    private final class Stage extends VerticleBase {
        private final PenConfig config;
        private @Nullable Administration pen;
        private @Nullable WebVerticle web;

        Stage(PenConfig config) {
            this.config = config;
        }

        @Override
        public Future<?> start() {
            var running = new Administration(vertx, config, ARGUMENTS, _ -> {}, CountryLookup.NONE);
            var itsWeb = new WebVerticle(ANYWHERE, running, new CommandRunner(vertx, running, () -> exited.set(true)));
            pen = running;
            web = itsWeb;
            return running.start().compose(_ -> vertx.deployVerticle(itsWeb)).compose(_ -> running.serve());
        }

        @Override
        public Future<?> stop() {
            return pen == null ? Future.succeededFuture() : pen.close();
        }
    }

    /** One with a token. */
    static WebStage start(ServiceBuilder... services) {
        return new WebStage(List.of(services), new AccessToken(TOKEN));
    }

    static WebStage readOnly(ServiceBuilder... services) {
        return new WebStage(List.of(services), null);
    }

    private WebStage(List<ServiceBuilder> services, @Nullable AccessToken token) {
        List<ServiceConfig> configs =
                services.stream().map(ServiceBuilder::build).toList();
        stage = new Stage(new PenConfig(
                configs,
                RelayKind.AUTO,
                1,
                ControlConfig.NONE,
                new WebConfig(ANYWHERE, token),
                DebugConfig.NONE,
                null,
                null));
        await(vertx.deployVerticle(stage));
        http = new Http(web().port());
    }

    /** A service on a port that the system chooses. */
    static ServiceBuilder service(String name, String... servers) {
        var service = new ServiceBuilder(name, ARGUMENTS.listener("127.0.0.1:0"), 100);
        for (String server : servers) {
            service.servers().add(ARGUMENTS.server(server, service.listen()));
        }
        return service;
    }

    /** A service that speaks TLS with a certificate of its own. */
    static ServiceBuilder secure(String name, String server) {
        var service = service(name, server);
        var tls = new TlsBuilder();
        tls.certificates = List.of(Holder.CERTIFICATE);
        service.tls = tls.build();
        return service;
    }

    /** A certificate for a.example in files that are there as long as this JVM is. */
    private static final class Holder {
        private static final CertificateFiles CERTIFICATE = write();

        private static CertificateFiles write() {
            try {
                Path folder = Files.createTempDirectory("pen-web-stage");
                folder.toFile().deleteOnExit();
                CertificateFiles.Pem files = Certificates.write(
                        folder,
                        "a",
                        Certificates.server(Certificates.authority("Stage CA"), "a.example", "*.a.example"));
                files.certificate().toFile().deleteOnExit();
                files.key().toFile().deleteOnExit();
                return files;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    static ServerConfig server(String address) {
        return ARGUMENTS.server(address, new Address.Inet("127.0.0.1", 0));
    }

    WebVerticle web() {
        return Objects.requireNonNull(stage.web);
    }

    Administration pen() {
        return Objects.requireNonNull(stage.pen);
    }

    /** Where clients of a service come in. */
    InetSocketAddress address(int service) {
        return (InetSocketAddress) pen().listeners().get(service).boundAddress();
    }

    static <T> T await(Future<T> future) {
        try {
            return future.toCompletionStage().toCompletableFuture().get(Await.LONG.toSeconds(), TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    @Override
    public void close() {
        await(vertx.close());
    }
}
