package org.penlb.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.penlb.config.Address;
import org.penlb.config.ConfigException;

class NameResolverTest {
    private static final int TRIES = 100;

    private final Vertx vertx = Vertx.vertx();
    private final NameResolver resolver = new NameResolver(vertx);

    @AfterEach
    void end() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    private Future<SocketAddress> resolve(Address address) {
        return resolver.resolve("server \"x\"", address);
    }

    @Test
    void asks_the_system_for_a_name() {
        SocketAddress localhost = resolve(new Address.Inet("localhost", 80))
                .toCompletionStage()
                .toCompletableFuture()
                .join();
        assertThat(((InetSocketAddress) localhost).getAddress().isLoopbackAddress())
                .isTrue();
        assertThat(((InetSocketAddress) localhost).getPort()).isEqualTo(80);
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "::1", "fe80::1"})
    void asks_nobody_for_a_literal(String literal) {
        assertThat(resolve(new Address.Inet(literal, 80)).isComplete())
                .as("known at once")
                .isTrue();
    }

    @Test
    void a_unix_path_is_its_own_address() {
        assertThat(resolve(new Address.Unix("/run/x")).result()).isEqualTo(UnixDomainSocketAddress.of("/run/x"));
    }

    @Test
    void does_not_block_the_event_loop_and_names_what_does_not_resolve() {
        Future<SocketAddress> unknown = Future.future(promise -> vertx.runOnContext(_ -> {
            Future<SocketAddress> asked = resolve(new Address.Inet("no-such-host.invalid", 80));
            // One that is asked elsewhere may know at once, too, but not each time.
            for (int i = 0; i < TRIES && asked.isComplete(); i++) {
                asked = resolve(new Address.Inet("no-such-host.invalid", 80));
            }
            if (asked.isComplete()) {
                promise.fail("asked on the event loop");
            } else {
                asked.onComplete(promise);
            }
        }));
        assertThatThrownBy(
                        () -> unknown.toCompletionStage().toCompletableFuture().join())
                .hasCauseInstanceOf(ConfigException.class)
                .hasMessageContaining("server \"x\": the name \"no-such-host.invalid\" does not resolve to an address");
    }
}
