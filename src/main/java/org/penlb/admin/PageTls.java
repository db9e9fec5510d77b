package org.penlb.admin;

import io.netty.buffer.ByteBufAllocator;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Clock;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.penlb.config.ConfigException;
import org.penlb.config.tls.TlsConfig;
import org.penlb.service.CertificateOrder;
import org.penlb.tls.TlsTermination;
import org.penlb.tls.certificate.CertificateReport;
import org.penlb.tls.engine.EngineHandle;
import org.penlb.tls.engine.EngineKind;
import org.penlb.tls.hello.ClientHello;

/** TLS of the page: what browsers are shown, read again with the certificates of services. */
public final class PageTls {
    /** What the page is called where services are told apart by their names. No service has such a name. */
    public static final String NAME = "(page)";

    private final Vertx vertx;
    private volatile @Nullable TlsTermination termination;

    PageTls(Vertx vertx) {
        this.vertx = vertx;
    }

    /**
     * What the page is to go on with.
     *
     * @param commit has new connections use it
     * @param discard lets go of it, if it is not to be used
     */
    record Change(Runnable commit, Runnable discard) {
        static final Change NONE = new Change(() -> {}, () -> {});
    }

    /**
     * Reads the files for the first time.
     *
     * @return fails with a {@link org.penlb.config.ConfigException} that names what cannot be used
     */
    public Future<Void> open(TlsConfig config) {
        return load(config).map(loaded -> {
            termination = loaded;
            return null;
        });
    }

    private Future<TlsTermination> load(TlsConfig config) {
        return vertx.executeBlocking(() -> TlsTermination.load(config, EngineKind.current(), Clock.systemUTC()), false)
                .map(Objects::requireNonNull);
    }

    /**
     * An engine for a browser; for an event loop.
     *
     * @throws IllegalStateException if the page has no TLS any more
     */
    public EngineHandle engine(ClientHello hello, ByteBufAllocator allocator) {
        while (true) {
            TlsTermination now = termination;
            if (now == null) {
                throw new IllegalStateException("no TLS");
            }
            EngineHandle engine = now.engine(hello, allocator);
            if (engine != null) {
                return engine;
            } // it was changed between the two lines
        }
    }

    /** Whether the page speaks TLS. */
    public boolean isOpen() {
        return termination != null;
    }

    /** What is to be known of its certificates, the one that expires first at the beginning; empty without TLS. */
    public List<CertificateReport> certificates() {
        TlsTermination now = termination;
        return now == null ? List.of() : CertificateOrder.soonestFirst(now.reports());
    }

    /**
     * Makes ready what a page with TLS needs to go on with another configuration.
     *
     * @param after null if it has no TLS
     * @return fails with a {@link org.penlb.config.ConfigException} that names what cannot be used
     */
    Future<Change> change(@Nullable TlsConfig after) {
        TlsTermination before = termination;
        if (before == null || after == null || after.equals(before.config())) {
            return Future.succeededFuture(Change.NONE);
        }
        return successor(before, after).map(loaded -> new Change(() -> goOn(before, loaded), loaded::close));
    }

    private Future<TlsTermination> successor(TlsTermination before, TlsConfig config) {
        return vertx.executeBlocking(
                        () -> {
                            try {
                                return before.successor(config);
                            } catch (ConfigException e) {
                                throw ConfigException.passing(String.valueOf(e.getMessage())); // written just now
                            }
                        },
                        false)
                .map(Objects::requireNonNull);
    }

    private void goOn(TlsTermination before, TlsTermination with) {
        termination = with;
        before.close();
    }

    /** Whether a file is another one than was read; blocks. */
    boolean isOutdated() {
        TlsTermination now = termination;
        return now != null && !now.isCurrent();
    }

    /** Reads the files again; fails, and all stays as it was, if they cannot be used. */
    Future<Void> readAgain() {
        TlsTermination now = termination;
        return now == null
                ? Future.succeededFuture()
                : successor(now, now.config()).map(loaded -> {
                    goOn(now, loaded);
                    return null;
                });
    }

    /** Changes the keys of tickets if their time has come. */
    void rotateTickets() {
        TlsTermination now = termination;
        if (now != null) {
            now.rotate();
        }
    }

    /** New connections get no TLS any more. */
    public void close() {
        TlsTermination last = termination;
        termination = null;
        if (last != null) {
            last.close();
        }
    }
}
