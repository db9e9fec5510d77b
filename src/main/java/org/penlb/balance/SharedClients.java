package org.penlb.balance;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.penlb.config.IpAddress;

/**
 * What several instances share of a {@link ClientTable}: which client is given which server, each with a version by which the
 * later one wins, here as everywhere ({@link HybridClock}). Whatever is told twice, late or in another order leads to the
 * same table. To use a server again is told now and then only.
 *
 * <p>The table gives it 8 bytes a client. What the event loops do costs them no more than a few writes; what others do holds
 * the table's lock for a part of it at a time.
 */
public final class SharedClients {
    /** Is shown clients, while the table is locked: it does not wait for anything. */
    @FunctionalInterface
    public interface Sink {
        /**
         * @param high of the client's address
         * @param low of the client's address
         * @param server the index of the server
         */
        void client(long high, long low, int server, long version);
    }

    /** Instances hear of each other's clients within this: such news count as use at this moment. */
    private static final long RECENT_MILLIS = 2_000;
    /** How often the use of one server is told where clients are remembered for ever. */
    private static final long USUAL_MILLIS = Duration.ofMinutes(10).toMillis();
    /** It is told four times before others would forget the client. */
    private static final int TIMES = 4;

    private final ClientTable table;
    private final ClientRecords records;
    private final HybridClock clock;
    private final ClientVersions versions = new ClientVersions();
    private ClientNews news = new ClientNews();
    private ClientNews taken = new ClientNews();
    /** The latest version that gave way to other clients. */
    private long horizon = HybridClock.NEVER;

    SharedClients(ClientTable table, ClientRecords records, HybridClock clock) {
        this.table = table;
        this.records = records;
        this.clock = clock;
    }

    /**
     * A client is given a server; the table is locked.
     *
     * @param same whether it had this server before
     */
    void assigned(int slot, boolean same) {
        if ((records.high(slot) | records.low(slot)) == 0) {
            return; // all the clients of a Unix socket, who are this machine's own
        }
        long known = versions.get(slot);
        if (!same || known == HybridClock.NEVER || clock.ageMillis(known) >= quietMillis()) {
            long version = clock.next();
            versions.set(slot, version);
            news.add(records.high(slot), records.low(slot), records.server(slot), version);
        }
    }

    private long quietMillis() {
        long tracking = TimeUnit.NANOSECONDS.toMillis(table.trackingNanos());
        return tracking == 0 ? USUAL_MILLIS : tracking / TIMES;
    }

    /** A client gives way to another one; the table is locked. */
    void forgotten(int slot) {
        horizon = Math.max(horizon, versions.get(slot));
        versions.set(slot, HybridClock.NEVER);
    }

    /** Whether the last that was told of a client is older than this. */
    boolean isOlderThan(int slot, long nanos) {
        long version = versions.get(slot);
        return version == HybridClock.NEVER || clock.ageMillis(version) > TimeUnit.NANOSECONDS.toMillis(nanos);
    }

    /** What was assigned here since the last call. It is valid until the next one; for one thread. */
    public ClientNews take() {
        synchronized (table) {
            ClientNews full = news;
            news = taken;
            news.clear();
            taken = full;
            return full;
        }
    }

    /**
     * Another instance gave a server to a client. If that was later than what is known here, it is so here, too. This is no
     * visit. If the table is full, only a client gives way that came before.
     *
     * @param server its index here; any other number for a server that is not here, which is kept and not chosen
     * @param version one that is not too far in the future
     * @param now on the table's clock, nanoseconds
     * @return whether it is news that is kept
     */
    public boolean learned(IpAddress client, int server, long version, long now) {
        synchronized (table) {
            long ageMillis = Math.max(0, clock.ageMillis(version));
            long age = TimeUnit.MILLISECONDS.toNanos(ageMillis);
            if (table.trackingNanos() > 0 && age > table.trackingNanos()) {
                return false;
            }
            boolean recent = ageMillis <= RECENT_MILLIS;
            long at = recent ? now : now - age;
            int slot = table.slotOf(client);
            if (slot != UseOrder.ENDS) {
                if (versionOf(slot) >= version) {
                    return false;
                }
                if (at - records.lastUse(slot) > 0) {
                    move(slot, at, recent);
                }
                records.server(slot, server);
            } else {
                int oldest = table.order().oldest();
                if (table.isFull() && records.lastUse(oldest) - at >= 0) {
                    horizon = Math.max(horizon, version);
                    return false;
                }
                slot = table.start(client);
                if (recent) {
                    table.order().linkAsNewest(slot);
                } else {
                    table.order().linkAt(slot, at);
                }
                records.use(slot, server, table.order().atMost(slot, at));
            }
            versions.set(slot, version);
            return true;
        }
    }

    /** By a clock that was far ahead once: whatever others say now is later. */
    private long versionOf(int slot) {
        long version = versions.get(slot);
        return clock.isPlausible(version) ? version : HybridClock.NEVER;
    }

    private void move(int slot, long at, boolean recent) {
        if (recent) {
            table.order().moveToNewest(slot);
        } else {
            table.order().moveTo(slot, at);
        }
        records.use(slot, records.server(slot), table.order().atMost(slot, at));
    }

    /** All that is known here of versions after this: clients with versions up to it may have given way to others. */
    public long horizon() {
        synchronized (table) {
            return horizon;
        }
    }

    /** How many clients the table holds, those included that are not shared. */
    public int size() {
        return table.size();
    }

    /**
     * Shows clients in the order of their places, a part at a time.
     *
     * @param from the first place to look at, 0 at the beginning
     * @param places how many places are looked at
     * @param after clients with versions after this are shown
     * @param upTo and up to this
     * @return the next place to look at, or 0 at the end
     */
    public int scan(int from, int places, long after, long upTo, Sink sink) {
        synchronized (table) {
            int size = table.size();
            int end = (int) Math.min(size, (long) from + places);
            for (int slot = from + 1; slot <= end; slot++) {
                long version = versions.get(slot);
                if (version > after && version <= upTo) {
                    sink.client(records.high(slot), records.low(slot), records.server(slot), version);
                }
            }
            return end < size ? end : 0;
        }
    }

    /** A walk through the clients, those first that used their servers last: so they are put in where they belong. */
    public SharedClientsWalk walk() {
        return new SharedClientsWalk(table, records, versions);
    }

    /**
     * A server has another index here than clients were noted with.
     *
     * @param from the first place to look at, 0 at the beginning
     * @param places how many places are looked at
     * @return the next place to look at, or 0 at the end
     */
    public int renumber(int from, int places, int before, int now) {
        synchronized (table) {
            int size = table.size();
            int end = (int) Math.min(size, (long) from + places);
            for (int slot = from + 1; slot <= end; slot++) {
                if (records.server(slot) == before) {
                    records.server(slot, now);
                }
            }
            return end < size ? end : 0;
        }
    }
}
