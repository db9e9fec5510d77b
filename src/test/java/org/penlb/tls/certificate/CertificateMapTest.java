package org.penlb.tls.certificate;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.pkitesting.CertificateBuilder.Algorithm;
import io.netty.pkitesting.X509Bundle;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.penlb.testing.Certificates;

/** Which certificate is shown to whom. */
class CertificateMapTest {
    private static final X509Bundle CA = Certificates.authority("Test CA");
    private static final X509Bundle EC = Certificates.server(CA, "any.example");
    private static final X509Bundle RSA = Certificates.server(Algorithm.rsa2048, CA, "any.example");

    private static ServerCertificate certificate(X509Bundle bundle, String file, String... names) {
        return new ServerCertificate(
                Path.of(file),
                Stream.of(names).map(name -> name.toLowerCase(Locale.ROOT)).toList(),
                List.of(bundle.getCertificate()),
                bundle.getKeyPair().getPrivate(),
                null);
    }

    private static String found(CertificateMap map, @Nullable String name, boolean ecdsa) {
        return map.find(name, ecdsa).file().toString();
    }

    @Test
    void exact_names_go_before_wildcards_and_these_before_the_first() {
        var map = new CertificateMap(List.of(
                certificate(EC, "first", "a.example"),
                certificate(EC, "wild", "*.example", "*.deep.example"),
                certificate(EC, "b", "b.example")));
        assertThat(found(map, "b.example", true)).isEqualTo("b");
        assertThat(found(map, "c.example", true)).isEqualTo("wild");
        assertThat(found(map, "x.deep.example", true)).isEqualTo("wild");
        assertThat(found(map, "x.y.example", true)).isEqualTo("first");
        assertThat(found(map, "example", true)).isEqualTo("first");
        assertThat(found(map, "", true)).isEqualTo("first");
        assertThat(found(map, null, true)).isEqualTo("first");
    }

    @Test
    void clients_get_the_kind_of_key_that_they_take() {
        var map = new CertificateMap(List.of(
                certificate(RSA, "rsa", "a.example"),
                certificate(EC, "ec", "a.example"),
                certificate(RSA, "only-rsa", "b.example")));
        assertThat(found(map, "a.example", true)).isEqualTo("ec");
        assertThat(found(map, "a.example", false)).isEqualTo("rsa");
        assertThat(found(map, "b.example", true)).isEqualTo("only-rsa");
        assertThat(found(map, null, true)).isEqualTo("ec");
        assertThat(found(map, null, false)).isEqualTo("rsa");
    }

    @Test
    void a_certificate_without_a_name_can_be_the_first() {
        var map = new CertificateMap(List.of(certificate(EC, "nameless"), certificate(EC, "b", "b.example")));
        assertThat(found(map, null, false)).isEqualTo("nameless");
        assertThat(found(map, "b.example", false)).isEqualTo("b");
    }
}
