package org.penlb.dnsfront;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.penlb.balance.Server;
import org.penlb.balance.ServerTable;

/** The servers as one event loop sees them. */
final class Upstreams {
    /** Opens the way to a server, by one transport. */
    @FunctionalInterface
    interface Opener {
        /**
         * @throws IOException saying why there is no way
         */
        Upstream open(UpstreamContext context, Server server) throws IOException;
    }

    /** Of how many servers sockets are opened anew each second, which takes time from queries. */
    private static final int MOST_RENEWED = 32;

    private final UpstreamContext context;
    private final Opener opener;
    private final Map<ServerKey, Upstream> byKey = new HashMap<>();
    private final List<Upstream> all = new ArrayList<>();
    /** Those that could not be opened, and why: not tried again within this second. */
    private final Map<ServerKey, IOException> failed = new HashMap<>();
    /** Of regular servers by index: no look-up for each query. */
    private @Nullable Upstream[] byIndex = new @Nullable Upstream[0];

    private long resting;
    private int renewed;

    Upstreams(UpstreamContext context, Opener opener) {
        this.context = context;
        this.opener = opener;
    }

    /**
     * The upstream of a server, opened if it is new.
     *
     * @throws IOException saying why it cannot be opened
     */
    Upstream of(Server server) throws IOException {
        boolean regular = server.role() == Server.Role.REGULAR;
        if (regular && server.index() < byIndex.length) {
            Upstream known = byIndex[server.index()];
            if (known != null && known.server() == server) {
                return known;
            }
        }
        ServerKey key = ServerKey.of(server);
        Upstream found = byKey.get(key);
        if (found == null) {
            found = open(server);
            byKey.put(key, found);
            all.add(found);
        }
        found.configured(server);
        if (regular) {
            if (server.index() >= byIndex.length) {
                byIndex = Arrays.copyOf(byIndex, server.index() + 1);
            }
            byIndex[server.index()] = found;
        }
        return found;
    }

    private Upstream open(Server server) throws IOException {
        IOException known = failed.get(ServerKey.of(server));
        if (known != null) {
            throw known;
        }
        try {
            return opener.open(context, server);
        } catch (IOException e) {
            failed.put(ServerKey.of(server), e);
            throw e;
        }
    }

    /** The regular servers that are better left alone for a moment, a bit for each index below 64. */
    long resting() {
        return resting;
    }

    /** Some server rests from now on, or does not any more. */
    void restChanged() {
        resting = 0;
        for (Upstream upstream : all) {
            resting |= upstream.isResting() ? upstream.server().bit() : 0;
        }
    }

    /** A server answered a query that others {@linkplain Query#missedBy missed}. */
    void outdone(Query query) {
        for (long left = query.missedBy; left != 0; left &= left - 1) {
            int index = Long.numberOfTrailingZeros(left);
            Upstream upstream = index < byIndex.length ? byIndex[index] : null;
            if (upstream != null) {
                upstream.isOutdone(query);
            }
        }
    }

    /**
     * A server did not answer a query that no other is asked for: whether others do better shows by what else they answered
     * since.
     */
    void missedAlone(Query query, Server server) {
        Upstream silent = byKey.get(ServerKey.of(server));
        boolean others = false;
        for (int i = 0; i < all.size() && !others; i++) {
            others = !all.get(i).equals(silent) && all.get(i).heardAt - query.cameAt > 0;
        }
        if (silent != null && others) {
            silent.isOutdone(query);
        }
    }

    /** Looks after what is late. */
    void tick(long now, long timeout) {
        for (int i = 0; i < all.size(); i++) { // a rescue may open one more
            all.get(i).tick(now, timeout);
        }
    }

    /** A second is over: what could not be opened may be tried again, and what is open be opened anew. */
    void tickSecond(long now) {
        failed.clear();
        all.forEach(upstream -> upstream.tickSecond(now));
        renew(now);
    }

    /** A few of many, by turns; all if the network has changed for one. */
    private void renew(long now) {
        boolean moved = false;
        for (int i = Math.min(all.size(), MOST_RENEWED); i > 0; i--) {
            renewed = (renewed + 1) % all.size();
            moved |= all.get(renewed).renew(now);
        }
        if (moved) {
            all.forEach(upstream -> upstream.renew(now));
        }
    }

    /** How many datagrams to servers the system did not take since this was asked last. */
    long takeDropped() {
        long dropped = 0;
        for (Upstream upstream : all) {
            dropped += upstream.takeDropped();
        }
        return dropped;
    }

    /** How many datagrams of servers found a receive buffer full since this was asked last. */
    long takeOverflowed() {
        long overflowed = 0;
        for (Upstream upstream : all) {
            overflowed += upstream.takeOverflowed();
        }
        return overflowed;
    }

    /** Closes those whose server is no more, once nothing waits there. */
    void dropStrangers(ServerTable table) {
        Set<ServerKey> known = new HashSet<>();
        table.servers().forEach(server -> known.add(ServerKey.of(server)));
        addIfThere(known, table.emergency());
        addIfThere(known, table.abuse());
        boolean dropped = all.removeIf(upstream -> {
            if (known.contains(upstream.key()) || !upstream.isIdle()) {
                return false;
            }
            upstream.close();
            byKey.remove(upstream.key());
            byIndex = new @Nullable Upstream[0];
            return true;
        });
        if (dropped) {
            restChanged();
        }
    }

    private static void addIfThere(Set<ServerKey> known, @Nullable Server server) {
        if (server != null) {
            known.add(ServerKey.of(server));
        }
    }

    void close() {
        all.forEach(Upstream::close);
        all.clear();
        byKey.clear();
        byIndex = new @Nullable Upstream[0];
    }
}
