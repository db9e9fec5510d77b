package org.penlb.tls.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.ssl.ReferenceCountedOpenSslEngine;
import io.netty.pkitesting.X509Bundle;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import javax.net.ssl.SSLEngine;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.penlb.config.tls.CertificateFiles;
import org.penlb.config.tls.Tickets;
import org.penlb.config.tls.TlsBuilder;
import org.penlb.testing.Certificates;
import org.penlb.tls.certificate.CertificateLoader;
import org.penlb.tls.certificate.LoadedCertificates;
import org.penlb.tls.certificate.ServerCertificate;

/** Contexts come when they are wanted, give way to others, and go with the last of their engines. */
class ServerContextsTest {
    private static final X509Bundle CA = Certificates.authority("Test CA");
    private static final Instant NOW = Instant.now();

    @TempDir
    Path folder;

    private LoadedCertificates certificates(int count) {
        var tls = new TlsBuilder();
        tls.certificates = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            CertificateFiles files = Certificates.write(folder, "n" + i, Certificates.server(CA, "n" + i + ".example"));
            tls.certificates.add(files);
        }
        return CertificateLoader.load(tls.build(), NOW);
    }

    private static ServerContexts contexts(int most) {
        var tls = new TlsBuilder();
        tls.directory = Path.of("certs.d");
        return new ServerContexts(
                new ServerSettings(tls.build(), List.of(), EngineKind.BORINGSSL),
                TicketKeys.of(Tickets.DEFAULT),
                most,
                NOW);
    }

    private static ReferenceCountedOpenSslEngine engine(ServerContexts contexts, ServerCertificate certificate) {
        SSLEngine engine = contexts.engine(certificate, ByteBufAllocator.DEFAULT, NOW);
        return (ReferenceCountedOpenSslEngine) Objects.requireNonNull(engine);
    }

    @Test
    void the_one_that_was_wanted_longest_ago_gives_way() {
        List<ServerCertificate> all = certificates(3).map().all();
        ServerContexts contexts = contexts(2);
        for (int i : new int[] {0, 1, 0, 2}) {
            engine(contexts, all.get(i)).release();
        }
        assertThat(contexts.references())
                .containsOnlyKeys(all.get(0), all.get(2))
                .containsValues(1);
        contexts.close();
    }

    @Test
    void an_engine_keeps_its_context_after_all_is_over() {
        ServerCertificate certificate = certificates(1).map().find(null, true);
        ServerContexts contexts = contexts(2);
        ReferenceCountedOpenSslEngine one = engine(contexts, certificate);
        ReferenceCountedOpenSslEngine other = engine(contexts, certificate);
        ServerContext context = contexts.context(certificate);
        assertThat(context.references()).isEqualTo(3);
        contexts.close();
        assertThat(contexts.engine(certificate, ByteBufAllocator.DEFAULT, NOW)).isNull();
        assertThat(context.references()).isEqualTo(2);
        one.release();
        assertThat(context.references()).isEqualTo(1);
        assertThat(other.getSession().getProtocol()).isNotNull();
        other.release();
        assertThat(context.references()).isZero();
    }

    @Test
    void several_threads_want_them_while_they_give_way() throws Exception {
        List<ServerCertificate> all = certificates(4).map().all();
        ServerContexts contexts = contexts(1);
        var start = new CountDownLatch(1);
        try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
            List<Future<?>> done = new ArrayList<>();
            for (int t = 0; t < 4; t++) {
                int first = t;
                done.add(threads.submit(() -> {
                    start.await();
                    for (int i = 0; i < 50; i++) {
                        engine(contexts, all.get((first + i) % 4)).release();
                    }
                    return null;
                }));
            }
            start.countDown();
            for (Future<?> each : done) {
                each.get();
            }
        }
        assertThat(contexts.size()).isEqualTo(1);
        assertThat(contexts.references()).containsValues(1);
        contexts.close();
    }
}
