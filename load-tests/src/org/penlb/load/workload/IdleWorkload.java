package org.penlb.load.workload;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.penlb.load.balancer.Balancer;
import org.penlb.load.balancer.Running;
import org.penlb.load.balancer.Setup;
import org.penlb.load.client.IdleConnections;
import org.penlb.load.client.TrustingClient;
import org.penlb.load.measure.Memory;
import org.penlb.load.server.WebServer;
import org.penlb.system.FileLimit;

/**
 * What one more idle connection costs: how the balancer's resident memory grows with so many, when it has a thousand already.
 * Those, and others that came and went before them, bring along what is needed once: compiled code, tables, a heap.
 */
record IdleWorkload(String name, boolean tls) implements Workload {
    private static final int CONNECTIONS = 3000;
    private static final int FEW = 500;
    private static final int FIRST = 1000;
    private static final int FIRST_FEW = 100;
    /** Of those that come and go, so many at a time, which is few: what they leave free is not what the others are made of. */
    private static final int PASSING = 50;

    private static final int TIMES = 100;

    private static final double KIB_PER_MIB = 1024;

    @Override
    public Optional<String> refusal() {
        int affordable = FileLimit.current().connections(1);
        return affordable < FIRST + CONNECTIONS
                ? Optional.of("too few descriptors: " + FileLimit.current() + " allow " + affordable
                        + " connections (expected: " + (FIRST + CONNECTIONS) + "; raise it with ulimit -n)")
                : WebServer.refusal();
    }

    @Override
    public List<Integer> loops(Plan plan) {
        return plan.loops().subList(0, 1);
    }

    @Override
    public void run(Bench bench, int loops) {
        int count = bench.plan().size(CONNECTIONS, FEW);
        try (var server = new WebServer(bench.lab())) {
            var setup = new Setup(Setup.Service.STREAM, server.servers(), loops, Setup.Choice.ROUND_ROBIN);
            setup = tls ? setup.with(Identity.ECDSA.files(bench.lab())) : setup;
            Setup wanted = setup;
            bench.results().unit(new Results.Series(name(), loops), "idle connection");
            Single.rounds(bench, name(), setup, (balancer, cell) -> trial(bench, wanted, count, balancer, cell));
        }
    }

    private IdleConnections connections(Running running, int count) {
        return tls
                ? new IdleConnections(
                        running.address(), count, TrustingClient.context().getSocketFactory())
                : new IdleConnections(running.address(), count);
    }

    private void trial(Bench bench, Setup setup, int count, Balancer balancer, Cell cell) {
        try (Running running = Running.start(balancer, bench.lab(), setup)) {
            for (int i = 0; i < bench.plan().size(TIMES, 1); i++) {
                connections(running, PASSING).close();
            }
            try (var _ = connections(running, bench.plan().size(FIRST, FIRST_FEW))) {
                measure(bench, running, count, cell);
            }
        }
    }

    private void measure(Bench bench, Running running, int count, Cell cell) {
            Memory before = running.memory();
            try (var _ = connections(running, count)) {
                Memory after = running.memory();
                double each = (after.resident() - before.resident()) / (double) count;
                bench.results().add(cell, Metric.PER_CONNECTION, each);
                bench.results().add(cell, Metric.RSS, after.resident() / KIB_PER_MIB);
                bench.results().add(cell, Metric.PSS, after.proportional() / KIB_PER_MIB);
                bench.progress()
                        .accept(String.format(
                            Locale.ROOT, "  %-8s %8.2f KiB each", running.balancer().name(), each));
            }
    }
}
