package org.penlb.relay;

import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import java.util.function.Consumer;
import javax.net.ssl.SSLEngine;
import org.penlb.testing.Await;

/** TLS between two relays, one certificate for all. */
final class TlsWrapping implements Stage.Wrapping {
    private final Transport transport;
    private final SslContext asServer;
    private final SslContext asClient;

    TlsWrapping(Transport transport, SslProvider provider) {
        this.transport = transport;
        try {
            X509Bundle bundle = Certificate.BUNDLE;
            asServer = SslContextBuilder.forServer(bundle.getKeyPair().getPrivate(), bundle.getCertificatePath())
                    .sslProvider(provider)
                    .build();
            asClient = SslContextBuilder.forClient()
                    .trustManager(bundle.getCertificate())
                    .endpointIdentificationAlgorithm("")
                    .sslProvider(provider)
                    .build();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private static final class Certificate {
        static final X509Bundle BUNDLE = make();

        private static X509Bundle make() {
            try {
                return new CertificateBuilder()
                        .subject("CN=relay.test")
                        .setIsCertificateAuthority(true)
                        .buildSelfSigned();
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        }
    }

    SSLEngine serverEngine() {
        return asServer.newEngine(ByteBufAllocator.DEFAULT);
    }

    SSLEngine clientEngine() {
        return asClient.newEngine(ByteBufAllocator.DEFAULT);
    }

    @Override
    public void ofClient(End end, Consumer<End> wrapped) {
        secure(end, serverEngine(), wrapped);
    }

    @Override
    public void ofServer(End end, Consumer<End> wrapped) {
        secure(end, clientEngine(), wrapped);
    }

    private void secure(End end, SSLEngine engine, Consumer<End> wrapped) {
        var options = new HandshakeOptions(engine, Runnable::run, Await.LONG);
        transport.handshake(end, options, new HandshakeListener() {
            @Override
            public void secured(SecureEnd secure) {
                wrapped.accept(secure);
            }

            @Override
            public void failed(Failure failure, String reason) {
                // the other side of the row learns of it, since this one is closed
            }
        });
    }
}
