package org.penlb.load.workload;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.penlb.load.balancer.Setup;
import org.penlb.load.client.H2load;
import org.penlb.load.client.PacedConnections;
import org.penlb.load.client.Wrk;
import org.penlb.load.server.WebServer;

/**
 * HTTP through a balancer of TCP: as much as it can, and, where its latency is looked at, again at a rate that all can hold.
 *
 * @param unit what is counted: each request is one
 * @param wrk what saturates it
 * @param paced what looks at its latency; null if nobody does
 */
record HttpWorkload(String name, String unit, Wrk wrk, @Nullable Paced paced) implements Workload {
    /** Load at a fixed rate. */
    interface Paced {
        Contest.Load at(Bench bench, double rate);
    }

    /** Threads of our client: more than are ever open at a rate that the balancer can hold. */
    private static final int PACED_THREADS = 32;

    static List<Workload> all() {
        return List.of(
                new HttpWorkload("http-keepalive", "request", new Wrk(WebServer.SMALL, 64, false), HttpWorkload::requests),
                new HttpWorkload(
                        "http-connection", "connection", new Wrk(WebServer.SMALL, 64, true), HttpWorkload::connections),
                new HttpWorkload("http-1m", "MiB", new Wrk(WebServer.MIB_1, 8, false), null),
                new HttpWorkload("http-16k", "request", new Wrk(WebServer.KIB_16, 32, false), null));
    }

    private static Contest.Load requests(Bench bench, double rate) {
        var client = new H2load(WebServer.SMALL, 64);
        return (running, length) -> client.run(bench.lab(), running.address(), length, rate);
    }

    private static Contest.Load connections(Bench bench, double rate) {
        var client = new PacedConnections(PACED_THREADS);
        return (running, length) -> client.run(running.address(), length, rate);
    }

    @Override
    public Optional<String> refusal() {
        return WebServer.refusal().or(Wrk::refusal).or(H2load::refusal);
    }

    @Override
    public List<Integer> loops(Plan plan) {
        // One workload with every number of loops shows that they work.
        return plan.quick() && !name.equals("http-1m") ? plan.loops().subList(0, 1) : plan.loops();
    }

    @Override
    public void run(Bench bench, int loops) {
        try (var server = new WebServer(bench.lab())) {
            var setup = new Setup(Setup.Service.STREAM, server.servers(), loops, Setup.Choice.ROUND_ROBIN);
            try (var contest = new Contest(bench, name, setup)) {
                Contest.Load load = (running, length) -> wrk.run(bench.lab(), running.address(), length);
                contest.warmUp(name, load);
                bench.results().unit(new Results.Series(name, loops), unit);
                contest.measure(name, load);
                if (paced != null) {
                    Latency.measure(bench, contest, new Results.Series(name, loops), paced::at);
                }
            }
        }
    }
}
