package org.penlb.tls.engine;

import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.ssl.OpenSslSessionContext;
import io.netty.handler.ssl.ReferenceCountedOpenSslEngine;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.internal.tcnative.SSL;
import io.netty.util.ReferenceCountUtil;
import java.util.List;
import java.util.function.UnaryOperator;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;
import org.penlb.tls.TlsTermination;
import org.penlb.tls.hello.ClientHello;

/** A client of tests that trusts everybody, and its handshakes with a service. */
public final class Talk implements AutoCloseable {
    private final SslContext context;

    /**
     * What came of a handshake.
     *
     * @param server what the server knows of it
     * @param client what the client does
     * @param resumed whether it was a session that went on
     * @param ocsp what was stapled, or null
     * @param serverName the name in the hello, or null
     */
    public record Result(
            TlsFacts server,
            TlsFacts client,
            boolean resumed,
            byte @Nullable [] ocsp,
            @Nullable String serverName) {}

    private Talk(SslContext context) {
        this.context = context;
    }

    /** A client with BoringSSL that remembers sessions. */
    public static Talk client(UnaryOperator<SslContextBuilder> options) {
        try {
            SslContext context = options.apply(SslContextBuilder.forClient()
                            .sslProvider(EngineKind.BORINGSSL.provider())
                            .trustManager(Trust.EVERYBODY)
                            .endpointIdentificationAlgorithm(null))
                    .build();
            if (context.sessionContext() instanceof OpenSslSessionContext sessions) {
                sessions.setTicketKeys(); // which allows tickets, that Netty's clients do without in TLS 1.2
            }
            return new Talk(context);
        } catch (SSLException e) {
            throw new AssertionError(e);
        }
    }

    /** A client of one version. */
    public static Talk client(String version) {
        return client(builder -> builder.protocols(version));
    }

    /** A hello that names this. */
    public static ClientHello hello(@Nullable String name, boolean ecdsa) {
        return new ClientHello(name, List.of(), ClientHello.TLS12, List.of(), ecdsa);
    }

    /** A handshake with a service. */
    public Result with(TlsTermination service, @Nullable String name, boolean ecdsa) throws SSLException {
        EngineHandle server = service.engine(hello(name, ecdsa), ByteBufAllocator.DEFAULT);
        try {
            return with(server);
        } finally {
            server.release();
        }
    }

    /** A handshake with a server's engine, which stays. */
    public Result with(EngineHandle server) throws SSLException {
        SSLEngine client = context.newEngine(ByteBufAllocator.DEFAULT, "www.example", 443);
        try {
            return between(client, server.engine());
        } finally {
            ReferenceCountUtil.release(client);
        }
    }

    /** A handshake of two engines. */
    public static Result between(EngineHandle client, EngineHandle server) throws SSLException {
        return between(client.engine(), server.engine());
    }

    private static Result between(SSLEngine client, SSLEngine server) throws SSLException {
        var pair = new EnginePair(client, server);
        pair.handshake();
        pair.say();
        byte[] ocsp = null;
        boolean resumed = false;
        if (client instanceof ReferenceCountedOpenSslEngine boring) {
            resumed = SSL.isSessionReused(boring.sslPointer());
            ocsp = SSL.getOcspResponse(boring.sslPointer());
        }
        String name =
                server instanceof ReferenceCountedOpenSslEngine boring ? SSL.getSniHostname(boring.sslPointer()) : null;
        return new Result(TlsFacts.of(server, null), TlsFacts.of(client, null), resumed, ocsp, name);
    }

    /** How many tasks the server's engine had in a handshake. */
    public int tasks(EngineHandle server) throws SSLException {
        SSLEngine client = context.newEngine(ByteBufAllocator.DEFAULT);
        try {
            var pair = new EnginePair(client, server.engine());
            pair.handshake();
            return pair.tasksOfServer();
        } finally {
            ReferenceCountUtil.release(client);
        }
    }

    @Override
    public void close() {
        ReferenceCountUtil.release(context);
    }
}
