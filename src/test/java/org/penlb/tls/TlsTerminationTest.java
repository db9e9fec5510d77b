package org.penlb.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.ApplicationProtocolConfig.Protocol;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectedListenerFailureBehavior;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectorFailureBehavior;
import io.netty.pkitesting.CertificateBuilder.Algorithm;
import io.netty.pkitesting.X509Bundle;
import java.nio.file.Path;
import java.security.KeyPairGenerator;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.penlb.config.ConfigException;
import org.penlb.config.tls.CertificateFiles;
import org.penlb.config.tls.Cipher;
import org.penlb.config.tls.CipherString;
import org.penlb.config.tls.ClientAuth;
import org.penlb.config.tls.TicketSecret;
import org.penlb.config.tls.Tickets;
import org.penlb.config.tls.TlsBuilder;
import org.penlb.config.tls.TlsConfig;
import org.penlb.config.tls.TlsVersion;
import org.penlb.testing.Certificates;
import org.penlb.tls.engine.EngineHandle;
import org.penlb.tls.engine.EngineKind;
import org.penlb.tls.engine.Talk;
import org.penlb.tls.engine.TlsFailure;

/** Handshakes in memory with a service that speaks TLS. */
class TlsTerminationTest {
    private static final X509Bundle CA = Certificates.authority("Test CA");
    private static final X509Bundle EC = Certificates.server(CA, "www.example", "*.www.example");
    private static final X509Bundle RSA = Certificates.server(Algorithm.rsa2048, CA, "www.example");
    private static final X509Bundle MAIL = Certificates.server(CA, "mail.example");
    /** Its key takes seconds to make. */
    private static final X509Bundle SLOW = Certificates.server(Algorithm.rsa3072, CA, "slow.example");

    private static final X509Bundle CLIENT = Certificates.client(CA, "alice");
    private static final Instant START = Instant.now();

    @TempDir
    Path folder;

    private final AtomicReference<Instant> now = new AtomicReference<>(START);
    private final InstantSource time = now::get;
    private @Nullable TlsTermination service;

    @AfterEach
    void close() {
        if (service != null) {
            service.close();
        }
    }

    private Clock clock() {
        return time.withZone(ZoneOffset.UTC);
    }

    private TlsConfig config(Consumer<TlsBuilder> change) {
        var tls = new TlsBuilder();
        tls.certificates = List.of(Certificates.write(folder, "www", EC));
        change.accept(tls);
        return tls.build();
    }

    private TlsTermination service(EngineKind kind, Consumer<TlsBuilder> change) {
        close();
        service = TlsTermination.load(config(change), kind, clock());
        return service;
    }

    private TlsTermination service(Consumer<TlsBuilder> change) {
        return service(EngineKind.BORINGSSL, change);
    }

    private static void three(TlsBuilder tls, Path folder) {
        tls.certificates = List.of(
                Certificates.write(folder, "www", EC),
                Certificates.write(folder, "rsa", RSA),
                Certificates.write(folder, "mail", MAIL));
    }

    private static ApplicationProtocolConfig alpn(String... protocols) {
        return new ApplicationProtocolConfig(
                Protocol.ALPN, SelectorFailureBehavior.NO_ADVERTISE, SelectedListenerFailureBehavior.ACCEPT, protocols);
    }

    @ParameterizedTest
    @EnumSource(EngineKind.class)
    void a_client_gets_the_certificate_of_the_name_and_of_the_key_that_it_takes(EngineKind kind) throws SSLException {
        TlsTermination www = service(kind, tls -> three(tls, folder));
        for (String version : List.of("TLSv1.2", "TLSv1.3")) {
            try (Talk client = Talk.client(version)) {
                assertThat(client.with(www, "www.example", false).client().peer())
                        .isEqualTo(RSA.getCertificate());
                assertThat(client.with(www, "www.example", true).client().peer())
                        .isEqualTo(EC.getCertificate());
                assertThat(client.with(www, "a.www.example", true).client().peer())
                        .isEqualTo(EC.getCertificate());
                assertThat(client.with(www, "mail.example", true).client().peer())
                        .isEqualTo(MAIL.getCertificate());
                Talk.Result first = client.with(www, null, true);
                assertThat(first.client().peer()).isEqualTo(EC.getCertificate());
                assertThat(first.server().version()).isEqualTo(version);
                assertThat(first.server().verifyResult()).isEqualTo("NONE");
            }
        }
    }

