package org.penlb.config.tls;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.penlb.config.ConfigException;

/**
 * How a service speaks TLS with its clients. Messages begin with the key that they are about, as JSON has it.
 *
 * @param certificates what clients are shown; the first one is for those that name none of the names
 * @param directory a folder with {@code NAME.crt}, {@code NAME.key} and perhaps {@code NAME.ca} for each name; null for none
 * @param versions what is spoken, at least one
 * @param ciphers the suites of TLS 1.2 in the order of preference; null for the engine's best
 * @param alpn the protocols inside TLS that clients may choose from, the preferred one first; empty if they are not asked
 * @param clientCa who signs clients' certificates: files in PEM, or folders with such files
 * @param clientAuth whether clients show a certificate
 * @param tickets how sessions are resumed
 * @param handshakes how much those that are under way may cost
 */
public record TlsConfig(
        List<CertificateFiles> certificates,
        @Nullable Path directory,
        Set<TlsVersion> versions,
        @Nullable CipherString ciphers,
        List<String> alpn,
        List<Path> clientCa,
        ClientAuth clientAuth,
        Tickets tickets,
        HandshakeLimits handshakes) {
    private static final int LONGEST_PROTOCOL = 255;
    /** All of them together have to fit into an extension of a hello. */
    private static final int MOST_PROTOCOLS = 32;

    public TlsConfig {
        certificates = List.copyOf(certificates);
        versions = Set.copyOf(versions);
        alpn = List.copyOf(alpn);
        clientCa = List.copyOf(clientCa);
        if (certificates.isEmpty() && directory == null) {
            throw new ConfigException("certificates: none (expected: at least one, or a directory)");
        }
        if (versions.isEmpty()) {
            throw new ConfigException("versions: none (expected: 1.2, 1.3 or both)");
        }
        if (ciphers != null && !versions.contains(TlsVersion.TLS_1_2)) {
            throw new ConfigException(
                    "ciphers: has no effect without TLS 1.2 (expected: no ciphers; those of TLS 1.3 are all good)");
        }
        if (clientAuth != ClientAuth.NONE && clientCa.isEmpty()) {
            throw new ConfigException("clientAuth: \"" + clientAuth.word()
                    + "\" needs the authority that signs clients' certificates (expected: clientCa with its file)");
        }
        if (clientAuth == ClientAuth.NONE && !clientCa.isEmpty()) {
            throw new ConfigException("clientCa: has no effect while clients are not asked for a certificate"
                    + " (expected: clientAuth \"request\" or \"require\")");
        }
        if (alpn.size() > MOST_PROTOCOLS) {
            throw new ConfigException("alpn: " + alpn.size() + " protocols are more than " + MOST_PROTOCOLS);
        }
        if (new HashSet<>(alpn).size() < alpn.size()) {
            throw new ConfigException("alpn: a protocol is there twice (expected: once)");
        }
        alpn.forEach(TlsConfig::protocol);
    }

    private static void protocol(String name) {
        int length = name.getBytes(StandardCharsets.UTF_8).length;
        if (length == 0 || length > LONGEST_PROTOCOL || !name.chars().allMatch(c -> c > ' ' && c < 0x7f)) {
            throw new ConfigException(
                    "alpn: \"" + name + "\" is not the name of a protocol (expected: such as h2 or http/1.1)");
        }
    }
}
