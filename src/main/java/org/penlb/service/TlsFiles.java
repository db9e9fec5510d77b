package org.penlb.service;

import java.time.Clock;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.penlb.config.Address;
import org.penlb.config.ConfigException;
import org.penlb.config.ServerConfig;
import org.penlb.config.ServiceConfig;
import org.penlb.config.tls.ServerTls;
import org.penlb.config.tls.TlsConfig;
import org.penlb.tls.TlsOrigination;
import org.penlb.tls.TlsTermination;
import org.penlb.tls.certificate.CertificateReport;
import org.penlb.tls.engine.EngineKind;

/**
 * What a service speaks TLS with, as its files said when they were read: certificates and keys for its clients, authorities and
 * certificates towards its servers. It does not change; who reads the files again gets another one.
 */
public final class TlsFiles {
    /** Of a service that speaks no TLS. */
    static final TlsFiles NONE = new TlsFiles(null, Map.of());

    /**
     * How TLS is spoken with a server.
     *
     * @param name the server's own, where nothing else is said
     */
    private record Towards(ServerTls tls, @Nullable String name) {
        static Towards of(ServerConfig server, ServerTls tls) {
            return new Towards(tls, server.address() instanceof Address.Inet inet ? inet.host() : null);
        }
    }

    private final @Nullable TlsTermination termination;
    private final Map<Towards, TlsOrigination> originations;
    private final List<CertificateReport> certificates;

    private TlsFiles(@Nullable TlsTermination termination, Map<Towards, TlsOrigination> originations) {
        this.termination = termination;
        this.originations = originations;
        Instant now = Instant.now();
        this.certificates = CertificateOrder.soonestFirst(Stream.concat(
                        termination == null ? Stream.empty() : termination.reports().stream(),
                        originations.values().stream()
                                .flatMap(origination -> origination.report(now).stream())
                                .distinct()) // most servers are shown the same
                .toList());
    }

    /**
     * Reads the files of a service; blocks.
     *
     * @param before what was read before
     * @param again whether what is configured as before is read again, too
     * @throws ConfigException naming the file that cannot be used, and why
     */
    static TlsFiles read(ServiceConfig config, TlsFiles before, boolean again) {
        if (!config.hasTls()) {
            return NONE;
        }
        try {
            return readAll(config, before, again);
        } catch (ConfigException e) {
            throw ConfigException.passing(String.valueOf(e.getMessage())); // files that are written just now
        }
    }

    private static TlsFiles readAll(ServiceConfig config, TlsFiles before, boolean again) {
        Map<Towards, TlsOrigination> originations = new HashMap<>();
        for (ServerConfig server : config.everyServer().toList()) {
            ServerTls tls = server.tls();
            if (tls != null) {
                var towards = Towards.of(server, tls);
                TlsOrigination known = again ? null : before.originations.get(towards);
                originations.computeIfAbsent(
                        towards,
                        _ -> known != null
                                ? known
                                : TlsOrigination.load(tls, towards.name(), EngineKind.current(), Clock.systemUTC()));
            }
        }
        return new TlsFiles(termination(config.tls(), before.termination, again), Map.copyOf(originations));
    }

    private static @Nullable TlsTermination termination(
            @Nullable TlsConfig tls, @Nullable TlsTermination before, boolean again) {
        if (tls == null) {
            return null;
        }
        if (before == null) {
            return TlsTermination.load(tls, EngineKind.current(), Clock.systemUTC());
        }
        return again || !before.config().equals(tls) ? before.successor(tls) : before;
    }

    /** How TLS is spoken with clients; null if it is not. */
    public @Nullable TlsTermination termination() {
        return termination;
    }

    /** How TLS is spoken with a server; null if it is not. */
    public @Nullable TlsOrigination origination(ServerConfig server) {
        ServerTls tls = server.tls();
        return tls == null ? null : originations.get(Towards.of(server, tls));
    }

    /** What is to be known of the certificates that clients and servers are shown, the one that expires first at the beginning. */
    public List<CertificateReport> certificates() {
        return certificates;
    }

    /** Changes the keys of tickets if their time has come. */
    public void rotateTickets() {
        if (termination != null) {
            termination.rotate();
        }
    }

    /** Whether a file is another one than was read; blocks. */
    boolean isOutdated() {
        return (termination != null && !termination.isCurrent())
                || originations.values().stream().anyMatch(origination -> !origination.isCurrent());
    }

    /** Has what others do not use any more go, once its last connection is over. */
    void release(TlsFiles successor) {
        if (termination != null && termination != successor.termination) {
            termination.close();
        }
        originations.forEach((towards, origination) -> {
            if (successor.originations.get(towards) != origination) {
                origination.close();
            }
        });
    }
}
