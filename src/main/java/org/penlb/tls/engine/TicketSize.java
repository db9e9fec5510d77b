package org.penlb.tls.engine;

import io.netty.handler.ssl.ReferenceCountedOpenSslEngine;
import io.netty.internal.tcnative.SSL;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLEngine;

/**
 * Sees to it that tickets are not too long. They hold what the client has shown, and BoringSSL breaks off where two of them and
 * the first words do not fit into 64 KiB: a client whose certificates are very long gets none.
 */
final class TicketSize {
    /** The most of a client's chain that is put into tickets, in bytes: twice that, and a record, is less than 64 KiB. */
    private static final int LONGEST_CHAIN = 20 * 1024;

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
