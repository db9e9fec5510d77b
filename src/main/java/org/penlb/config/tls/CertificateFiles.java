package org.penlb.config.tls;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Where a certificate and its key are. What is in the files is no matter here. */
public sealed interface CertificateFiles {
    /**
     * Files in PEM.
     *
     * @param certificate the certificate, and behind it perhaps those between it and its authority
     * @param key the private key, without a password; may be the same file
     * @param chain more certificates between it and its authority, in any order; null if there are none
     * @param ocsp an answer of the authority's in DER, which says that the certificate has not been revoked; null for none
     */
    record Pem(
            Path certificate,
            Path key,
            @Nullable Path chain,
            @Nullable Path ocsp) implements CertificateFiles {
        @Override
        public Pem withOcsp(@Nullable Path newOcsp) {
            return new Pem(certificate, key, chain, newOcsp);
        }
    }

    /**
     * A file in PKCS#12 that has both.
     *
     * @param file the file
     * @param passwordFile its password is the first line of this file; null if it has none
     * @param ocsp as of {@link Pem}
     */
    record Pkcs12(
            Path file,
            @Nullable Path passwordFile,
            @Nullable Path ocsp) implements CertificateFiles {
        @Override
        public Pkcs12 withOcsp(@Nullable Path newOcsp) {
            return new Pkcs12(file, passwordFile, newOcsp);
        }
    }

    /** The file that says that the certificate has not been revoked, or null. */
    @Nullable
    Path ocsp();

    /** The same certificate with another answer of its authority. */
    CertificateFiles withOcsp(@Nullable Path newOcsp);
}
