package org.penlb.load.workload;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import org.penlb.load.balancer.Balancer;
import org.penlb.load.balancer.Running;
import org.penlb.load.balancer.Setup;
import org.penlb.load.client.Work;
import org.penlb.load.measure.Latencies;
import org.penlb.load.measure.Memory;
import org.penlb.load.process.Failure;

/** Balancers that all run and do the same work by turns. One that fails drops out. */
final class Contest implements AutoCloseable {
    private static final double KIB_PER_MIB = 1024;
    private static final double NANOS_PER_MICRO = 1000;
    private static final int QUICK_TRIES = 50;
    private static final int WARM_UPS = 6;

    /** Work for a balancer. */
    interface Load {
        Work run(Running balancer, Duration length);
    }

    private final Bench bench;
    private final int loops;
    private final List<Running> contestants = new ArrayList<>();

    /** Starts all that can do this. */
    Contest(Bench bench, String workload, Setup setup) {
        this.bench = bench;
        loops = setup.loops();
        for (Balancer balancer : bench.able(workload, setup)) {
            bench.start(workload, balancer, setup).ifPresent(contestants::add);
        }
    }

    /** Does something with each before anything is measured. */
    void prepare(String workload, Consumer<Running> what) {
        for (Running running : List.copyOf(contestants)) {
            attempt(workload, running, () -> what.accept(running));
        }
    }

    /** Lets each do the work for as long as the plan says, unmeasured: a JVM compiles what it sees often. */
    void warmUp(String workload, Load load) {
        warmUp(workload, load, 1);
    }

    /** The same, and again until so much work is done, {@value #WARM_UPS} times at most: for what does little in a second. */
    void warmUp(String workload, Load load, double enough) {
        Duration length = bench.plan().warmUp();
        if (length.isPositive()) {
            prepare(workload, running -> {
                double done = 0;
                for (int i = 0; i < WARM_UPS && done < enough; i++) {
                    done += load.run(running, length).done();
                }
            });
        }
    }

    /** Lets each do the work once a round, and notes the figures. */
    void measure(String workload, Load load) {
        for (int round = 0; round < bench.plan().rounds(); round++) {
            measureRound(round, workload, load);
        }
    }

    /**
     * Lets each do the work once, and notes the figures. Each round begins with another balancer, so that none always
     * follows the same one.
     */
    void measureRound(int round, String workload, Load load) {
        for (Running running : Rounds.order(contestants, round)) {
            attempt(workload, running, () -> measureOnce(workload, running, load));
        }
    }

    private void attempt(String workload, Running running, Runnable what) {
        try {
            what.run();
        } catch (Failure e) {
            bench.failed(cell(workload, running), running.balancer(), e);
            contestants.remove(running);
            running.close();
        }
    }

    private Cell cell(String workload, Running running) {
        return new Cell(workload, loops, running.balancer().name());
    }

    private void measureOnce(String workload, Running running, Load load) {
        long before = running.cpuNanos();
        Work work = load.run(running, bench.plan().length());
        if (bench.plan().quick()) { // only whether it works: what is slow to begin on a busy machine has its time
            for (int again = 0; again < QUICK_TRIES && work.done() == 0; again++) {
                work = load.run(running, bench.plan().length());
            }
        }
        long used = running.cpuNanos() - before;
        Memory memory = running.memory();
        Cell cell = cell(workload, running);
        Results results = bench.results();
        if (work.done() == 0) {
            throw new Failure("not one answer came");
        }
        results.add(cell, Metric.DONE, work.done());
        results.add(cell, Metric.RATE, work.rate());
        results.add(cell, Metric.CPU, used / NANOS_PER_MICRO / work.done());
        Latencies latencies = work.latencies();
        if (!latencies.isEmpty()) {
            results.add(cell, Metric.P50, latencies.percentile(0.5));
            results.add(cell, Metric.P99, latencies.percentile(0.99));
            results.add(cell, Metric.P999, latencies.percentile(0.999));
        }
        results.add(cell, Metric.RSS, memory.resident() / KIB_PER_MIB);
        results.add(cell, Metric.PSS, memory.proportional() / KIB_PER_MIB);
        results.add(cell, Metric.LOST, (double) work.lost());
        results.add(cell, Metric.WRONG, (double) work.wrong());
        if (running.balancer().isOurs() && work.wrong() > 0) {
            results.fail(workload + ": " + work.wrong() + " wrong answers");
        }
        bench.progress().accept(String.format(
                Locale.ROOT,
                "  %-8s %10.0f/s %8.2f us CPU%s",
                running.balancer().name(),
                work.rate(),
                used / NANOS_PER_MICRO / work.done(),
                work.lost() == 0 ? "" : ", " + work.lost() + " lost"));
    }

    @Override
    public void close() {
        contestants.forEach(Running::close);
    }
}
