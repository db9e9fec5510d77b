package org.penlb.stream;

import java.net.InetSocketAddress;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECKey;
import java.security.interfaces.RSAKey;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.penlb.config.IpAddress;
import org.penlb.proxy.ProxyDetails;
import org.penlb.proxy.ProxyTls;
import org.penlb.relay.Addressed;
import org.penlb.tls.engine.TlsFacts;

/**
 * A client that made a handshake with us, which tells servers more of it than its addresses.
 *
 * @param client who it is
 * @param facts what was agreed with it
 */
record SecuredClient(Addressed client, TlsFacts facts) implements Addressed {
    /** What the JDK calls a signature: {@code SHA256withECDSA}. */
    private static final Pattern DIGEST = Pattern.compile("(SHA[0-9]+)with.*", Pattern.CASE_INSENSITIVE);

    private static final int VERIFIED = 0;

    @Override
    public IpAddress peer() {
        return client.peer();
    }

    @Override
    public int peerPort() {
        return client.peerPort();
    }

    @Override
    public @Nullable InetSocketAddress localAddress() {
        return client.localAddress();
    }

    /** What a proxy before us says of a handshake is of its own with the client, and ours is with the proxy. */
    @Override
    public ProxyDetails details() {
        ProxyDetails said = client.details();
        X509Certificate certificate = facts.peer();
        var tls = new ProxyTls(
                facts.version(),
                facts.cipher(),
                certificate != null && !facts.resumed(),
                certificate != null,
                VERIFIED, // who is not has no connection
                facts.peerCommonName(),
                certificate == null ? null : digest(certificate.getSigAlgName()),
                certificate == null ? null : kind(certificate.getPublicKey()));
        return new ProxyDetails(facts.alpn(), facts.serverName(), said.uniqueId(), tls);
    }

    private static String digest(String signature) {
        Matcher named = DIGEST.matcher(signature);
        return named.matches() ? named.group(1) : signature;
    }

    private static String kind(PublicKey key) {
        return switch (key) {
            case RSAKey rsa -> "RSA" + rsa.getModulus().bitLength();
            case ECKey ec -> "EC" + ec.getParams().getCurve().getField().getFieldSize();
            default -> key.getAlgorithm();
        };
    }
}
