package org.penlb.tls.engine;

import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.ssl.OpenSslSessionTicketKey;
import io.netty.util.IllegalReferenceCountException;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import javax.net.ssl.SSLEngine;
import org.jspecify.annotations.Nullable;
import org.penlb.tls.certificate.ServerCertificate;

/**
 * The contexts of a service's certificates, made when they are first wanted: of 10,000 names few are asked for at a time. The
 * one that was wanted longest ago gives way. Safe for use by several threads.
 */
final class ServerContexts {
    private final ServerSettings settings;
    private final int most;
    private final TicketKeys tickets;
    private final Map<ServerCertificate, Kept> kept = new ConcurrentHashMap<>();
    private final AtomicLong turns = new AtomicLong();
    private long period;
    private boolean closed;

    /** A context, and when it was last wanted. */
    private static final class Kept {
        private final ServerContext context;
        private volatile long turn;

        private Kept(ServerContext context, long turn) {
            this.context = context;
            this.turn = turn;
        }
    }

    /**
     * @param most how many are kept, at least 1
     */
    ServerContexts(ServerSettings settings, TicketKeys tickets, int most, Instant now) {
        this.settings = settings;
        this.tickets = tickets;
        this.most = most;
        this.period = tickets.period(now);
    }

    /**
     * A new engine that shows this certificate, or null if all is over here.
     *
     * @throws org.penlb.config.ConfigException if the engine cannot use the certificate
     */
    @Nullable
    SSLEngine engine(ServerCertificate certificate, ByteBufAllocator allocator, Instant now) {
        Kept found = kept.get(certificate);
        if (found != null) {
            found.turn = turns.incrementAndGet();
            try {
                return found.context.engine(allocator, now);
            } catch (IllegalReferenceCountException _) {
                // it gave way between the two lines
            }
        }
        return engineOfNew(certificate, allocator, now);
    }

    /** None gives way meanwhile. */
    private synchronized @Nullable SSLEngine engineOfNew(
            ServerCertificate certificate, ByteBufAllocator allocator, Instant now) {
        if (closed) {
            return null;
        }
        Kept there = kept.get(certificate);
        return (there == null ? made(certificate) : there).context.engine(allocator, now);
    }

    private Kept made(ServerCertificate certificate) {
        OpenSslSessionTicketKey[] keys = tickets.keys(period);
        var made = new Kept(ServerContext.of(settings, certificate, keys), turns.incrementAndGet());
        while (kept.size() >= most) {
            kept.entrySet().stream()
                    .min(Comparator.comparingLong(entry -> entry.getValue().turn))
                    .ifPresent(entry -> {
                        kept.remove(entry.getKey());
                        entry.getValue().context.release();
                    });
        }
        kept.put(certificate, made);
        return made;
    }

    /** Changes the keys of tickets if their time has come. */
    synchronized void rotate(Instant now) {
        long current = tickets.period(now);
        if (current != period) {
            period = current;
            kept.values().forEach(each -> each.context.setTicketKeys(tickets.keys(current)));
        }
    }

    /** How many there are. */
    int size() {
        return kept.size();
    }

    /** The one that there is for a certificate. */
    ServerContext context(ServerCertificate certificate) {
        return Objects.requireNonNull(kept.get(certificate)).context;
    }

    /** How many hold each of them. */
    synchronized Map<ServerCertificate, Integer> references() {
        Map<ServerCertificate, Integer> references = new HashMap<>();
        kept.forEach((certificate, each) -> references.put(certificate, each.context.references()));
        return references;
    }

    /** Lets go of all of them; each goes with the last of its engines. */
    synchronized void close() {
        closed = true;
        kept.values().forEach(each -> each.context.release());
        kept.clear();
    }
}
