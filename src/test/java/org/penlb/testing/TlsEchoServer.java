package org.penlb.testing;

import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/** A server that speaks TLS, says its name and the protocol that it chose, and then echoes. */
public final class TlsEchoServer implements AutoCloseable {
    private static final X509Bundle BUNDLE = bundle();

    private final String name;
    private final SSLServerSocket listening;
    private final List<String> asked = new CopyOnWriteArrayList<>();
    private volatile boolean saysNames;

    public TlsEchoServer(String name, String... protocols) {
        this.name = name;
        try {
            listening = (SSLServerSocket)
                    context().getServerSocketFactory().createServerSocket(0, 100, InetAddress.ofLiteral("127.0.0.1"));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        SSLParameters parameters = listening.getSSLParameters();
        parameters.setApplicationProtocols(protocols);
        listening.setSSLParameters(parameters);
        Thread.ofVirtual().start(this::serve);
    }

    private static X509Bundle bundle() {
        try {
            return new CertificateBuilder()
                    .algorithm(CertificateBuilder.Algorithm.ecp256)
                    .subject("CN=localhost")
                    .setIsCertificateAuthority(true)
                    .buildSelfSigned();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    /** One of its own for each client: a session that is resumed asks for the name that it began with. */
    private static SSLContext context() {
        try {
            KeyManagerFactory keys = BUNDLE.toKeyManagerFactory();
            var trusted = KeyStore.getInstance("PKCS12");
            trusted.load(null, null);
            trusted.setCertificateEntry("server", BUNDLE.getCertificate());
            TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(trusted);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(keys.getKeyManagers(), trust.getTrustManagers(), new SecureRandom());
            return context;
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private void serve() {
        try {
            while (true) {
                var client = (SSLSocket) listening.accept();
                Thread.ofVirtual().start(() -> serve(client));
            }
        } catch (IOException _) {
            // closed
        }
    }

    private void serve(SSLSocket client) {
        try (client) {
            client.startHandshake();
            String host = askedFor(client);
            asked.add(host);
            String greeting = (name + " " + client.getApplicationProtocol()).strip();
            String line = saysNames ? greeting + " as " + host : greeting;
            client.getOutputStream().write((line + "\n").getBytes(StandardCharsets.US_ASCII));
            client.getInputStream().transferTo(client.getOutputStream());
        } catch (IOException _) {
            // gone
        }
    }

    private static String askedFor(SSLSocket client) {
        return ((ExtendedSSLSession) client.getSession())
                .getRequestedServerNames().stream()
                        .map(asked -> new String(asked.getEncoded(), StandardCharsets.US_ASCII))
                        .collect(Collectors.joining(" "));
    }

    /** Has it say what it was asked for, too, from now on. */
    public void sayNames() {
        saysNames = true;
    }

    /** The names that clients asked for so far, one for each handshake. */
    public List<String> asked() {
        return asked;
    }

    /** What all such servers show. */
    public static String certificatePem() {
        return BUNDLE.getCertificatePEM();
    }

    public String address() {
        return "127.0.0.1:" + listening.getLocalPort();
    }

    /**
     * A client that trusts all such servers, before its handshake.
     *
     * @param serverName what it asks for; null for nothing
     */
    public static SSLSocket client(int port, @Nullable String serverName, String... protocols) throws IOException {
        var client = (SSLSocket) context().getSocketFactory().createSocket(InetAddress.ofLiteral("127.0.0.1"), port);
        client.setSoTimeout((int) Await.LONG.toMillis());
        SSLParameters parameters = client.getSSLParameters();
        parameters.setApplicationProtocols(protocols);
        if (serverName != null) {
            parameters.setServerNames(List.of(new SNIHostName(serverName)));
        }
        client.setSSLParameters(parameters);
        return client;
    }

    @Override
    public void close() {
        try {
            listening.close();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