    @ParameterizedTest
    @EnumSource(EngineKind.class)
    void versions_and_ciphers_are_those_that_were_asked_for(EngineKind kind) throws SSLException {
        TlsTermination www = service(kind, tls -> {
            tls.versions = Set.of(TlsVersion.TLS_1_2);
            tls.ciphers = new CipherString("ECDHE-ECDSA-CHACHA20-POLY1305:ECDHE-ECDSA-AES256-GCM-SHA384");
        });
        List<String> offered = Stream.of(Cipher.values()).map(Cipher::javaName).toList();
        try (Talk client = Talk.client(builder -> builder.ciphers(offered))) {
            Talk.Result result = client.with(www, null, true);
            assertThat(result.server().version()).isEqualTo("TLSv1.2");
            assertThat(result.server().cipher()).isEqualTo("ECDHE-ECDSA-CHACHA20-POLY1305");
        }
        try (Talk client = Talk.client("TLSv1.3")) {
            assertThatThrownBy(() -> client.with(www, null, true)).isInstanceOf(SSLException.class);
        }
    }

    @ParameterizedTest
    @EnumSource(EngineKind.class)
    void our_order_of_protocols_counts_and_none_in_common_is_none(EngineKind kind) throws SSLException {
        TlsTermination www = service(kind, tls -> tls.alpn = List.of("h2", "http/1.1"));
        try (Talk client = Talk.client(builder -> builder.applicationProtocolConfig(alpn("http/1.1", "h2")))) {
            assertThat(client.with(www, null, true).server().alpn()).isEqualTo("h2");
        }
        try (Talk client = Talk.client(builder -> builder.applicationProtocolConfig(alpn("imap")))) {
            assertThat(client.with(www, null, true).server().alpn()).isNull();
        }
        try (Talk client = Talk.client(builder -> builder)) {
            assertThat(client.with(www, null, true).server().alpn()).isNull();
        }
    }

    private static Talk clientWith(@Nullable X509Bundle bundle, String version) {
        return Talk.client(builder -> bundle == null
                ? builder.protocols(version)
                : builder.protocols(version).keyManager(bundle.getKeyPair().getPrivate(), bundle.getCertificatePath()));
    }

    private void askedFor(TlsBuilder tls, ClientAuth auth) {
        tls.clientAuth = auth;
        tls.clientCa = List.of(Certificates.write(folder.resolve("ca.crt"), CA.getCertificatePEM()));
    }

    @ParameterizedTest
    @EnumSource(EngineKind.class)
    void clients_show_a_certificate_if_they_are_asked(EngineKind kind) throws SSLException {
        X509Bundle stranger = Certificates.client(Certificates.authority("Test CA"), "mallory");
        for (String version : List.of("TLSv1.2", "TLSv1.3")) {
            TlsTermination requests = service(kind, tls -> askedFor(tls, ClientAuth.REQUEST));
            try (Talk alice = clientWith(CLIENT, version);
                    Talk nobody = clientWith(null, version);
                    Talk mallory = clientWith(stranger, version)) {
                Talk.Result result = alice.with(requests, null, true);
                assertThat(result.server().peerCommonName()).isEqualTo("alice");
                assertThat(result.server().peerSubject()).isEqualTo("CN=alice,O=Example");
                assertThat(result.server().verifyResult()).isEqualTo("SUCCESS");
                assertThat(nobody.with(requests, null, true).server().verifyResult())
                        .isEqualTo("NONE");
                assertThatThrownBy(() -> mallory.with(requests, null, true))
                        .satisfies(e -> assertThat(TlsFailure.reason(e))
                                .isEqualTo("the certificate is signed by nobody who is known"));
            }
            requests.close();
            TlsTermination requires = service(kind, tls -> askedFor(tls, ClientAuth.REQUIRE));
            try (Talk alice = clientWith(CLIENT, version);
                    Talk nobody = clientWith(null, version)) {
                assertThat(alice.with(requires, null, true).server().peer()).isEqualTo(CLIENT.getCertificate());
                assertThatThrownBy(() -> nobody.with(requires, null, true)).isInstanceOf(SSLException.class);
            }
            requires.close();
        }
    }

