package org.penlb.datagram;

import org.jspecify.annotations.Nullable;
import org.penlb.balance.Server;
import org.penlb.config.IpAddress;
import org.penlb.relay.IntrusiveList;
import org.penlb.relay.Peer;

/** A client's address and port, with its flows to servers: one if clients are tracked, else up to one for each server. */
final class Session {
    final Peer peer = new Peer();
    final IpAddress client;

    /** The one that was chosen last comes last. */
    private final IntrusiveList<Flow> byChoice = new IntrusiveList<>();
    /** By index of the server, or each datagram of a session with a thousand servers would look at them all. */
    private @Nullable Flow[] buckets = new @Nullable Flow[1];

    private int flows;

    /** The next in the same bucket of the {@link SessionTable}, whose field this is. */
    @Nullable
    Session nextInBucket;

    Session(Peer peer) {
        this.peer.copy(peer);
        this.client = peer.client();
    }

    /** The flow that was chosen last; null if there is none. */
    @Nullable
    Flow flow() {
        return byChoice.last();
    }

    boolean hasFlows() {
        return !byChoice.isEmpty();
    }

    /** The flow to this server, or null. */
    @Nullable
    Flow flowTo(Server server) {
        Flow flow = buckets[bucket(server)];
        while (flow != null && !flow.goesTo(server)) {
            flow = flow.nextInBucket;
        }
        return flow;
    }

    /** Makes this flow, one of its own, the one that was chosen last. */
    void prefer(Flow flow) {
        byChoice.putLast(flow.choice);
    }

    /** A flow to a server to which it has none is chosen. */
    void add(Flow flow) {
        if (flows == buckets.length) {
            grow();
        }
        put(flow);
        flows++;
        prefer(flow);
    }

    /** Takes a flow out, if it is in. */
    void remove(Flow flow) {
        byChoice.remove(flow.choice);
        int bucket = bucket(flow.server());
        Flow here = buckets[bucket];
        if (here == flow) {
            buckets[bucket] = flow.nextInBucket;
        } else {
            while (here != null && here.nextInBucket != flow) {
                here = here.nextInBucket;
            }
            if (here == null) {
                return;
            }
            here.nextInBucket = flow.nextInBucket;
        }
        flow.nextInBucket = null;
        flows--;
    }

    /** The emergency and abuse servers have an index, too, and share a bucket with the regular one of that index. */
    private int bucket(Server server) {
        return server.index() & (buckets.length - 1);
    }

    private void put(Flow flow) {
        int bucket = bucket(flow.server());
        flow.nextInBucket = buckets[bucket];
        buckets[bucket] = flow;
    }

    private void grow() {
        @Nullable Flow[] old = buckets;
        buckets = new @Nullable Flow[old.length * 2];
        for (Flow first : old) {
            Flow next;
            for (Flow flow = first; flow != null; flow = next) {
                next = flow.nextInBucket;
                put(flow);
            }
        }
    }
}
