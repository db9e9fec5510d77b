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
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.penlb.PenVerticle;
import org.penlb.admin.Machine;
import org.penlb.cli.command.PenCommand;
import org.penlb.cli.daemon.Runner;
import org.penlb.config.Address;
import org.penlb.config.ControlConfig;
import org.penlb.config.PenConfig;
import org.penlb.config.Route;
import org.penlb.config.ServiceBuilder;
import org.penlb.config.ServiceConfig;
import org.penlb.config.WebConfig;
import org.penlb.config.cluster.ClusterConfig;
import org.penlb.config.cluster.Discovery;
import org.penlb.config.json.ConfigSource;

/** The examples in conf/ are command lines and configurations that work. */
class ExamplesTest {
    private static List<Path> files(String glob) throws IOException {
        try (var files = Files.newDirectoryStream(Path.of("conf"), glob)) {
            return StreamSupport.stream(files.spliterator(), false).sorted().toList();
        }
    }

    static List<Path> commandLines() throws IOException {
        return files("*.args");
    }

    static List<Path> configurations() throws IOException {
        return files("{web,dns,mail,ldap,unix,cluster,everything}.{json,yaml}");
    }

    @Test
    void all_that_are_promised_are_there() throws IOException {
        assertThat(configurations()).hasSize(7);
    }

    @ParameterizedTest
    @MethodSource("commandLines")
    void a_command_line_starts_and_takes_clients(Path example, @TempDir Path folder) throws IOException {
        startsAndTakesClients(PenCommand.parse("@" + example), folder);
    }

    @ParameterizedTest
    @MethodSource("configurations")
    void a_configuration_starts_and_takes_clients(Path example, @TempDir Path folder) throws IOException {
        startsAndTakesClients(ConfigSource.file(example, Machine.context(1)).read(), folder);
    }

    /** Three that are tried on one machine, each at an address of its own. */
    @Test
    void the_instances_of_a_cluster_differ_in_where_they_listen(@TempDir Path folder) throws IOException {
        String first = Files.readString(Path.of("conf/cluster.json"));
        List<ClusterConfig> clusters = new ArrayList<>();
        for (String host : List.of("127.0.1.1", "127.0.1.2", "127.0.1.3")) {
            Path file = folder.resolve(host + ".json");
            Files.writeString(
                    file,
                    first.lines()
                            .map(line -> line.contains("\"listen\"") ? line.replace("127.0.1.1", host) : line)
                            .collect(Collectors.joining("\n")));
            PenConfig config = ConfigSource.file(file, Machine.context(1)).read();
            assertThat(config.doubts()).isEmpty();
            clusters.add(Objects.requireNonNull(config.cluster()));
        }
        assertThat(clusters)
                .extracting(ClusterConfig::discovery)
                .allSatisfy(discovery -> assertThat(discovery)
                        .isEqualTo(new Discovery.Members(
                                clusters.stream().map(ClusterConfig::listen).toList())));
    }

    private static void startsAndTakesClients(PenConfig asked, Path folder) throws IOException {
        List<ServiceConfig> services = new ArrayList<>();
        for (ServiceConfig service : asked.services()) {
            assertThat(service.servers()).hasSizeGreaterThan(1);
            services.add(elsewhere(service, folder));
        }
        Address anywhere = new Address.Inet("127.0.0.1", 0);
        var config = new PenConfig(
                services,
                asked.relay(),
                1,
                asked.control().listen() == null
                        ? ControlConfig.NONE
                        : new ControlConfig(anywhere, asked.control().acl(), null, ControlConfig.PRIVATE, false, true),
                asked.web().listen() == null
                        ? WebConfig.NONE
                        : new WebConfig(anywhere, asked.web().token()),
                asked.debug(),
                null,
                null);
        startsAndTakesClients(config);
    }

    private static void startsAndTakesClients(PenConfig config) throws IOException {
        var pen = new PenVerticle(config);
        Vertx vertx = Runner.vertx(1);
        try {
            await(vertx.deployVerticle(pen));
            for (int i = 0; i < config.services().size(); i++) {
                if (!(config.services().get(i).routing() instanceof Route)) { // it listens nowhere
                    takesClients(config.services().get(i), pen.addresses().get(i));
                }
            }
        } finally {
            await(vertx.close());
        }
    }

    private static void takesClients(ServiceConfig service, SocketAddress address) throws IOException {
        if (service.protocol().hasConnections()) {
            try (var client = SocketChannel.open(address)) {
                assertThat(client.isConnected()).isTrue();
            }
        }
        assertThat(address instanceof UnixDomainSocketAddress).isEqualTo(service.listen() instanceof Address.Unix);
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
