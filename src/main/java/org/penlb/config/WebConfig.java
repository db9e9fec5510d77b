package org.penlb.config;

import org.jspecify.annotations.Nullable;
import org.penlb.config.tls.HandshakeLimits;
import org.penlb.config.tls.TlsConfig;

/**
 * The page, its API and the metrics.
 *
 * @param listen where browsers come in, null for nowhere
 * @param token what those who change something have to know; null: nobody changes anything there
 * @param tls how TLS is spoken with browsers; null if it is not
 */
public record WebConfig(
        @Nullable Address listen,
        @Nullable AccessToken token,
        @Nullable TlsConfig tls) {
    /** No page. */
    public static final WebConfig NONE = new WebConfig(null, null, null);

    private static final String PROTOCOL = "http/1.1";

    public WebConfig {
        if (token != null && listen == null) {
            throw new ConfigException("web: a token without a listener (expected: an address to listen at, too)");
        }
        if (tls != null) {
            if (listen == null) {
                throw new ConfigException("web: TLS without a listener (expected: an address to listen at, too)");
            }
            checkTls(tls);
        }
    }

    /**
     * Whether the page can speak TLS so.
     *
     * @throws ConfigException whose message begins with the key that it is about
     */
    public static void checkTls(TlsConfig tls) {
        for (String protocol : tls.alpn()) {
            if (!protocol.equals(PROTOCOL)) {
                throw new ConfigException("alpn: the page does not speak \"" + protocol + "\" (expected: " + PROTOCOL
                        + " alone, or no alpn)");
            }
        }
        HandshakeLimits usual = HandshakeLimits.DEFAULT;
        HandshakeLimits wanted = tls.handshakes();
        if (wanted.max() != usual.max() || wanted.perClient() != usual.perClient()) {
            throw new ConfigException(
                    "handshakes: max and perClient have no effect on the page, which has places of its"
                            + " own (expected: timeout alone)");
        }
    }

    /** A page without TLS. */
    public WebConfig(@Nullable Address listen, @Nullable AccessToken token) {
        this(listen, token, null);
    }
}
