package org.penlb.tls.certificate;

import java.security.cert.X509Certificate;
import org.jspecify.annotations.Nullable;

/** What certificates call their own key and that of their issuer (RFC 5280, 4.2.1.1 and 4.2.1.2). */
final class KeyIdentifier {
    private static final String SUBJECT = "2.5.29.14";
    private static final String AUTHORITY = "2.5.29.35";
    /** The identifier alone, as context has it: its tag is not that of octets. */
    private static final int IDENTIFIER = 0x80;

    private KeyIdentifier() {}

    /** That of its own key, or null if it does not say. */
    static byte @Nullable [] of(X509Certificate certificate) {
        byte[] extension = certificate.getExtensionValue(SUBJECT);
        try {
            return extension == null
                    ? null
                    : new DerReader(new DerReader(extension)
                                    .next(DerReader.OCTETS)
                                    .content())
                            .next(DerReader.OCTETS)
                            .content();
        } catch (MalformedDerException _) {
            return null;
        }
    }

    /** That of its issuer's key, or null if it does not say. */
    static byte @Nullable [] ofIssuer(X509Certificate certificate) {
        byte[] extension = certificate.getExtensionValue(AUTHORITY);
        try {
            DerReader sequence = extension == null
                    ? null
                    : new DerReader(new DerReader(extension)
                                    .next(DerReader.OCTETS)
                                    .content())
                            .next(DerReader.SEQUENCE);
            return sequence == null || sequence.tag() != IDENTIFIER
                    ? null
                    : sequence.next(IDENTIFIER).content();
        } catch (MalformedDerException _) {
            return null;
        }
    }
}
