package org.penlb.tls.engine;

import io.netty.handler.ssl.ReferenceCountedOpenSslEngine;
import io.netty.internal.tcnative.SSL;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLEngine;

/**
 * Sees to it that tickets are not too long. They hold what the client has shown, and come back in its next hello, of which no
 * more than 16 KiB are read; and BoringSSL breaks off where two of them and the first words do not fit into 64 KiB. A client of
 * TLS 1.3 whose certificates are very long gets none. With TLS 1.2 it has been promised one before it shows them.
 */
final class TicketSize {
    /** The most of a client's chain that is put into tickets, in bytes; a hello has some 2 KiB beside it. */
    private static final int LONGEST_CHAIN = 10 * 1024;

    private TicketSize() {}

    /** Before tickets are made, when the client has shown its certificates. */
    static void limit(X509Certificate[] chain, SSLEngine engine) throws CertificateEncodingException {
        int length = 0;
        for (X509Certificate certificate : chain) {
            length += certificate.getEncoded().length;
        }
        if (length > LONGEST_CHAIN && engine instanceof ReferenceCountedOpenSslEngine boring) {
            SSL.setOptions(boring.sslPointer(), SSL.SSL_OP_NO_TICKET);
        }
    }
}
