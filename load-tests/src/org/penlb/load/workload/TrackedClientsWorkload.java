package org.penlb.load.workload;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.penlb.load.balancer.Balancer;
import org.penlb.load.balancer.Setup;
import org.penlb.load.client.ManyAddresses;
import org.penlb.load.server.GreetingServer;

/** What the number of remembered clients costs: connections of known clients, of a thousand and of a million, by turns. */
record TrackedClientsWorkload() implements Workload {
    static final String FEW = "tracked-clients-1k";
    static final String MANY = "tracked-clients-1m";

    private static final int FEW_CLIENTS = 1_000;
    private static final int MANY_CLIENTS = 1_000_000;
    /** A million would take minutes; the series keeps its name. */
    private static final int QUICK_CLIENTS = 1_500;

    private static final int THREADS = 8;
    /** More than twice what it takes on a busy machine of two cores, and less than pen needs for a million. */
    private static final int FILL_LIMIT_SECONDS = 150;
    /** Those who have such a table: HAProxy's stick tables say something else, the others have none. */
    private static final Set<String> TRACKERS = Set.of("ours", Balancer.BEFORE, "pen");

    @Override
    public String name() {
        return "tracked-clients";
    }

    @Override
    public Optional<String> refusal() {
        return GreetingServer.refusal();
    }

    @Override
    public List<Integer> loops(Plan plan) {
        return plan.loops().subList(0, 1);
    }

    @Override
    public void run(Bench every, int loops) {
        for (Balancer other : every.balancers()) {
            if (!TRACKERS.contains(other.name())) {
                every.results().skip(new Cell(name(), loops, other.name()), "it has no table of clients as pen has");
            }
        }
        var bench = new Bench(
                every.lab(),
                every.plan(),
                every.balancers().stream()
                        .filter(balancer -> TRACKERS.contains(balancer.name()))
                        .toList(),
                every.results(),
                every.progress());
        Plan plan = bench.plan();
        int most = plan.size(MANY_CLIENTS, QUICK_CLIENTS);
        try (var server = new GreetingServer(bench.lab())) {
            // Both have room for all, so that what differs is how many are in there.
            var setup = new Setup(Setup.Service.STREAM, server.servers(), loops, Setup.Choice.TRACKED, most);
            bench.results().unit(new Results.Series(FEW, loops), "connection");
            bench.results().unit(new Results.Series(MANY, loops), "connection");
            var fewClients = new ManyAddresses(FEW_CLIENTS, THREADS);
            var manyClients = new ManyAddresses(most, THREADS);
            try (var few = new Contest(bench, FEW, setup);
                    var many = new Contest(bench, MANY, setup)) {
                fill(bench, few, FEW, fewClients);
                fill(bench, many, MANY, manyClients);
                for (int round = 0; round < plan.rounds(); round++) {
                    few.measureRound(round, FEW, (running, length) -> fewClients.visit(running.address(), length));
                    many.measureRound(round, MANY, (running, length) -> manyClients.visit(running.address(), length));
                }
            }
        }
    }

    private static void fill(Bench bench, Contest contest, String series, ManyAddresses clients) {
        contest.prepare(series, running -> {
            bench.progress().accept("  filling " + running.balancer().name() + " with " + clients.addresses());
            clients.visitFromAll(running.address(), FILL_LIMIT_SECONDS);
        });
        contest.warmUp(series, (running, length) -> clients.visit(running.address(), length));
    }
}
