package org.penlb.balance;

/**
 * A walk through a {@link ClientTable} that others use meanwhile, from the client that used its server last to the one that did
 * not for the longest time. A client that comes meanwhile may be passed over: who walks is told of it in another way. For one
 * thread.
 */
public final class SharedClientsWalk {
    /** How many clients are passed over before others get their turn. */
    private static final int PART = 20_000;

    private final ClientTable table;
    private final ClientRecords records;
    private final ClientVersions versions;
    /** The client that was looked at last, and its last use then. */
    private int slot = UseOrder.ENDS;

    private long lastUse;
    /** The last use of the client that was shown last: while seeking, what is newer was shown before. */
    private long reached;

    private boolean seeking;

    SharedClientsWalk(ClientTable table, ClientRecords records, ClientVersions versions) {
        this.table = table;
        this.records = records;
        this.versions = versions;
    }

    /**
     * Shows the next clients.
     *
     * @param most how many
     * @return whether there may be more; there may be though none was shown
     */
    public boolean next(int most, SharedClients.Sink sink) {
        synchronized (table) {
            boolean moved = slot > table.size() || records.lastUse(slot) != lastUse;
            if (slot != UseOrder.ENDS && moved) {
                seeking = true;
                slot = UseOrder.ENDS;
            }
            int next = slot == UseOrder.ENDS ? table.order().newest() : records.older(slot);
            int shown = 0;
            for (int looked = 0; next != UseOrder.ENDS && shown < most && looked < PART; looked++) {
                slot = next;
                lastUse = records.lastUse(next);
                seeking = seeking && lastUse - reached > 0;
                if (!seeking) {
                    reached = lastUse;
                    show(next, sink);
                    shown++;
                }
                next = records.older(next);
            }
            return next != UseOrder.ENDS;
        }
    }

    private void show(int next, SharedClients.Sink sink) {
        long version = versions.get(next);
        if (version != HybridClock.NEVER) {
            sink.client(records.high(next), records.low(next), records.server(next), version);
        }
    }
}
