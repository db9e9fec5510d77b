package org.penlb.stream.http;

import org.jspecify.annotations.Nullable;
import org.penlb.config.IpAddress;
import org.penlb.tls.engine.TlsFacts;

/**
 * What is known of a client.
 *
 * @param address {@link IpAddress#UNIX} if it has none
 * @param tls what was agreed with it; null if it does not speak TLS
 * @param asked whether it was asked for a certificate
 */
public record ClientFacts(IpAddress address, @Nullable TlsFacts tls, boolean asked) {
    /** As X-Forwarded-Proto has it. */
    String protocol() {
        return tls == null ? "http" : "https";
    }

    boolean hasAddress() {
        return !address.equals(IpAddress.UNIX);
    }

    /** Whether it speaks HTTP/2, by an agreement. */
    boolean isHttp2() {
        return tls != null && "h2".equals(tls.alpn());
    }
}
