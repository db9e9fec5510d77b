package org.penlb.listen.udp;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.penlb.balance.Server;
import org.penlb.config.IpAddress;
import org.penlb.relay.Peer;

/** A client's address and port, with its flows to servers: one if clients are tracked, else up to one for each server. */
final class Session {
    final Peer peer = new Peer();
    final IpAddress client;
    private final List<Flow> flows = new ArrayList<>(1);

    /** The next in the same bucket of the {@link SessionTable}, whose field this is. */
    @Nullable
    Session nextInBucket;

    Session(Peer peer) {
        this.peer.copy(peer);
        this.client = peer.address();
    }

    /** The flow that was chosen last; null if there is none. */
    @Nullable
    Flow flow() {
        return flows.isEmpty() ? null : flows.getLast();
    }

    /** The flow to this server, or null. */
    @Nullable
    Flow flowTo(Server server) {
        for (int i = flows.size() - 1; i >= 0; i--) {
            if (flows.get(i).goesTo(server)) {
                return flows.get(i);
            }
        }
        return null;
    }

    /** Makes this flow, one of its own, the one that was chosen last. */
    void prefer(Flow flow) {
        if (flow != flows.getLast()) {
            flows.remove(flow);
            flows.add(flow);
        }
    }

    List<Flow> flows() {
        return flows;
    }
}
