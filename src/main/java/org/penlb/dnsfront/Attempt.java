package org.penlb.dnsfront;

import org.jspecify.annotations.Nullable;
import org.penlb.balance.Server;
import org.penlb.relay.IntrusiveList;

/** A query on its way to one server. Used again and again. */
final class Attempt {
    /** Its place among its server's attempts, in the order in which they were sent. */
    final IntrusiveList.Link<Attempt> sentOrder = new IntrusiveList.Link<>(this);
    /** Its place among those that wait for a connection by which they may go. */
    final IntrusiveList.Link<Attempt> queued = new IntrusiveList.Link<>(this);

    @Nullable
    Query query;
    /** Where a connection is counted until it is over. */
    @Nullable
    Server server;

    /** Where it is found by its ID; null if it cannot be answered any more. */
    @Nullable
    AttemptTable table;
    /** The next in the same bucket of its table, whose field this is. */
    @Nullable
    Attempt nextInBucket;

    /** The transaction ID that the server sees. */
    int id;

    /** When it was sent; while it waits for a connection, since when. */
    long sentAt;
    /** Its answer did not come in time, and may still come. */
    boolean late;
    /** The how manieth of its table it is. */
    long number;

    /** An answer that may be somebody else's guess, until a better one comes; null if there is none. */
    byte @Nullable [] held;
    /** When that came. */
    long heldAt;
    /** Its place among those of which such an answer is kept. */
    final IntrusiveList.Link<Attempt> heldOrder = new IntrusiveList.Link<>(this);

    /** Its query, if it should get to the server yet; null if it is answered, or if it is late and somebody else has it, too. */
    @Nullable
    Query wanted() {
        return query == null || query.answered || (late && query.open > 1) ? null : query;
    }
}
