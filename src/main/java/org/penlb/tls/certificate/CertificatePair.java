package org.penlb.tls.certificate;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The certificates for one name: an ECDSA one, an RSA one, or both.
 *
 * @param ecdsa null if there is none; then there is the other
 * @param rsa null if there is none; then there is the other
 */
record CertificatePair(
        @Nullable ServerCertificate ecdsa, @Nullable ServerCertificate rsa) {
    static CertificatePair of(ServerCertificate certificate) {
        return certificate.isEcdsa() ? new CertificatePair(certificate, null) : new CertificatePair(null, certificate);
    }

    /** With another one beside it; the one of its kind that is there already stays. */
    CertificatePair with(ServerCertificate other) {
        return other.isEcdsa()
                ? new CertificatePair(ecdsa == null ? other : ecdsa, rsa)
                : new CertificatePair(ecdsa, rsa == null ? other : rsa);
    }

    boolean has(ServerCertificate certificate) {
        return certificate == ecdsa || certificate == rsa;
    }

    /** ECDSA costs the server a tenth: who takes it gets it. */
    ServerCertificate forClient(boolean takesEcdsa) {
        ServerCertificate preferred = takesEcdsa ? ecdsa : rsa;
        return preferred != null ? preferred : Objects.requireNonNull(ecdsa == null ? rsa : ecdsa);
    }
}
