package org.penlb.proxy;

import org.jspecify.annotations.Nullable;

/**
 * What a finished TLS handshake says of a client, as the SSL TLV of version 2 tells it. A text of more than
 * {@value ProxyDetails#LONGEST} bytes is not passed on.
 *
 * @param version such as {@code TLSv1.3}; null if unknown
 * @param cipher such as {@code TLS_AES_128_GCM_SHA256}; null if unknown
 * @param certificateShown whether the client has shown a certificate on this connection
 * @param certificateKnown whether it has shown one in this session, on this connection or the one that this one resumes
 * @param verifyResult 0 if the client's certificate was verified; else an error number of the one who looked at it, or 1
 * @param commonName the common name of the certificate's subject; null if there is none
 * @param signatureAlgorithm what the certificate was signed with, such as {@code SHA256}; null if unknown
 * @param keyAlgorithm what kind of key the certificate has, such as {@code RSA2048}; null if unknown
 */
public record ProxyTls(
        @Nullable String version,
        @Nullable String cipher,
        boolean certificateShown,
        boolean certificateKnown,
        int verifyResult,
        @Nullable String commonName,
        @Nullable String signatureAlgorithm,
        @Nullable String keyAlgorithm) {}
