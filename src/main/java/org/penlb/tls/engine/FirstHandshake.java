package org.penlb.tls.engine;

import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.util.ReferenceCountUtil;
import java.security.interfaces.ECKey;
import java.time.Instant;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import org.penlb.config.ConfigException;
import org.penlb.tls.certificate.ServerCertificate;

/** A handshake in memory before the first client's: it loads what is to be loaded, which takes some 100 ms, and shows that it works. */
final class FirstHandshake {
    private FirstHandshake() {}

    /** BoringSSL signs with it, and as a client does not take it. */
    private static boolean isP521(ServerCertificate certificate) {
        return certificate.key() instanceof ECKey key
                && key.getParams().getOrder().bitLength() == 521;
    }

    /**
     * @throws ConfigException if the engine cannot use the certificate
     */
    static void make(ServerContexts contexts, ServerCertificate certificate, Instant now) {
        SSLEngine server = contexts.engine(certificate, ByteBufAllocator.DEFAULT, now);
        if (server == null) {
            return;
        }
        SslContext context = null;
        SSLEngine client = null;
        try {
            context = SslContextBuilder.forClient()
                    .sslProvider(EngineKind.current().provider())
                    .trustManager(Trust.EVERYBODY)
                    .endpointIdentificationAlgorithm(null)
                    .build();
            client = context.newEngine(ByteBufAllocator.DEFAULT);
            if (!server.getNeedClientAuth() && !isP521(certificate)) {
                new EnginePair(client, server).handshake();
            }
        } catch (SSLException e) {
            throw new ConfigException(
                    certificate.file() + ": the engine of TLS cannot use it: " + TlsFailure.reason(e));
        } finally {
            ReferenceCountUtil.release(client);
            ReferenceCountUtil.release(context);
            ReferenceCountUtil.release(server);
        }
    }
}
