package org.penlb.load.workload;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.penlb.load.balancer.Balancer;
import org.penlb.load.balancer.Running;
import org.penlb.load.balancer.Setup;
import org.penlb.load.process.Failure;
import org.penlb.load.process.Lab;

/**
 * What workloads work with.
 *
 * @param lab where processes are started
 * @param plan how much is measured
 * @param balancers those who take part
 * @param results where figures go
 * @param progress who is told what is being done
 */
public record Bench(Lab lab, Plan plan, List<Balancer> balancers, Results results, Consumer<String> progress) {
    public Bench {
        balancers = List.copyOf(balancers);
    }

    /** Those who can do this; of the others it is noted why not. */
    public List<Balancer> able(String workload, Setup setup) {
        var able = new ArrayList<Balancer>();
        for (Balancer balancer : balancers) {
            Optional<String> refusal = balancer.refusal(setup);
            if (refusal.isPresent()) {
                results.skip(new Cell(workload, setup.loops(), balancer.name()), refusal.get());
            } else {
                able.add(balancer);
            }
        }
        return able;
    }

    /** Starts one; if that fails it is noted. */
    public Optional<Running> start(String workload, Balancer balancer, Setup setup) {
        try {
            return Optional.of(Running.start(balancer, lab, setup));
        } catch (Failure e) {
            failed(new Cell(workload, setup.loops(), balancer.name()), balancer, e);
            return Optional.empty();
        }
    }

    /** Notes that a balancer has failed at something. */
    public void failed(Cell cell, Balancer balancer, Failure failure) {
        progress.accept("  " + balancer.name() + " failed: " + failure.getMessage());
        results.skip(cell, "failed: " + failure.getMessage());
        if (balancer.isOurs()) {
            results.fail(cell.workload() + ": " + failure.getMessage());
        }
    }
}
