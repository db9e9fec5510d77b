package org.penlb.load.workload;

import java.util.List;
import org.penlb.load.balancer.Balancer;
import org.penlb.load.balancer.Setup;
import org.penlb.load.process.Failure;

/** Rounds in which each balancer is started anew and is alone. */
final class Single {
    private Single() {}

    /** What is done with one of them. */
    interface Trial {
        void run(Balancer balancer, Cell cell);
    }

    /** Lets each that is able have its trial, once a round. */
    static void rounds(Bench bench, String workload, Setup setup, Trial trial) {
        List<Balancer> able = bench.able(workload, setup);
        for (int round = 0; round < bench.plan().rounds(); round++) {
            for (Balancer balancer : Rounds.order(able, round)) {
                var cell = new Cell(workload, setup.loops(), balancer.name());
                try {
                    trial.run(balancer, cell);
                } catch (Failure e) {
                    bench.failed(cell, balancer, e);
                }
            }
        }
    }
}
