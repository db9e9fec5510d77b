package org.penlb.tls;

import io.netty.buffer.ByteBufAllocator;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.penlb.config.ConfigException;
import org.penlb.config.tls.TlsConfig;
import org.penlb.tls.certificate.CertificateLoader;
import org.penlb.tls.certificate.CertificateReport;
import org.penlb.tls.certificate.LoadedCertificates;
import org.penlb.tls.engine.EngineHandle;
import org.penlb.tls.engine.EngineKind;
import org.penlb.tls.engine.ServerGeneration;
import org.penlb.tls.engine.TicketKeys;
import org.penlb.tls.hello.ClientHello;

/**
 * TLS with the clients of one service: makes an engine for each, with the certificate that it asks for. It does not change:
 * what is read again is its successor, which new clients get; those that are there go on with what they have. Safe for use by
 * several threads.
 */
public final class TlsTermination {
    private final TlsConfig config;
    private final TicketKeys tickets;
    private final ServerGeneration generation;
    private final EngineKind kind;
    private final Clock clock;

    private TlsTermination(TlsConfig config, TicketKeys tickets, EngineKind kind, Clock clock) {
        this.config = config;
        this.tickets = tickets;
        this.kind = kind;
        this.clock = clock;
        Instant now = clock.instant();
        LoadedCertificates certificates = CertificateLoader.load(config, now);
        this.generation = new ServerGeneration(config, certificates, tickets, kind, now);
    }

    /**
     * Reads everything and makes a handshake in memory. Not for an event loop: it takes as long as disks do, the first time
     * some 100 ms more.
     *
     * @throws ConfigException naming the files that cannot be used, a line each
     */
    public static TlsTermination load(TlsConfig config, EngineKind kind, Clock clock) {
        return new TlsTermination(config, TicketKeys.of(config.tickets()), kind, clock);
    }

    /**
     * Reads everything again. Tickets that this one gave are taken by its successor, unless they are to be made of something
     * else. This one goes on until it is closed.
     *
     * @throws ConfigException naming the files that cannot be used
     */
    public TlsTermination successor(TlsConfig newConfig) {
        boolean same = newConfig.tickets().equals(config.tickets());
        TicketKeys keys = same ? tickets : TicketKeys.of(newConfig.tickets());
        return new TlsTermination(newConfig, keys, kind, clock);
    }

    /**
     * An engine for a client; for its loop. The first one for a name makes its context, a millisecond.
     *
     * @return null if this was closed: there is a successor then
     * @throws ConfigException if the engine cannot use the certificate for this name
     */
    public @Nullable EngineHandle engine(ClientHello hello, ByteBufAllocator allocator) {
        return generation.engine(hello, allocator, clock.instant());
    }

    /** Whether files are as they were when they were read; takes as long as the disk does. */
    public boolean isCurrent() {
        return generation.certificates().isCurrent();
    }

    /** Changes the keys of tickets if their time has come; for whoever has a timer, at least once a minute. */
    public void rotate() {
        generation.rotate(clock.instant());
    }

    /** What there is to tell of each certificate, in the order of the configuration. */
    public List<CertificateReport> reports() {
        return generation.certificates().reports();
    }

    /** What it was made of. */
    public TlsConfig config() {
        return config;
    }

    /** Makes no more engines; connections that are there go on. */
    public void close() {
        generation.close();
    }
}
