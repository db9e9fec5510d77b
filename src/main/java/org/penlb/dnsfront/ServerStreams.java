package org.penlb.dnsfront;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The connections to one server, and by which of them a query goes. They are few, since name servers take few: each carries
 * many queries at a time (RFC 7766), except for those that may be what connections end for.
 */
final class ServerStreams {
    private static final int MOST_STREAMS = 32;
    /** Of those for whatever comes, and of those for what goes with few others: neither takes all. */
    private static final int MOST_OF_A_KIND = 24;
    /** So many carry whatever comes, if each carries many. */
    private static final int MOST_SHARED = 8;
    /** With so many queries under way on each of its connections, one more is worth its place at the server. */
    private static final int BUSY = 64;
    /** Servers close what is idle after 10 s and more, mostly, and a query may be on its way then. */
    private static final long IDLE_NANOS = TimeUnit.SECONDS.toNanos(8);

    private static final long RECENT_NANOS = TimeUnit.SECONDS.toNanos(1);
    /** A server that takes no more connections will not for a while. */
    private static final long NO_MORE_NANOS = TimeUnit.SECONDS.toNanos(16);

    private final TcpUpstream upstream;
    private final TcpDialer dialer;
    private final List<ServerStream> streams = new ArrayList<>();
    private final StreamQuota quota = new StreamQuota();
    private long mayGrowAt = System.nanoTime();

    ServerStreams(TcpUpstream upstream, TcpDialer dialer) {
        this.upstream = upstream;
        this.dialer = dialer;
    }

    /**
     * The first that is not busy; a new one if all are, or else the one that has the fewest queries.
     *
     * @return null if it has to wait until one of them is over
     */
    @Nullable
    ServerStream streamFor(Company company, long now) {
        ServerStream least = null;
        int open = 0;
        for (int i = 0; i < streams.size(); i++) {
            ServerStream stream = streams.get(i);
            if (stream.company() != company || !stream.takesQueries()) {
                continue;
            }
            if (stream.attempts.size() < BUSY) {
                return stream;
            }
            open++;
            if (least == null || stream.attempts.size() < least.attempts.size()) {
                least = stream;
            }
        }
        boolean wanted = least == null || (open < MOST_SHARED && now - mayGrowAt >= 0);
        if (wanted && mayOpen(company)) {
            least = new ServerStream(upstream, dialer, company, Math.min(company.most, quota.most()), now);
            streams.add(least);
        }
        return least;
    }

    private boolean mayOpen(Company company) {
        boolean any = company == Company.ANY;
        int ofKind = 0;
        for (ServerStream stream : streams) {
            if (any == (stream.company() == Company.ANY)) {
                ofKind++;
            }
        }
        return streams.size() < MOST_STREAMS && ofKind < MOST_OF_A_KIND;
    }

    /** One that is there already, and by which a query may go; null if there is none. */
    @Nullable
    ServerStream openFor(Company company) {
        for (ServerStream stream : streams) {
            if (stream.company() == company && stream.takesQueries()) {
                return stream;
            }
        }
        return null;
    }

    /** Whether the server takes connections: it answers by one, or did a moment ago by those that carry few queries. */
    boolean serve(long heardAt, long now) {
        for (ServerStream stream : streams) {
            if (stream.serves()) {
                return true;
            }
        }
        return quota.isKnown() && now - heardAt < RECENT_NANOS;
    }

    /** One could not be made, or brought nothing, while others do: the server takes no more. */
    void areEnough(Company company, long now) {
        if (company == Company.ANY) {
            mayGrowAt = now + NO_MORE_NANOS;
        }
    }

    /** A server may leave a connection waiting behind as many as it takes: the others have to do. */
    void isLate(@Nullable AttemptTable table, long heardAt, long now) {
        for (ServerStream stream : streams) {
            if (stream.attempts == table && stream.answers() == 0 && serve(heardAt, now)) {
                stream.retire();
                areEnough(stream.company(), now);
            }
        }
    }

    /** The server ended one by which it was to answer more. */
    void ended(ServerStream stream, long now) {
        if (stream.answers() > 0) {
            quota.ended(stream.answers(), now);
        } else if (stream.company() == Company.NONE) {
            quota.culpritFound();
        }
    }

    boolean isEmpty() {
        return streams.isEmpty();
    }

    /** Those that start at another address of ours than at one of these. */
    List<ServerStream> startingElsewhere(Predicate<@Nullable InetAddress> here) {
        return streams.stream()
                .filter(stream -> !here.test(stream.localAddress()))
                .toList();
    }

    boolean contains(ServerStream stream) {
        return streams.contains(stream);
    }

    void remove(ServerStream stream) {
        streams.remove(stream);
    }

    /** No more queries go by those that there are. */
    void retire() {
        streams.forEach(ServerStream::retire);
    }

    /** A second is over: what is not worth to be kept is closed. */
    void tickSecond(long now) {
        quota.tickSecond(now);
        for (int i = streams.size() - 1; i >= 0; i--) {
            ServerStream stream = streams.get(i);
            if (stream.isOver(now, IDLE_NANOS)) {
                streams.remove(i);
                stream.close();
            }
        }
    }

    void close() {
        List<ServerStream> open = List.copyOf(streams);
        streams.clear();
        open.forEach(ServerStream::close);
    }
}
