package org.penlb.tls.certificate;

import java.nio.file.Path;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.security.interfaces.RSAKey;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A certificate that clients are shown, with its key. Nothing that it says of itself tells of the key. */
public final class ServerCertificate {
    private final Path file;
    private final List<String> names;
    private final List<X509Certificate> chain;
    private final PrivateKey key;
    private final @Nullable OcspAnswer ocsp;

    /**
     * @param file where it was read
     * @param names what it is good for, in lower case
     * @param chain itself first, then those between it and its authority
     * @param ocsp what its authority says of it; null if that is not known
     */
    ServerCertificate(
            Path file, List<String> names, List<X509Certificate> chain, PrivateKey key, @Nullable OcspAnswer ocsp) {
        this.file = file;
        this.names = List.copyOf(names);
        this.chain = List.copyOf(chain);
        this.key = key;
        this.ocsp = ocsp;
    }

    public Path file() {
        return file;
    }

    /** The names that it is good for, in lower case, {@code *.} before those of a wildcard; perhaps none. */
    public List<String> names() {
        return names;
    }

    /** Itself first, then those between it and its authority. */
    public List<X509Certificate> chain() {
        return chain;
    }

    public X509Certificate certificate() {
        return chain.getFirst();
    }

    public PrivateKey key() {
        return key;
    }

    /** What its authority says of it, or null. */
    public @Nullable OcspAnswer ocsp() {
        return ocsp;
    }

    /** Whether it takes a client that knows elliptic curves. */
    public boolean isEcdsa() {
        return !(key instanceof RSAKey);
    }

    /** How long an RSA key is, in bits; 0 for any other. */
    public int rsaBits() {
        return key instanceof RSAKey rsa ? rsa.getModulus().bitLength() : 0;
    }

    @Override
    public String toString() {
        return file + " for " + names;
    }
}
