package org.penlb.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBufAllocator;
import io.netty.pkitesting.X509Bundle;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import javax.net.ssl.SSLException;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.penlb.config.ConfigException;
import org.penlb.config.tls.ClientAuth;
import org.penlb.config.tls.ServerTls;
import org.penlb.config.tls.TlsBuilder;
import org.penlb.config.tls.TlsVersion;
import org.penlb.testing.Certificates;
import org.penlb.tls.engine.EngineHandle;
import org.penlb.tls.engine.EngineKind;
import org.penlb.tls.engine.Talk;
import org.penlb.tls.engine.TlsFailure;

/** TLS towards servers: whom it trusts, what it says of those that it does not, and what it remembers. */
class TlsOriginationTest {
    private static final Clock CLOCK = Clock.systemUTC();

    private static final X509Bundle CA = Certificates.authority("Test CA");
    private static final X509Bundle WWW =
            Certificates.server(CA, "www.example", "*.wild.example", "10.0.0.1", "fd00::1");
    private static final X509Bundle PEN = Certificates.client(CA, "pen");

    @TempDir
    Path folder;

    private @Nullable TlsTermination server;

    @AfterEach
    void close() {
        if (server != null) {
            server.close();
        }
    }

    private TlsTermination server(X509Bundle bundle, Consumer<TlsBuilder> change) {
        var tls = new TlsBuilder();
        tls.certificates = List.of(Certificates.write(folder, "server", bundle));
        change.accept(tls);
        close();
        server = TlsTermination.load(tls.build(), EngineKind.BORINGSSL, Clock.systemUTC());
        return server;
    }

    private Path ca() {
        return Certificates.write(folder.resolve("ca.crt"), CA.getCertificatePEM());
    }

    private ServerTls trusting() {
        return new ServerTls(true, ca(), null, null, null);
    }

    private static Talk.Result talk(TlsOrigination to, TlsTermination server, String... alpn) throws SSLException {
        EngineHandle client = to.engine(ByteBufAllocator.DEFAULT, List.of(alpn));
        EngineHandle other = server.engine(Talk.hello(null, true), ByteBufAllocator.DEFAULT);
        try {
            return Talk.between(client, other);
        } finally {
            client.release();
            other.release();
        }
    }

    private void verified(X509Bundle bundle, ServerTls tls, String host, EngineKind kind) throws SSLException {
        TlsOrigination to = TlsOrigination.load(tls, host, kind, CLOCK);
        try {
            talk(to, server(bundle, _ -> {}));
        } finally {
            to.close();
        }
    }

    @ParameterizedTest
    @EnumSource(EngineKind.class)
    void a_server_is_who_its_certificate_says(EngineKind kind) {
        for (String host : List.of("www.example", "a.wild.example", "10.0.0.1", "fd00::1", "fd00::1%eth0")) {
            assertThatCode(() -> verified(WWW, trusting(), host, kind)).as(host).doesNotThrowAnyException();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "BORINGSSL,other.example",
        "BORINGSSL,a.b.wild.example",
        "BORINGSSL,10.0.0.2",
        "BORINGSSL,fd00::2",
        "JDK,other.example",
        "JDK,10.0.0.2"
    })
    void another_name_is_refused(EngineKind kind, String host) {
        refused(() -> verified(WWW, trusting(), host, kind), "the certificate is for another name");
    }

    private static void refused(ThrowingCallable handshake, String reason) {
        assertThatThrownBy(handshake)
                .isInstanceOf(SSLException.class)
                .satisfies(e -> assertThat(TlsFailure.reason(e)).isEqualTo(reason));
    }

    @ParameterizedTest
    @EnumSource(EngineKind.class)
    void the_reason_of_a_failure_is_short(EngineKind kind) {
        Instant ended = Instant.now().minus(Duration.ofDays(2));
        X509Bundle old = Certificates.server(ended.minus(Duration.ofDays(9)), ended, CA, "www.example");
        refused(() -> verified(old, trusting(), "www.example", kind), "the certificate has expired");
        X509Bundle stranger = Certificates.server(Certificates.authority("Another CA"), "www.example");
        String nobody = "the certificate is signed by nobody who is known";
        refused(() -> verified(stranger, trusting(), "www.example", kind), nobody);
        refused(() -> verified(WWW, ServerTls.DEFAULT, "www.example", kind), nobody);
    }

    @Test
    void a_server_that_is_not_verified_may_be_anybody() {
        var trusting = new ServerTls(false, null, null, null, null);
        X509Bundle stranger = Certificates.server(Certificates.authority("Another CA"), "other.example");
        assertThatCode(() -> verified(stranger, trusting, "www.example", EngineKind.BORINGSSL))
                .doesNotThrowAnyException();
    }

    @Test
    void the_name_that_is_asked_for_is_the_configured_one() throws SSLException {
        var named = new ServerTls(true, ca(), "www.example", null, null);
        TlsOrigination to = TlsOrigination.load(named, "10.9.9.9", EngineKind.BORINGSSL, CLOCK);
        TlsTermination www = server(WWW, _ -> {});
        assertThat(talk(to, www).serverName()).isEqualTo("www.example");
        to.close();
        TlsOrigination literal = TlsOrigination.load(trusting(), "10.0.0.1", EngineKind.BORINGSSL, CLOCK);
        assertThat(talk(literal, www).serverName()).isNull();
        literal.close();
    }

