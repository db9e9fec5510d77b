package org.penlb.balance;

import java.util.BitSet;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.penlb.config.IpAddress;
import org.penlb.config.Selection;

/**
 * The servers that one client may be given, best first: a bounded sequence in which no server comes twice. After those that
 * take it come the emergency server, and then, as the last resort, those that failed or were found down. The caller takes the
 * next one until a connection succeeds or there is none left. Used by one thread.
 */
public final class Choice {
    private final Placement placement;
    private final LastResort lastResort;
    private final ServerTable table;
    private final IpAddress client;

    private final boolean denied;
    private final boolean tracked;
    private final int first;
    /** Regular servers looked at so far; the emergency server and the last resort come after all of them. */
    private int looked;
    /** Those that are not offered, a bit for each index below 64; the others were offered already. */
    private long passedOver;
    /** Those that are offered after the others, likewise. */
    private long avoided;

    /** Of the others the first: mostly there is no second one, which would be worth an object. */
    private int firstBeyond = Selector.NONE;

    private @Nullable BitSet passedOverBeyond;
    private boolean offered;
    private boolean emergencyOffered;
    private @Nullable Predicate<Server> among;
    private boolean forgets;
    private boolean remembered;
    private boolean exhausted;

    /**
     * @param denied the client access list keeps the client out: only the abuse server is left
     * @param tracked {@code first} is the server that this client used last
     * @param first the index to start with, or {@link Selector#NONE}
     */
    Choice(
            Placement placement,
            LastResort lastResort,
            ServerTable table,
            IpAddress client,
            boolean denied,
            boolean tracked,
            int first) {
        this.placement = placement;
        this.lastResort = lastResort;
        this.table = table;
        this.client = client;
        this.denied = denied;
        this.tracked = tracked;
        this.first = first;
    }

    /**
     * Does not offer these regular servers, which the caller has tried already.
     *
     * @param servers a bit for each index below 64
     */
    Choice passingOver(long servers) {
        passedOver = servers;
        return this;
    }

    /**
     * Offers these regular servers only after all others that take the client, though before the emergency server.
     *
     * @param servers a bit for each index below 64
     */
    Choice avoiding(long servers) {
        avoided = stubborn() ? 0 : servers; // there is only one to offer
        return this;
    }

    /**
     * Offers only these of the regular servers. A pick that is none of them goes to the next one in the order of the table, so
     * turns and weights are those of the whole table. The emergency and abuse servers stay the last resort.
     */
    public Choice among(Predicate<Server> these) {
        among = these;
        return this;
    }

    /** Does not offer the emergency server, which the caller has tried already. */
    Choice withoutEmergency() {
        emergencyOffered = true;
        return this;
    }

    /** Does not remember who the client is given: it asks so often that this would be most of the work. */
    Choice forgetting() {
        forgets = true;
        return this;
    }

    /**
     * The next server that takes this client now, with a connection counted on it.
     *
     * @return the lease, to be closed by the caller, or null if nobody is left
     */
    public @Nullable Lease next() {
        if (exhausted) {
            return null;
        }
        long now = placement.now(); // once for all that are looked at: many may be full
        if (denied) {
            exhausted = true;
            return given(placement.lease(table.abuse(), client, false, now), Placement.Memory.NONE, now);
        }
        int servers = table.servers().size();
        while (looked < candidates()) {
            int index = (first + looked) % servers;
            Server server = table.servers().get(index);
            boolean isOfThisRound = isAmong(avoided, index) == (looked >= servers);
            if (!isOfThisRound || (among != null && !among.test(server))) {
                looked++;
                continue;
            }
            boolean wasTried = isAmong(passedOver, index);
            Lease lease =
                    wasTried && !stubborn() ? null : placement.lease(server, client, tracked && index == first, now);
            if (wasTried && lease != null) {
                offered = true;
                lease.close();
                lease = null;
            }
            looked++;
            if (stubborn() && server.isUp()) {
                looked = candidates();
            }
            if (lease != null) {
                passOver(index);
                return given(lease, memory(), now);
            }
        }
        Lease last = emergency(now);
        return last == null ? lastResort(now) : last;
    }

    private @Nullable Lease emergency(long now) {
        if (emergencyOffered || stubborn()) {
            return null;
        }
        emergencyOffered = true;
        return given(placement.lease(table.emergency(), client, false, now), Placement.Memory.NONE, now);
    }

    private @Nullable Lease lastResort(long now) {
        var others = new LastResort.PassedOver(passedOver, firstBeyond == Selector.NONE ? null : beyond(), among);
        Server server = stubborn() ? insistent(others, now) : lastResort.serve(placement, table, client, others, now);
        if (server == null) {
            exhausted = true;
            return null;
        }
        passOver(server.index());
        return given(new Lease(server), memory(), now);
    }

    /** Who insists on one server gets no other as long as there is one, and no second one. */
    private @Nullable Server insistent(LastResort.PassedOver others, long now) {
        if (offered || table.proposes(now)) {
            return null;
        }
        Server server =
                lastResort.serve(placement, table, client, new LastResort.PassedOver(0, null, others.among()), now);
        if (server != null && others.has(server)) {
            server.disconnected();
            return null;
        }
        return server;
    }

    private BitSet beyond() {
        BitSet all = passedOverBeyond == null ? new BitSet() : passedOverBeyond;
        all.set(firstBeyond);
        passedOverBeyond = all;
        return all;
    }

    private void passOver(int index) {
        offered = true;
        if (index < Long.SIZE) {
            passedOver |= 1L << index;
        } else if (firstBeyond == Selector.NONE) {
            firstBeyond = index;
        } else {
            beyond().set(index);
        }
    }

    /**
     * Whether a server is among those that the caller has tried.
     *
     * @param servers a bit for each index below 64
     */
    static boolean isAmong(long servers, int index) {
        return index < Long.SIZE && (servers & 1L << index) != 0;
    }

    private int candidates() {
        if (first == Selector.NONE) {
            return 0;
        }
        return avoided == 0 ? table.servers().size() : 2 * table.servers().size(); // a second round for these
    }

    private Placement.Memory memory() {
        if (forgets) {
            return Placement.Memory.NONE;
        }
        return remembered ? Placement.Memory.SAME_VISIT : Placement.Memory.VISIT;
    }

    private @Nullable Lease given(@Nullable Lease lease, Placement.Memory memory, long now) {
        if (lease == null) {
            return null;
        }
        try {
            placement.assigned(client, lease.server(), memory, now);
            remembered = memory != Placement.Memory.NONE;
            return lease;
        } catch (RuntimeException e) {
            lease.close(); // the caller gets the exception in its place
            throw e;
        }
    }

    /** To insist on one server means the first that the operator wants to take clients. */
    private boolean stubborn() {
        return table.selection().has(Selection.Flag.STUBBORN);
    }
}
