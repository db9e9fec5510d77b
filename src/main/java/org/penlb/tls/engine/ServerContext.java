package org.penlb.tls.engine;

import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.ssl.OpenSslContextOption;
import io.netty.handler.ssl.OpenSslServerSessionContext;
import io.netty.handler.ssl.OpenSslSessionTicketKey;
import io.netty.handler.ssl.ReferenceCountedOpenSslContext;
import io.netty.handler.ssl.ReferenceCountedOpenSslEngine;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.util.ReferenceCountUtil;
import java.time.Instant;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;
import org.penlb.config.ConfigException;
import org.penlb.config.tls.ClientAuth;
import org.penlb.tls.certificate.OcspAnswer;
import org.penlb.tls.certificate.ServerCertificate;

/**
 * Makes the engines that show one certificate. It has memory outside the heap, which is given back when it was released and
 * the last of its engines, too.
 *
 * <p>Signatures of long RSA keys leave the loop as delegated tasks: choosing the certificate is such a task then, and behind it
 * the same thread goes on with the handshake, in which the engine signs. That costs half of a signature in Java, which a
 * method for private keys would have to be.
 */
final class ServerContext {
    /** A shorter RSA signature takes less than it costs to leave the loop and come back. */
    private static final int LONGEST_ON_LOOP = 2048;

    private final SslContext context;
    private final @Nullable OcspAnswer ocsp;

    private ServerContext(SslContext context, @Nullable OcspAnswer ocsp) {
        this.context = context;
        this.ocsp = ocsp;
    }

    /**
     * @param keys of tickets, the first of which encrypts
     * @throws ConfigException if the engine cannot use the certificate
     */
    static ServerContext of(ServerSettings settings, ServerCertificate certificate, OpenSslSessionTicketKey... keys) {
        boolean isBoring = settings.kind() == EngineKind.BORINGSSL;
        OcspAnswer ocsp = isBoring ? certificate.ocsp() : null;
        boolean takesLong =
                settings.config().clientAuth() != ClientAuth.NONE || certificate.rsaBits() > LONGEST_ON_LOOP;
        SslContextBuilder builder = SslContextBuilder.forServer(OneKey.factory(certificate.key(), certificate.chain()))
                .sslProvider(settings.kind().provider())
                .protocols(Suites.versions(settings.config().versions()))
                .ciphers(Suites.names(settings.config().versions(), settings.ciphers()))
                .applicationProtocolConfig(Suites.alpn(settings.config().alpn()))
                .clientAuth(
                        switch (settings.config().clientAuth()) {
                            case NONE -> io.netty.handler.ssl.ClientAuth.NONE;
                            case REQUEST -> io.netty.handler.ssl.ClientAuth.OPTIONAL;
                            case REQUIRE -> io.netty.handler.ssl.ClientAuth.REQUIRE;
                        })
                .trustManager(settings.trust())
                .enableOcsp(ocsp != null);
        if (isBoring) {
            builder.option(OpenSslContextOption.USE_TASKS, takesLong);
        }
        try {
            SslContext context = builder.build();
            if (context.sessionContext() instanceof OpenSslServerSessionContext sessions) {
                sessions.setSessionIdContext(settings.purpose(certificate));
                sessions.setSessionCacheEnabled(false); // tickets are in clients' memory, and not in ours
                sessions.setTicketKeys(keys);
            }
            return new ServerContext(context, ocsp);
        } catch (SSLException e) {
            throw new ConfigException(certificate.file() + ": the engine of TLS cannot use it: " + reason(e));
        }
    }

    private static String reason(Throwable failure) {
        Throwable cause = failure;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        return String.valueOf(cause.getMessage());
    }

    /**
     * A new engine, which keeps the context until it is released.
     *
     * @throws io.netty.util.IllegalReferenceCountException if it was released
     */
    SSLEngine engine(ByteBufAllocator allocator, Instant now) {
        SSLEngine engine = context.newEngine(allocator);
        if (ocsp != null && ocsp.isCurrent(now) && engine instanceof ReferenceCountedOpenSslEngine boring) {
            boring.setOcspResponse(ocsp.bytes());
        }
        return engine;
    }

    void setTicketKeys(OpenSslSessionTicketKey... keys) {
        if (context instanceof ReferenceCountedOpenSslContext boring) {
            boring.sessionContext().setTicketKeys(keys);
        }
    }

    /** How many have it: whoever made it, and each engine; 0 once it is gone. 1 for a context of the JDK's. */
    int references() {
        return context instanceof ReferenceCountedOpenSslContext boring ? boring.refCnt() : 1;
    }

    void release() {
        ReferenceCountUtil.release(context);
    }
}