    /** What Docker and Kubernetes call their hosts, and names that are complete. */
    @ParameterizedTest
    @CsvSource({"backend, backend", "my_app.example, my_app.example", "www.example., www.example"})
    void names_of_every_kind_are_asked_for(String host, String asked) throws SSLException {
        TlsOrigination to =
                TlsOrigination.load(new ServerTls(false, null, null, null, null), host, EngineKind.BORINGSSL, CLOCK);
        assertThat(talk(to, server(WWW, _ -> {})).serverName()).isEqualTo(asked);
        to.close();
    }

    @Test
    void who_began_before_it_was_closed_gets_an_engine_all_the_same() throws SSLException {
        TlsOrigination to = TlsOrigination.load(trusting(), "www.example", EngineKind.BORINGSSL, CLOCK);
        to.close();
        assertThat(talk(to, server(WWW, _ -> {})).client().version()).isEqualTo("TLSv1.3");
    }

    @Test
    void another_file_in_the_place_of_one_is_noticed() {
        TlsOrigination to = TlsOrigination.load(trusting(), "www.example", EngineKind.BORINGSSL, CLOCK);
        assertThat(to.isCurrent()).isTrue();
        Certificates.write(
                folder.resolve("ca.crt"),
                Certificates.authority("Another and longer one").getCertificatePEM());
        assertThat(to.isCurrent()).isFalse();
        to.close();
    }

    @Test
    void a_unix_socket_has_no_name() {
        assertThatThrownBy(() -> TlsOrigination.load(ServerTls.DEFAULT, null, EngineKind.BORINGSSL, CLOCK))
                .isInstanceOf(ConfigException.class)
                .hasMessage("tls.name: a Unix socket has no name that a certificate could have"
                        + " (expected: name, or verify false)");
    }

    @Test
    void pen_shows_a_certificate_if_it_has_one() throws SSLException {
        TlsTermination guarded = server(WWW, tls -> {
            tls.clientAuth = ClientAuth.REQUIRE;
            tls.clientCa = List.of(ca());
        });
        var files = Certificates.write(folder, "pen", PEN);
        var tls = new ServerTls(true, ca(), null, files.certificate(), files.key());
        TlsOrigination to = TlsOrigination.load(tls, "www.example", EngineKind.BORINGSSL, CLOCK);
        assertThat(talk(to, guarded).server().peerCommonName()).isEqualTo("pen");
        to.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"1.2", "1.3"})
    void sessions_are_resumed(String version) throws SSLException {
        TlsTermination www = server(WWW, tls -> tls.versions = Set.of(TlsVersion.of(version)));
        TlsOrigination to = TlsOrigination.load(trusting(), "www.example", EngineKind.BORINGSSL, CLOCK);
        assertThat(talk(to, www).resumed()).isFalse();
        for (int i = 0; i < 5; i++) {
            assertThat(talk(to, www).resumed()).isTrue();
        }
        to.close();
    }

    @Test
    void sessions_with_a_certificate_that_has_ended_are_not_resumed() throws SSLException {
        TlsTermination www = server(WWW, _ -> {});
        var now = new AtomicReference<>(Instant.now());
        InstantSource clock = now::get;
        TlsOrigination to =
                TlsOrigination.load(trusting(), "www.example", EngineKind.BORINGSSL, clock.withZone(ZoneOffset.UTC));
        assertThat(talk(to, www).resumed()).isFalse();
        assertThat(talk(to, www).resumed()).isTrue();
        now.set(WWW.getCertificate().getNotAfter().toInstant().plusMillis(1));
        assertThat(talk(to, www).resumed()).isFalse();
        to.close();
    }

    /** The JDK believes whom it was told to believe by name, whatever the date. */
    @Test
    void one_that_is_believed_after_its_end_is_resumed_too() throws SSLException {
        Instant over = Instant.now().minusSeconds(60);
        X509Bundle old = Certificates.server(over.minusSeconds(60), over, CA, "www.example");
        TlsTermination www = server(old, _ -> {});
        Path pinned = Certificates.write(folder.resolve("pinned.crt"), old.getCertificatePEM());
        TlsOrigination to = TlsOrigination.load(
                new ServerTls(true, pinned, null, null, null), "www.example", EngineKind.BORINGSSL, CLOCK);
        assertThat(talk(to, www).resumed()).isFalse();
        assertThat(talk(to, www).resumed()).isTrue();
        to.close();
    }

    @Test
    void each_connection_offers_protocols_of_its_own() throws SSLException {
        TlsTermination www = server(WWW, tls -> tls.alpn = List.of("h2", "http/1.1"));
        TlsOrigination to = TlsOrigination.load(trusting(), "www.example", EngineKind.BORINGSSL, CLOCK);
        assertThat(talk(to, www, "http/1.1").client().alpn()).isEqualTo("http/1.1");
        assertThat(talk(to, www, "h2").client().alpn()).isEqualTo("h2");
        assertThat(talk(to, www).client().alpn()).isNull();
        for (int i = 0; i < 40; i++) {
            assertThat(talk(to, www, "h2", "x" + i).client().alpn()).isEqualTo("h2");
        }
        to.close();
    }

    @Test
    void files_that_cannot_be_used_are_named() {
        Path nowhere = folder.resolve("nowhere.crt");
        assertThatThrownBy(() -> TlsOrigination.load(
                        new ServerTls(true, nowhere, null, null, null), "www.example", EngineKind.BORINGSSL, CLOCK))
                .isInstanceOf(ConfigException.class)
                .hasMessage(nowhere + ": no such file");
    }
}
