package org.penlb.config.tls;

import java.util.List;
import java.util.stream.Stream;

/** The cipher suites of TLS 1.2 that there are, the better ones first: what BoringSSL has and needs no shared key. */
public enum Cipher {
    ECDHE_ECDSA_AES128_GCM("ECDHE-ECDSA-AES128-GCM-SHA256", "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256"),
    ECDHE_RSA_AES128_GCM("ECDHE-RSA-AES128-GCM-SHA256", "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256"),
    ECDHE_ECDSA_AES256_GCM("ECDHE-ECDSA-AES256-GCM-SHA384", "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384"),
    ECDHE_RSA_AES256_GCM("ECDHE-RSA-AES256-GCM-SHA384", "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384"),
    ECDHE_ECDSA_CHACHA20("ECDHE-ECDSA-CHACHA20-POLY1305", "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256"),
    ECDHE_RSA_CHACHA20("ECDHE-RSA-CHACHA20-POLY1305", "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256"),
    ECDHE_ECDSA_AES128_SHA("ECDHE-ECDSA-AES128-SHA", "TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA"),
    ECDHE_RSA_AES128_SHA("ECDHE-RSA-AES128-SHA", "TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA"),
    ECDHE_ECDSA_AES256_SHA("ECDHE-ECDSA-AES256-SHA", "TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA"),
    ECDHE_RSA_AES256_SHA("ECDHE-RSA-AES256-SHA", "TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA"),
    AES128_GCM("AES128-GCM-SHA256", "TLS_RSA_WITH_AES_128_GCM_SHA256"),
    AES256_GCM("AES256-GCM-SHA384", "TLS_RSA_WITH_AES_256_GCM_SHA384"),
    AES128_SHA("AES128-SHA", "TLS_RSA_WITH_AES_128_CBC_SHA"),
    AES256_SHA("AES256-SHA", "TLS_RSA_WITH_AES_256_CBC_SHA");

    /** What is used unless something is asked for: forward secret, and authenticated as it is encrypted. */
    public static final List<Cipher> USUAL = Stream.of(values())
            .filter(cipher -> cipher.isEcdhe() && cipher.isAead())
            .toList();

    private final String openSslName;
    private final String javaName;

    Cipher(String openSslName, String javaName) {
        this.openSslName = openSslName;
        this.javaName = javaName;
    }

    /** As OpenSSL has it, {@code ECDHE-RSA-AES128-GCM-SHA256}. */
    public String openSslName() {
        return openSslName;
    }

    /** As the standard and Java have it, {@code TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256}. */
    public String javaName() {
        return javaName;
    }

    boolean isEcdhe() {
        return openSslName.startsWith("ECDHE-");
    }

    boolean isAead() {
        return !openSslName.endsWith("-SHA");
    }

    boolean isEcdsa() {
        return openSslName.contains("ECDSA");
    }

    boolean has(String part) {
        return openSslName.contains(part);
    }
}