    private static Tickets shared(String secret) {
        return new Tickets(new TicketSecret(secret, Path.of("tickets.key")), Duration.ofHours(12));
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void who_knows_the_secret_resumes_sessions_of_others(String version) throws SSLException {
        String secret = "correct-horse-battery-staple-1234";
        TlsTermination one = service(tls -> tls.tickets = shared(secret));
        TlsTermination other =
                TlsTermination.load(config(tls -> tls.tickets = shared(secret)), EngineKind.BORINGSSL, clock());
        TlsTermination stranger =
                TlsTermination.load(config(tls -> tls.tickets = shared(secret + "5")), EngineKind.BORINGSSL, clock());
        try (Talk client = Talk.client(version)) {
            assertThat(client.with(one, null, true).resumed()).isFalse();
            assertThat(client.with(one, null, true).resumed()).isTrue();
            assertThat(client.with(other, null, true).resumed()).isTrue();
            assertThat(client.with(stranger, null, true).resumed()).isFalse();
        } finally {
            other.close();
            stranger.close();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void keys_change_with_time_and_the_last_one_still_opens_tickets(String version) throws SSLException {
        Duration rotate = Duration.ofMinutes(1);
        TlsTermination www = service(tls -> tls.tickets = new Tickets(null, rotate));
        try (Talk client = Talk.client(version)) {
            assertThat(client.with(www, null, true).resumed()).isFalse();
            now.updateAndGet(instant -> instant.plus(rotate));
            www.rotate();
            assertThat(client.with(www, null, true).resumed()).isTrue();
        }
        try (Talk client = Talk.client(version)) {
            assertThat(client.with(www, null, true).resumed()).isFalse();
            now.updateAndGet(instant -> instant.plus(rotate.multipliedBy(2)));
            www.rotate();
            assertThat(client.with(www, null, true).resumed()).isFalse();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void a_session_is_not_resumed_where_a_certificate_is_asked_for(String version) throws SSLException {
        Tickets tickets = shared("correct-horse-battery-staple-1234");
        TlsTermination open = service(tls -> tls.tickets = tickets);
        TlsTermination guarded = TlsTermination.load(
                config(tls -> {
                    tls.tickets = tickets;
                    askedFor(tls, ClientAuth.REQUIRE);
                }),
                EngineKind.BORINGSSL,
                clock());
        try (Talk client = clientWith(null, version);
                Talk alice = clientWith(CLIENT, version)) {
            client.with(open, null, true);
            assertThatThrownBy(() -> client.with(guarded, null, true)).isInstanceOf(SSLException.class);
            alice.with(guarded, null, true);
            Talk.Result again = alice.with(guarded, null, true);
            assertThat(again.resumed()).isTrue();
            assertThat(again.server().peerCommonName()).isEqualTo("alice");
        } finally {
            guarded.close();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void what_the_authority_says_is_stapled_until_it_is_out_of_date(String version) throws SSLException {
        byte[] answer = Certificates.ocsp(EC, 0x80, START.minusSeconds(60), START.plusSeconds(60));
        Path file = Certificates.write(folder.resolve("www.der"), answer);
        TlsTermination www = service(
                tls -> tls.certificates = List.of(tls.certificates.getFirst().withOcsp(file)));
        try (Talk client = Talk.client(builder -> builder.protocols(version).enableOcsp(true))) {
            assertThat(client.with(www, null, true).ocsp()).isEqualTo(answer);
        }
        now.updateAndGet(instant -> instant.plusSeconds(61));
        try (Talk client = Talk.client(builder -> builder.protocols(version).enableOcsp(true))) {
            assertThat(client.with(www, null, true).ocsp()).isNull();
        }
    }

    @Test
    void what_is_read_again_is_for_new_clients_and_old_ones_go_on() throws SSLException {
        TlsTermination www = service(tls -> {});
        EngineHandle before = www.engine(Talk.hello(null, true), ByteBufAllocator.DEFAULT);
        X509Bundle renewed = Certificates.server(CA, "www.example", "*.www.example");
        Certificates.write(folder, "www", renewed);
        assertThat(www.isCurrent()).isFalse();
        TlsTermination next;
        try (Talk client = Talk.client(builder -> builder)) {
            assertThat(client.with(www, null, true).resumed()).isFalse();
            next = www.successor(www.config());
            assertThat(next.isCurrent()).isTrue();
            assertThat(client.with(next, null, true).resumed()).isTrue();
            www.close();
        }
        try (Talk client = Talk.client(builder -> builder)) {
            assertThat(client.with(next, null, true).client().peer()).isEqualTo(renewed.getCertificate());
        }
        try (Talk client = Talk.client(builder -> builder)) {
            assertThat(client.with(before).client().peer()).isEqualTo(EC.getCertificate());
        }
        before.release();
        before.release();
        next.close();
    }

    @Test
    void what_cannot_be_used_changes_nothing() throws SSLException {
        TlsTermination www = service(tls -> {});
        Certificates.write(folder.resolve("www.key"), RSA.getPrivateKeyPEM());
        assertThatThrownBy(() -> www.successor(www.config())).isInstanceOf(ConfigException.class);
        try (Talk client = Talk.client(builder -> builder)) {
            assertThat(client.with(www, null, true).client().peer()).isEqualTo(EC.getCertificate());
        }
    }

    @Test
    void a_key_that_boringssl_takes_from_no_server_is_good_for_clients() throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(521);
        X509Bundle long521 = Certificates.server(
                generator.generateKeyPair(), START.minusSeconds(60), START.plusSeconds(600), CA, "www.example");
        TlsTermination www = service(tls -> tls.certificates = List.of(Certificates.write(folder, "p521", long521)));
        assertThat(www.reports().getFirst().key()).isEqualTo("ECDSA 521");
    }

    @Test
    void who_is_closed_makes_no_more_engines() {
        TlsTermination www = service(tls -> {});
        www.close();
        assertThat(www.engine(Talk.hello(null, true), ByteBufAllocator.DEFAULT)).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void signatures_of_long_keys_are_tasks_and_others_are_not(String version) throws SSLException {
        TlsTermination www = service(tls ->
                tls.certificates = List.of(tls.certificates.getFirst(), Certificates.write(folder, "slow", SLOW)));
        try (Talk client = Talk.client(version)) {
            EngineHandle handle = www.engine(Talk.hello("slow.example", true), ByteBufAllocator.DEFAULT);
            assertThat(client.tasks(handle)).isPositive();
            handle.release();
            EngineHandle quick = www.engine(Talk.hello("www.example", true), ByteBufAllocator.DEFAULT);
            assertThat(client.tasks(quick)).isZero();
            quick.release();
        }
    }

    @Test
    void certificates_are_reported() {
        CertificateFiles.Pem mail = Certificates.write(folder, "mail", MAIL);
        TlsTermination www = service(tls -> tls.certificates = List.of(tls.certificates.getFirst(), mail));
        assertThat(www.reports())
                .extracting(report -> report.names().getFirst())
                .containsExactly("www.example", "mail.example");
    }
}
