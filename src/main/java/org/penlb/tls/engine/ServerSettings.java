package org.penlb.tls.engine;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import javax.net.ssl.TrustManager;
import org.penlb.config.tls.Cipher;
import org.penlb.config.tls.ClientAuth;
import org.penlb.config.tls.TlsConfig;
import org.penlb.tls.certificate.ServerCertificate;

/** What all contexts of a service have in common. */
final class ServerSettings {
    private final TlsConfig config;
    private final EngineKind kind;
    private final TrustManager trust;
    /** Which clients come in, as a number. */
    private final byte[] clients;

    /**
     * @param authorities who signs clients' certificates
     */
    ServerSettings(TlsConfig config, List<X509Certificate> authorities, EngineKind kind) {
        this.config = config;
        this.kind = kind;
        trust = config.clientAuth() == ClientAuth.NONE
                ? Trust.NOBODY
                : new WatchedTrust(Trust.in(authorities), TicketSize::limit);
        clients = clients(config.clientAuth(), authorities);
    }

    TlsConfig config() {
        return config;
    }

    EngineKind kind() {
        return kind;
    }

    /** Who verifies clients: one for all contexts. */
    TrustManager trust() {
        return trust;
    }

    List<Cipher> ciphers() {
        return config.ciphers() == null ? Cipher.USUAL : config.ciphers().ciphers();
    }

    /**
     * What sessions are for. Who was let in with one certificate, or none, does not come in elsewhere with the session, which
     * would spare it being asked there; and a session with one name is none with another, whose certificate the client would
     * have looked at. It is the same for all instances, for an ECDSA certificate and an RSA one, and for one that is renewed.
     */
    byte[] purpose(ServerCertificate certificate) {
        MessageDigest sha = sha256();
        sha.update(clients);
        certificate.names().stream()
                .sorted()
                .forEach(name -> sha.update((name + "\n").getBytes(StandardCharsets.US_ASCII)));
        return sha.digest();
    }

    private static byte[] clients(ClientAuth auth, List<X509Certificate> authorities) {
        MessageDigest sha = sha256();
        sha.update(("pen " + auth.word()).getBytes(StandardCharsets.US_ASCII));
        authorities.stream()
                .map(authority -> sha256().digest(encoded(authority)))
                .sorted(Comparator.comparing(HexFormat.of()::formatHex))
                .forEach(sha::update);
        return sha.digest();
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new LinkageError("SHA-256", e);
        }
    }

    private static byte[] encoded(X509Certificate certificate) {
        try {
            return certificate.getEncoded();
        } catch (CertificateEncodingException e) {
            throw new IllegalStateException(e);
        }
    }
}
