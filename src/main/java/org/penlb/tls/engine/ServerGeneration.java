package org.penlb.tls.engine;

import io.netty.buffer.ByteBufAllocator;
import java.time.Instant;
import javax.net.ssl.SSLEngine;
import org.jspecify.annotations.Nullable;
import org.penlb.config.ConfigException;
import org.penlb.config.tls.TlsConfig;
import org.penlb.tls.certificate.LoadedCertificates;
import org.penlb.tls.certificate.ServerCertificate;
import org.penlb.tls.hello.ClientHello;

/** Certificates as they were read once, with their contexts. What is read again makes another one. */
public final class ServerGeneration {
    /** Of each a context is at most some hundred KiB. */
    private static final int MOST_CONTEXTS = 2_000;

    private final LoadedCertificates certificates;
    private final ServerContexts contexts;

    /**
     * Makes the contexts for clients that name nothing, and so knows that the engine can use them.
     *
     * @throws ConfigException if it cannot
     */
    public ServerGeneration(
            TlsConfig config, LoadedCertificates certificates, TicketKeys tickets, EngineKind kind, Instant now) {
        this.certificates = certificates;
        var settings = new ServerSettings(config, certificates.clientAuthorities(), kind);
        contexts = new ServerContexts(settings, tickets, MOST_CONTEXTS, now);
        try {
            ServerCertificate first = certificates.map().find(null, true);
            FirstHandshake.make(contexts, first, now);
            ServerCertificate other = certificates.map().find(null, false);
            if (!other.equals(first)) {
                FirstHandshake.make(contexts, other, now);
            }
        } catch (ConfigException e) {
            contexts.close();
            throw e;
        }
    }

    public LoadedCertificates certificates() {
        return certificates;
    }

    /** An engine for a client, or null if this generation is over. */
    public @Nullable EngineHandle engine(ClientHello hello, ByteBufAllocator allocator, Instant now) {
        ServerCertificate certificate = certificates.map().find(hello.serverName(), hello.ecdsa());
        SSLEngine engine = contexts.engine(certificate, allocator, now);
        return engine == null ? null : new EngineHandle(engine, hello.serverName());
    }

    /** Changes the keys of tickets if their time has come. */
    public void rotate(Instant now) {
        contexts.rotate(now);
    }

    /** How many contexts it has. */
    public int contexts() {
        return contexts.size();
    }

    /** It is over; connections that it has go on. */
    public void close() {
        contexts.close();
    }
}
