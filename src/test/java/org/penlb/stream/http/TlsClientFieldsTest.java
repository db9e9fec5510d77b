package org.penlb.stream.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.pkitesting.X509Bundle;
import java.security.cert.X509Certificate;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.penlb.config.Forwarding;
import org.penlb.testing.Certificates;
import org.penlb.tls.engine.TlsFacts;

/** What servers are told of clients that speak TLS. */
class TlsClientFieldsTest {
    private static final X509Bundle AUTHORITY = Certificates.authority("Test CA");
    private static final String OURS = "X-Forwarded-Proto: https\r\nX-Forwarded-For: 192.0.2.7\r\n";

    private static TlsFacts facts(@Nullable String alpn, @Nullable X509Certificate peer) {
        return new TlsFacts("TLSv1.3", "TLS_AES_128_GCM_SHA256", alpn, null, false, peer);
    }

    private static @Nullable String received(TlsFacts facts, boolean asked) {
        var client = new EditedClient(
                EditedClient.options(true, Forwarding.DEFAULT), EditedClient.withTls("192.0.2.7", facts, asked));
        return client.edit("GET / HTTP/1.1\r\nX-SSL-Client-Verify: SUCCESS\r\nX_Ssl_Client_I_Dn: CN=x\r\n\r\n");
    }

    private static String get(String fields) {
        return "GET / HTTP/1.1\r\n" + OURS + fields + "\r\n";
    }

    @Test
    void it_is_https_and_certificates_are_ours_to_tell_of() {
        assertThat(received(facts("http/1.1", null), false)).isEqualTo(get(""));
        assertThat(received(facts(null, null), true)).isEqualTo(get("X-SSL-Client-Verify: NONE\r\n"));
        X509Certificate known = Certificates.client(AUTHORITY, "one").getCertificate();
        assertThat(received(facts(null, known), true))
                .isEqualTo(get("X-SSL-Client-Verify: SUCCESS\r\nX-SSL-Client-S-DN: "
                        + known.getSubjectX500Principal().getName() + "\r\n"));
    }

    @Test
    void names_are_printable_and_whole() {
        X509Certificate odd = Certificates.client(AUTHORITY, "Zo\u00eb").getCertificate();
        assertThat(received(facts(null, odd), true)).contains("CN=Zo\\C3\\AB").matches("\\p{ASCII}*");
        X509Certificate big =
                Certificates.client(AUTHORITY, "\u00eb".repeat(400)).getCertificate();
        assertThat(received(facts(null, big), true)).isEqualTo(get("X-SSL-Client-Verify: SUCCESS\r\n"));
    }

    @Test
    void http_2_passes_as_it_is() {
        assertThat(RequestEditor.of(
                        EditedClient.options(true, Forwarding.DEFAULT),
                        EditedClient.withTls("192.0.2.7", facts("h2", null), true)))
                .isInstanceOf(Http2Preface.class);
    }
}
