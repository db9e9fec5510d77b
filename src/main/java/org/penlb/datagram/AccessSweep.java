package org.penlb.datagram;

import java.util.ArrayDeque;
import java.util.concurrent.TimeUnit;
import org.penlb.balance.Balancer;
import org.penlb.balance.ServerTable;

/**
 * Ends the flows of clients that the access lists keep out since they changed, even if it is only the server that still talks.
 * A long list and many sessions take a while, so it is done a little at a time.
 */
final class AccessSweep {
    private static final long BUDGET_NANOS = TimeUnit.MILLISECONDS.toNanos(2);
    /** So many between two looks at the clock. */
    private static final int TOGETHER = 16;

    private final Balancer balancer;
    private final Flows flows;
    /** Those that were there when the lists changed; whoever comes later was held against the new ones. */
    private final ArrayDeque<Flow> toJudge = new ArrayDeque<>();

    private ServerTable judgedBy;
    private int countriesThen;

    AccessSweep(Balancer balancer, Flows flows) {
        this.balancer = balancer;
        this.flows = flows;
        this.judgedBy = balancer.table();
        this.countriesThen = balancer.countriesEdition();
    }

    /** To be called now and then. */
    void tick() {
        look();
        if (!toJudge.isEmpty()) {
            judge(System.nanoTime());
        }
    }

    @SuppressWarnings("ReferenceEquality") // the same snapshot, or another one
    private void look() {
        ServerTable table = balancer.table();
        int countries = balancer.countriesEdition();
        if (table == judgedBy && countries == countriesThen) {
            return;
        }
        if (countries != countriesThen || !table.admitsAs(judgedBy)) {
            toJudge.clear();
            flows.order().copyTo(toJudge);
        }
        judgedBy = table;
        countriesThen = countries;
    }

    private void judge(long start) {
        for (int judged = 1; ; judged++) {
            Flow flow = toJudge.poll();
            if (flow == null) {
                return;
            }
            if (!flow.isClosed() && !balancer.wouldAdmit(flow.session.client, flow.server())) {
                flows.close(flow);
            }
            if (judged % TOGETHER == 0 && System.nanoTime() - start >= BUDGET_NANOS) {
                return;
            }
        }
    }
}
