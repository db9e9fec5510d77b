package org.penlb.tls.certificate;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.pkitesting.X509Bundle;
import java.time.Instant;
import java.util.Arrays;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.penlb.config.ConfigException;
import org.penlb.testing.Certificates;

/** Whatever is in the files, it is read or refused with a reason. */
class CertificatePropertiesTest {
    private static final X509Bundle WWW = Certificates.server(Certificates.authority("Test CA"), "www.example");
    private static final byte[] OCSP = Certificates.ocsp(WWW, 0x80, Instant.EPOCH, Instant.EPOCH.plusSeconds(60));
    private static final byte[] KEY = CertificateLoaderTest.sec1(WWW);

    private static void readOrRefused(Runnable reader) {
        try {
            reader.run();
        } catch (ConfigException e) {
            assertThat(e.getMessage()).isNotBlank();
        }
    }

    @Property
    void answers_of_ocsp_with_a_wrong_byte(
            @ForAll @IntRange(max = 400) int place, @ForAll byte value, @ForAll @IntRange(max = 400) int length) {
        byte[] bytes = Arrays.copyOf(OCSP, Math.min(OCSP.length, OCSP.length - length % 3));
        bytes[place % bytes.length] = value;
        readOrRefused(() -> OcspAnswer.parse(bytes, WWW.getCertificate()));
    }

    @Property
    void keys_with_a_wrong_byte(@ForAll @IntRange(max = 400) int place, @ForAll byte value) {
        byte[] bytes = KEY.clone();
        bytes[place % bytes.length] = value;
        readOrRefused(() -> PrivateKeys.in(
                PemFile.parse(Certificates.pem("EC PRIVATE KEY", bytes).getBytes(US_ASCII))));
    }

    @Property
    void any_bytes(@ForAll @Size(max = 200) byte[] bytes) {
        readOrRefused(() -> PrivateKeys.in(PemFile.parse(bytes)));
        readOrRefused(() -> PrivateKeys.in(
                PemFile.parse(Certificates.pem("PRIVATE KEY", bytes).getBytes(US_ASCII))));
        readOrRefused(() -> OcspAnswer.parse(bytes, WWW.getCertificate()));
    }
}
