package org.penlb.tls.certificate;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.OperatingSystemMXBean;
import io.netty.pkitesting.X509Bundle;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.penlb.config.tls.TlsBuilder;
import org.penlb.testing.Certificates;

/** Thousands of names. */
@Tag("alone")
class ManyCertificatesTest {
    private static final int MANY = 10_000;
    /** Two cores for five seconds. The clock would measure what else the machine does. */
    private static final Duration MOST_CPU = Duration.ofSeconds(10);

    @TempDir
    Path folder;

    private static long cpuNanos() {
        return ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getProcessCpuTime();
    }

    @Test
    void ten_thousand_load_within_seconds() {
        X509Bundle authority = Certificates.between(Certificates.authority("Test CA"), "Test Issuer");
        X509Bundle first = Certificates.server(authority, "first.example");
        byte[] key = CertificateLoaderTest.sec1(first);
        Instant begin = Instant.now();
        Instant end = begin.plus(Duration.ofDays(1));
        IntStream.range(0, MANY).parallel().forEach(i -> {
            X509Bundle bundle = Certificates.server(
                    first.getKeyPair(), begin.minusSeconds(60), end, authority, "n" + i + ".example");
            Certificates.write(folder.resolve("n" + i + ".crt"), bundle.getCertificatePathPEM());
            Certificates.write(folder.resolve("n" + i + ".key"), Certificates.pem("EC PRIVATE KEY", key));
        });
        var tls = new TlsBuilder();
        tls.directory = folder;
        long start = cpuNanos();
        LoadedCertificates loaded = CertificateLoader.load(tls.build(), Instant.now());
        assertThat(Duration.ofNanos(cpuNanos() - start)).isLessThan(MOST_CPU);
        assertThat(loaded.map().find("n9999.example", true).names()).containsExactly("n9999.example");
    }
}
