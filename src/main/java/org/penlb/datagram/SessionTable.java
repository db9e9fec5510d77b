package org.penlb.datagram;

import java.security.SecureRandom;
import org.jspecify.annotations.Nullable;
import org.penlb.relay.Peer;

/** The sessions of one event loop by peer: a hash table whose chains run through the sessions themselves. */
final class SessionTable {
    private static final int INITIAL_BUCKETS = 64;
    private static final int MOST_BUCKETS = 1 << 24;

    /** Nobody outside can tell which peers share a bucket, so nobody can fill one on purpose. */
    private final long secret = new SecureRandom().nextLong();

    private @Nullable Session[] buckets = new @Nullable Session[INITIAL_BUCKETS];
    private int size;

    @Nullable
    Session find(Peer peer) {
        for (Session session = buckets[bucket(peer)]; session != null; session = session.nextInBucket) {
            if (session.peer.isSameClientAs(peer)) {
                return session;
            }
        }
        return null;
    }

    void add(Session session) {
        if (size >= buckets.length && buckets.length < MOST_BUCKETS) {
            grow();
        }
        int bucket = bucket(session.peer);
        session.nextInBucket = buckets[bucket];
        buckets[bucket] = session;
        size++;
    }

    void remove(Session session) {
        int bucket = bucket(session.peer);
        Session before = null;
        for (Session here = buckets[bucket]; here != null; here = here.nextInBucket) {
            if (here == session) {
                if (before == null) {
                    buckets[bucket] = here.nextInBucket;
                } else {
                    before.nextInBucket = here.nextInBucket;
                }
                here.nextInBucket = null;
                size--;
                return;
            }
            before = here;
        }
    }

    private int bucket(Peer peer) {
        return peer.hash(secret) & (buckets.length - 1);
    }

    private void grow() {
        @Nullable Session[] old = buckets;
        buckets = new @Nullable Session[old.length * 2];
        for (Session first : old) {
            Session next;
            for (Session session = first; session != null; session = next) {
                next = session.nextInBucket;
                int bucket = bucket(session.peer);
                session.nextInBucket = buckets[bucket];
                buckets[bucket] = session;
            }
        }
    }
}
