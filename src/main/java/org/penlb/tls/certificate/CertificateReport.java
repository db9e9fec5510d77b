package org.penlb.tls.certificate;

import java.nio.file.Path;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECKey;
import java.security.interfaces.RSAKey;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What an operator wants to know of a certificate.
 *
 * @param shownTo who sees it
 * @param file where it was read
 * @param names what it is good for
 * @param key its kind, such as {@code ECDSA 256} or {@code RSA 2048}
 * @param issuer who signed it
 * @param notBefore when it begins
 * @param notAfter when it ends
 * @param ocspUntil until when what its authority says of it is shown; null if that is not known
 * @param findings what is wrong with it or its chain, in an operator's words; it is used all the same
 */
public record CertificateReport(
        Audience shownTo,
        Path file,
        List<String> names,
        String key,
        String issuer,
        Instant notBefore,
        Instant notAfter,
        @Nullable Instant ocspUntil,
        List<String> findings) {
    public CertificateReport {
        names = List.copyOf(names);
        findings = List.copyOf(findings);
    }

    /** The report of a certificate that says itself what it is. */
    static CertificateReport of(
            Audience shownTo,
            Path file,
            List<String> names,
            X509Certificate certificate,
            @Nullable Instant ocspUntil,
            List<String> findings) {
        return new CertificateReport(
                shownTo,
                file,
                names,
                kind(certificate.getPublicKey()),
                certificate.getIssuerX500Principal().getName(),
                certificate.getNotBefore().toInstant(),
                certificate.getNotAfter().toInstant(),
                ocspUntil,
                findings);
    }

    private static String kind(PublicKey key) {
        return switch (key) {
            case RSAKey rsa -> "RSA " + rsa.getModulus().bitLength();
            case ECKey ec -> "ECDSA " + ec.getParams().getCurve().getField().getFieldSize();
            default -> key.getAlgorithm();
        };
    }

    /** How many whole days are left, negative if it is out of date. */
    public long daysLeft(Instant now) {
        return Math.floorDiv(
                Duration.between(now, notAfter).toSeconds(), Duration.ofDays(1).toSeconds());
    }
}
