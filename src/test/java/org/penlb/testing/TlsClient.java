package org.penlb.testing;

import io.netty.pkitesting.X509Bundle;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/** A client that speaks TLS and believes one authority. Each of its connections begins a session of its own. */
public final class TlsClient {
    private final X509Certificate authority;
    private final @Nullable X509Bundle own;

    public TlsClient(X509Certificate authority) {
        this(authority, null);
    }

    /**
     * @param own what it shows to servers that ask; null for nothing
     */
    public TlsClient(X509Certificate authority, @Nullable X509Bundle own) {
        this.authority = authority;
        this.own = own;
    }

    /**
     * Connects to a port of 127.0.0.1 and makes the handshake.
     *
     * @param name what it asks for; null for nothing
     */
    public SSLSocket connect(int port, @Nullable String name, String... protocols) throws IOException {
        var socket = new Socket();
        socket.connect(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), port));
        return over(socket, name, protocols);
    }

    /** Makes the handshake over a connection, which is closed with it. */
    public SSLSocket over(Socket socket, @Nullable String name, String... protocols) throws IOException {
        socket.setSoTimeout((int) Await.LONG.toMillis());
        var client = (SSLSocket) context().getSocketFactory().createSocket(socket, "", socket.getPort(), true);
        SSLParameters parameters = client.getSSLParameters();
        parameters.setApplicationProtocols(protocols);
        if (name != null) {
            parameters.setServerNames(List.of(new SNIHostName(name)));
        }
        client.setSSLParameters(parameters);
        client.startHandshake();
        return client;
    }

    /** An engine of a client's, for who passes its bytes on himself. */
    public SSLEngine engine() {
        SSLEngine engine = context().createSSLEngine();
        engine.setUseClientMode(true);
        return engine;
    }

    /** What believes the authority, and shows what this client shows. */
    public SSLContext context() {
        try {
            KeyStore trusted = KeyStore.getInstance("PKCS12");
            trusted.load(null, null);
            trusted.setCertificateEntry("authority", authority);
            TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(trusted);
            KeyManager[] keys = own == null ? null : own.toKeyManagerFactory().getKeyManagers();
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(keys, trust.getTrustManagers(), new SecureRandom());
            return context;
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }
}
