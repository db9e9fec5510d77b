package org.penlb.tls;

import io.netty.buffer.ByteBufAllocator;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.penlb.config.ConfigException;
import org.penlb.config.tls.ServerTls;
import org.penlb.tls.certificate.CertificateReport;
import org.penlb.tls.certificate.FileStamp;
import org.penlb.tls.engine.ClientContexts;
import org.penlb.tls.engine.EngineHandle;
import org.penlb.tls.engine.EngineKind;

/** TLS with one server, whose sessions it remembers. Safe for use by several threads. */
public final class TlsOrigination {
    private final ServerTls tls;
    private final ClientContexts contexts;
    private final List<FileStamp> stamps;

    private TlsOrigination(ServerTls tls, ClientContexts contexts, List<FileStamp> stamps) {
        this.stamps = stamps;
        this.tls = tls;
        this.contexts = contexts;
    }

    /**
     * Reads everything; not for an event loop.
     *
     * @param host the host of the server's address, a name or an address; null for a Unix socket, which has none
     * @param clock says when a server's certificate has ended, with which sessions are resumed no more
     * @throws ConfigException naming what cannot be used
     */
    public static TlsOrigination load(ServerTls tls, @Nullable String host, EngineKind kind, Clock clock) {
        String name = tls.name() != null ? tls.name() : host;
        if (name == null && tls.verify()) {
            throw new ConfigException("tls.name: a Unix socket has no name that a certificate could have"
                    + " (expected: name, or verify false)");
        }
        int scope = name == null ? -1 : name.indexOf('%');
        String asked = name == null ? "localhost" : scope < 0 ? withoutLastDot(name) : name.substring(0, scope);
        List<FileStamp> stamps = Stream.of(tls.ca(), tls.certificate(), tls.key())
                .filter(Objects::nonNull)
                .map(FileStamp::of)
                .toList(); // before they are read: what changes meanwhile is to be read again
        return new TlsOrigination(tls, new ClientContexts(tls, asked, kind, clock), stamps);
    }

    /** A name that is complete has one, and its certificate has none (RFC 6066, section 3). */
    private static String withoutLastDot(String name) {
        return name.endsWith(".") ? name.substring(0, name.length() - 1) : name;
    }

    /**
     * An engine for a new connection; for its loop. It verifies the server as it was asked to: who fails ends the handshake
     * with an exception, whose reason {@link org.penlb.tls.engine.TlsFailure} tells.
     *
     * @param alpn the protocols to offer, the preferred one first; empty for none
     */
    public EngineHandle engine(ByteBufAllocator allocator, List<String> alpn) {
        return contexts.engine(allocator, alpn);
    }

    /** What there is to tell of the certificate that the server is shown, if there is one. */
    public Optional<CertificateReport> report(Instant now) {
        return contexts.report(now);
    }

    /** What it was made of. */
    public ServerTls config() {
        return tls;
    }

    /** Whether its files are as they were when they were read; takes as long as the disk does. */
    public boolean isCurrent() {
        return stamps.stream().allMatch(FileStamp::isCurrent);
    }

    /** Keeps nothing any more for engines to come; connections that are there go on. */
    public void close() {
        contexts.close();
    }
}
