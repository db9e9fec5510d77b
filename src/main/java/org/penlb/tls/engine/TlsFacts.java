package org.penlb.tls.engine;

import io.netty.handler.ssl.ReferenceCountedOpenSslEngine;
import io.netty.internal.tcnative.SSL;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;
import org.penlb.config.tls.Cipher;
import org.penlb.tls.certificate.CertificateNames;

/**
 * What two sides agreed on in a handshake.
 *
 * @param version such as {@code TLSv1.3}
 * @param cipher its suite, by OpenSSL's name
 * @param alpn the protocol inside; null if none was agreed on
 * @param serverName the name that was asked for; null if none was
 * @param resumed whether the session is an earlier one's; the JDK's engine does not say
 * @param peer the certificate that the other side showed and that was verified; null if it showed none
 */
public record TlsFacts(
        String version,
        String cipher,
        @Nullable String alpn,
        @Nullable String serverName,
        boolean resumed,
        @Nullable X509Certificate peer) {
    static TlsFacts of(SSLEngine engine, @Nullable String serverName) {
        SSLSession session = engine.getSession();
        String alpn = engine.getApplicationProtocol();
        return new TlsFacts(
                session.getProtocol(),
                openSslName(session.getCipherSuite()),
                alpn == null || alpn.isEmpty() ? null : alpn,
                serverName,
                engine instanceof ReferenceCountedOpenSslEngine boring && SSL.isSessionReused(boring.sslPointer()),
                peer(session));
    }

    private static String openSslName(String suite) {
        return Arrays.stream(Cipher.values())
                .filter(cipher -> cipher.javaName().equals(suite))
                .findFirst()
                .map(Cipher::openSslName)
                .orElse(suite);
    }

    private static @Nullable X509Certificate peer(SSLSession session) {
        try {
            Certificate[] chain = session.getPeerCertificates();
            return chain.length > 0 && chain[0] instanceof X509Certificate first ? first : null;
        } catch (SSLPeerUnverifiedException _) {
            return null;
        }
    }

    /** The subject of the other side's certificate (RFC 2253), or null. */
    public @Nullable String peerSubject() {
        return peer == null ? null : peer.getSubjectX500Principal().getName();
    }

    /** The common name in it, or null. */
    public @Nullable String peerCommonName() {
        return peer == null ? null : CertificateNames.commonName(peer);
    }

    /** In the words of nginx: {@code SUCCESS}, or {@code NONE} if there is no certificate. Who fails has no connection. */
    public String verifyResult() {
        return peer == null ? "NONE" : "SUCCESS";
    }
}
