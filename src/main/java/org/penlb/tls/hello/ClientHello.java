package org.penlb.tls.hello;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a client asks for. Versions are numbered as TLS does: {@link #TLS12} and so on, and what a client makes up to keep
 * servers tolerant (RFC 8701) is among them. With Encrypted ClientHello all this is the outer hello.
 *
 * @param serverName the host name that it wants to reach (SNI), in lower case and without a dot at the end; null if it says none
 * @param alpn the protocols that it would speak, the dearest first, each byte a char; empty if it says none
 * @param legacyVersion the highest version that a client without {@code supported_versions} speaks
 * @param supportedVersions the versions that it speaks, the dearest first; empty if it does not list them
 * @param ecdsa whether it takes a certificate with an ECDSA key
 */
public record ClientHello(
        @Nullable String serverName,
        List<String> alpn,
        int legacyVersion,
        List<Integer> supportedVersions,
        boolean ecdsa)
        implements HelloFinding {
    /** TLS 1.2. */
    public static final int TLS12 = 0x0303;
    /** TLS 1.3. */
    public static final int TLS13 = 0x0304;

    public ClientHello {
        alpn = List.copyOf(alpn);
        supportedVersions = List.copyOf(supportedVersions);
    }

    /**
     * Whether it speaks a version of TLS.
     *
     * @param version such as {@link #TLS12}
     */
    public boolean offers(int version) {
        return supportedVersions.isEmpty()
                ? version <= Math.min(legacyVersion, TLS12)
                : supportedVersions.contains(version);
    }
}
