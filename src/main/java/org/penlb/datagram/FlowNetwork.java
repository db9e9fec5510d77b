package org.penlb.datagram;

import java.util.List;
import org.penlb.balance.Server;
import org.penlb.service.SourceWatch;

/** The network as the flows of an event loop see it: whether they may start at addresses of ours that are of no use any more. */
final class FlowNetwork {
    private final SourceWatch sources;
    private int changes;

    FlowNetwork(SourceWatch sources) {
        this.sources = sources;
    }

    /** Looks whether the ways to these servers start elsewhere now; to be called about once a second. */
    void look(List<Server> servers) {
        sources.keepOnly(servers);
        if (sources.hasAnyMoved(servers)) {
            changes++;
        }
    }

    /** Looks at once at the way to a server that does not answer. */
    void suspect(Server server) {
        if (sources.hasMoved(server)) {
            changes++;
        }
    }

    /** How often it has changed. */
    int changes() {
        return changes;
    }

    SourceWatch sources() {
        return sources;
    }
}
