package org.penlb.datagram;

import org.jspecify.annotations.Nullable;
import org.penlb.balance.Server;
import org.penlb.balance.Silences;
import org.penlb.service.Service;

/**
 * Flows whose server owes answers for too long. That concerns their clients, who go on with other servers; it takes several of
 * them until the server is left alone.
 */
final class SilentFlows {
    static final String REASON = "does not answer";

    /** How many are looked after in a tick at most, while datagrams wait. */
    private static final int MOST_PER_TICK = 2000;

    private final Sessions sessions;
    private final FlowOrder order;

    SilentFlows(Sessions sessions, FlowOrder order) {
        this.sessions = sessions;
        this.order = order;
    }

    /**
     * Looks after those that owe answers.
     *
     * @param patience how long they may, nanoseconds
     */
    void tick(long now, long patience) {
        Flow flow = late(now, patience);
        if (flow != null) {
            sessions.network().suspect(flow.server());
        }
        for (int i = 0; i < MOST_PER_TICK && flow != null; i++) {
            if (!flow.goesOnByNewWay(now)) {
                isSilent(flow, patience, now);
            }
            flow = late(now, patience);
        }
    }

    private @Nullable Flow late(long now, long patience) {
        Flow flow = order.oldestDebt();
        return flow != null && now - flow.owedSince() >= patience ? flow : null;
    }

    private void isSilent(Flow flow, long patience, long now) {
        Service service = sessions.service();
        Server server = flow.server();
        server.queries().timedOut();
        server.noteFailure(REASON, now);
        var unanswered = new Silences.Unanswered(server, flow.session.client, flow.owedSince(), patience);
        long passedOver = service.config().blacklist().toNanos();
        if (service.balancer().silences().add(unanswered, now, passedOver)) {
            service.reports().failed(server, REASON);
        }
        if (sessions.options().resend()) {
            sessions.rescue(flow, REASON, now);
        }
        flow.isSilent();
    }

    /** A server answered a flow's client: what others owe that client speaks against them. */
    void answered(Flow flow, long now) {
        Service service = sessions.service();
        for (Server silent : service.balancer().silences().answered(flow.session.client, flow.server(), now)) {
            service.reports().failed(silent, REASON);
        }
    }
}
