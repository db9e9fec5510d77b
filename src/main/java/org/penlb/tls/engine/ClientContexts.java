package org.penlb.tls.engine;

import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.ssl.OpenSslSessionContext;
import io.netty.handler.ssl.ReferenceCountedOpenSslEngine;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.internal.tcnative.SSL;
import io.netty.util.IllegalReferenceCountException;
import io.netty.util.NetUtil;
import io.netty.util.ReferenceCountUtil;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;
import org.penlb.config.ConfigException;
import org.penlb.config.tls.CertificateFiles;
import org.penlb.config.tls.Cipher;
import org.penlb.config.tls.ServerTls;
import org.penlb.config.tls.TlsVersion;
import org.penlb.tls.certificate.CertificateFile;
import org.penlb.tls.certificate.CertificateReport;
import org.penlb.tls.certificate.KeyedChain;

/**
 * Makes the engines for connections to one server. Which protocols are offered is settled by the context: there is one for
 * each list that was wanted, and each remembers the server's sessions. Safe for use by several threads.
 */
public final class ClientContexts {
    /** A list comes from what one client agreed on; there are few. */
    private static final int MOST = 16;
    /** Under which sessions are remembered: of each context only one server's are. */
    private static final int PORT = 443;

    private final TrustManager trust;
    private final @Nullable KeyedChain own;
    /** Where it was read. */
    private final @Nullable Path certificate;

    private final boolean verify;
    private final String name;
    private final EngineKind kind;
    private final Map<List<String>, SslContext> contexts = new ConcurrentHashMap<>();
    private final Clock clock;
    /** When the first certificate ends that the server has shown. */
    private volatile Instant believedUntil = Instant.MAX;

    private boolean closed;

    /**
     * Reads the files; takes as long as the disk does.
     *
     * @param name what the server is asked for, and what its certificate is to have, a name or an address
     * @throws ConfigException if a file cannot be used
     */
    public ClientContexts(ServerTls tls, String name, EngineKind kind, Clock clock) {
        this.clock = clock;
        this.verify = tls.verify();
        this.name = name;
        this.kind = kind;
        trust = tls.verify() ? new WatchedTrust(authorities(tls.ca()), this::believed) : Trust.EVERYBODY;
        certificate = tls.certificate();
        own = tls.certificate() == null || tls.key() == null
                ? null
                : KeyedChain.read(new CertificateFiles.Pem(tls.certificate(), tls.key(), null, null));
        var _ = context(List.of()); // shows that the engine can use it
    }

    private static X509ExtendedTrustManager authorities(@Nullable Path ca) {
        return ca == null ? Trust.system() : Trust.in(CertificateFile.authorities(List.of(ca)));
    }

    private void believed(X509Certificate[] chain, SSLEngine engine) {
        Instant end = chain[0].getNotAfter().toInstant();
        if (clock.instant().isAfter(end)) {
            return; // it is believed all the same, as one that is an authority itself
        }
        synchronized (this) {
            if (end.isBefore(believedUntil)) {
                believedUntil = end;
            }
        }
    }

    /** Sessions would go on with a server whose certificate has ended: it is to show another one. */
    private synchronized void forgetSessions() {
        contexts.values().forEach(ReferenceCountUtil::release);
        contexts.clear();
        believedUntil = Instant.MAX;
    }

    /**
     * An engine for a new connection. Who began to dial before this was closed gets one, too.
     *
     * @param alpn the protocols that are offered, the preferred one first; empty for none
     */
    public EngineHandle engine(ByteBufAllocator allocator, List<String> alpn) {
        if (clock.instant().isAfter(believedUntil)) {
            forgetSessions();
        }
        while (true) {
            SslContext context = context(alpn);
            if (context == null) {
                return lastOne(allocator, alpn);
            }
            try {
                return engine(context, allocator);
            } catch (IllegalReferenceCountException _) {
                contexts.remove(alpn, context); // it gave way between the two lines
            }
        }
    }

    private EngineHandle engine(SslContext context, ByteBufAllocator allocator) {
        SSLEngine engine = context.newEngine(allocator, name, PORT);
        if (engine instanceof ReferenceCountedOpenSslEngine boring
                && !NetUtil.isValidIpV4Address(name)
                && !NetUtil.isValidIpV6Address(name)) {
            SSL.setTlsExtHostName(
                    boring.sslPointer(), name); // Netty asks only for names with a dot in them, without underscores
        }
        return new EngineHandle(engine, name);
    }

    /** With a context of its own, which goes with it. */
    private EngineHandle lastOne(ByteBufAllocator allocator, List<String> alpn) {
        SslContext own = make(alpn);
        try {
            return engine(own, allocator);
        } finally {
            ReferenceCountUtil.release(own);
        }
    }

    /** Null if this was closed. */
    private @Nullable SslContext context(List<String> alpn) {
        SslContext there = contexts.get(alpn);
        return there == null ? kept(List.copyOf(alpn)) : there;
    }

    private synchronized @Nullable SslContext kept(List<String> alpn) {
        if (closed) {
            return null;
        }
        SslContext there = contexts.get(alpn);
        if (there != null) {
            return there;
        }
        SslContext made = make(alpn);
        for (var others = contexts.entrySet().iterator(); contexts.size() >= MOST && others.hasNext(); ) {
            ReferenceCountUtil.release(others.next().getValue());
            others.remove();
        }
        contexts.put(alpn, made);
        return made;
    }

    private SslContext make(List<String> alpn) {
        SslContextBuilder builder = SslContextBuilder.forClient()
                .sslProvider(kind.provider())
                .protocols(Suites.versions(EnumSet.allOf(TlsVersion.class)))
                .ciphers(Suites.names(EnumSet.allOf(TlsVersion.class), List.of(Cipher.values())))
                .applicationProtocolConfig(Suites.alpn(alpn))
                .trustManager(trust)
                .endpointIdentificationAlgorithm(verify ? "HTTPS" : null);
        if (own != null) {
            builder.keyManager(OneKey.factory(own.key(), own.chain()));
        }
        try {
            SslContext made = builder.build();
            if (made.sessionContext() instanceof OpenSslSessionContext sessions) {
                sessions.setTicketKeys(); // which allows tickets; a client has no keys for them
            }
            return made;
        } catch (SSLException e) {
            throw new ConfigException("tls: the engine of TLS cannot use it: " + TlsFailure.reason(e));
        }
    }

    /** What there is to tell of the certificate that the server is shown, if there is one. */
    public Optional<CertificateReport> report(Instant now) {
        return own == null || certificate == null
                ? Optional.empty()
                : Optional.of(own.reportForServers(certificate, now));
    }

    /** Lets go of all contexts; each goes with the last of its engines. */
    public synchronized void close() {
        closed = true;
        contexts.values().forEach(ReferenceCountUtil::release);
        contexts.clear();
    }
}
