package org.penlb.tls.engine;

import io.netty.handler.ssl.ApplicationProtocolConfig;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.penlb.config.tls.Cipher;
import org.penlb.config.tls.TlsVersion;

/** How a configuration is told to an engine. */
final class Suites {
    /** All good, and BoringSSL has no way to choose among them. */
    private static final List<String> OF_TLS_1_3 =
            List.of("TLS_AES_128_GCM_SHA256", "TLS_AES_256_GCM_SHA384", "TLS_CHACHA20_POLY1305_SHA256");

    private Suites() {}

    /** The suites of these versions. */
    static List<String> names(Set<TlsVersion> versions, List<Cipher> ciphers) {
        var names = new ArrayList<String>();
        if (versions.contains(TlsVersion.TLS_1_3)) {
            names.addAll(OF_TLS_1_3);
        }
        if (versions.contains(TlsVersion.TLS_1_2)) {
            ciphers.forEach(cipher -> names.add(cipher.javaName()));
        }
        return names;
    }

    static List<String> versions(Set<TlsVersion> versions) {
        return Stream.of(TlsVersion.values())
                .filter(versions::contains)
                .map(TlsVersion::engineName)
                .toList();
    }

    /** Our order counts; who offers none of them goes on without. */
    static ApplicationProtocolConfig alpn(List<String> protocols) {
        return protocols.isEmpty()
                ? ApplicationProtocolConfig.DISABLED
                : new ApplicationProtocolConfig(
                        ApplicationProtocolConfig.Protocol.ALPN,
                        ApplicationProtocolConfig.SelectorFailureBehavior.NO_ADVERTISE,
                        ApplicationProtocolConfig.SelectedListenerFailureBehavior.ACCEPT,
                        protocols);
    }
}
