package org.penlb.datagram;

import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.penlb.balance.Server;
import org.penlb.relay.Errno;
import org.penlb.relay.Peer;
import org.penlb.service.Service;

/** The flows of an event loop and their sessions: opened as long as there is room, or in the place of the idlest one. */
final class Flows {
    private final Sessions sessions;
    private final Service service;
    private final SessionTable table = new SessionTable();
    private final FlowOrder order = new FlowOrder();

    Flows(Sessions sessions, Service service) {
        this.sessions = sessions;
        this.service = service;
    }

    FlowOrder order() {
        return order;
    }

    /** The session of a client; null if it has no flow. */
    @Nullable
    Session sessionOf(Peer peer) {
        return table.find(peer);
    }

    /**
     * Opens a flow of a session.
     *
     * @param server with a connection counted on it, which is given back if there is no flow
     * @return the flow, or null if the connection limit is reached, which is counted as a drop
     * @throws IOException saying why there is no socket
     */
    @Nullable
    Flow open(Session session, Server server) throws IOException {
        boolean taken = service.connections().take();
        if (!taken && evict()) {
            taken = service.connections().take();
        }
        if (!taken) {
            service.datagrams().dropped(1);
            service.balancer().served(server);
            return null;
        }
        Flow flow;
        try {
            flow = connect(session, server);
        } catch (IOException e) {
            service.connections().give();
            service.balancer().served(server);
            throw e;
        }
        if (!session.hasFlows()) {
            table.add(session);
            service.clients().countAccepted();
            service.balancer().sessionOpened(session.client, server);
        }
        session.add(flow);
        order.add(flow);
        service.datagrams().sessionOpened();
        return flow;
    }

    private Flow connect(Session session, Server server) throws IOException {
        for (boolean again = false; ; again = true) {
            try {
                return new Flow(sessions, session, server);
            } catch (IOException e) {
                if (again || Errno.isUnreachable(e) || !evict()) {
                    throw e;
                }
            }
        }
    }

    /** Ends the flow that is needed least; false if there is none. */
    private boolean evict() {
        Flow least = order.leastNeeded();
        if (least == null) {
            return false;
        }
        service.datagrams().sessionEvicted();
        close(least);
        return true;
    }

    void close(Flow flow) {
        release(flow);
        forget(flow);
    }

    /** Takes a flow out of the order, where nobody can evict it any more; another one may be open in its stead. */
    void release(Flow flow) {
        order.remove(flow);
        service.datagrams().sessionEnded();
        service.connections().give();
    }

    /** Ends a flow that was released. */
    void forget(Flow flow) {
        flow.close();
        Session session = flow.session;
        session.remove(flow);
        if (!session.hasFlows()) {
            table.remove(session);
        }
    }

    /** Ends them all. */
    void close() {
        for (Flow flow = order.idlest(); flow != null; flow = order.idlest()) {
            close(flow);
        }
    }
}
