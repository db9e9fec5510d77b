package org.penlb.datagram;

import org.penlb.balance.Balancer;
import org.penlb.balance.ServerTable;

/**
 * Ends the flows of clients that the access lists keep out since they changed, even if it is only the server that still talks.
 * A long list and many sessions take a while, so it is done a little at a time.
 */
final class AccessSweep {
    private final Balancer balancer;
    private final Flows flows;
    /** Of those that were there when the lists changed; whoever comes later was held against the new ones. */
    private final FlowSweep sweep = new FlowSweep(this::judge);

    private ServerTable judgedBy;
    private int countriesThen;

    AccessSweep(Balancer balancer, Flows flows) {
        this.balancer = balancer;
        this.flows = flows;
        this.judgedBy = balancer.table();
        this.countriesThen = balancer.admittance().countriesEdition();
    }

    /** To be called now and then. */
    void tick() {
        look();
        sweep.goOn();
    }

    @SuppressWarnings("ReferenceEquality") // the same snapshot, or another one
    private void look() {
        ServerTable table = balancer.table();
        int countries = balancer.admittance().countriesEdition();
        if (table == judgedBy && countries == countriesThen) {
            return;
        }
        if (countries != countriesThen || !table.admitsAs(judgedBy)) {
            flows.order().copyTo(sweep.begin());
        }
        judgedBy = table;
        countriesThen = countries;
    }

    private void judge(Flow flow) {
        if (!balancer.admittance().wouldAdmit(flow.session.client, flow.server())) {
            flows.close(flow);
        }
    }
}
