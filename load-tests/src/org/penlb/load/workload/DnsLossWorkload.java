package org.penlb.load.workload;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.penlb.load.balancer.Balancer;
import org.penlb.load.balancer.Running;
import org.penlb.load.balancer.Setup;
import org.penlb.load.client.Dnsperf;
import org.penlb.load.client.Work;
import org.penlb.load.process.Failure;
import org.penlb.load.process.Lab;
import org.penlb.load.server.NameServer;

/**
 * Who loses queries: the rate is raised until dnsdist starts to, or until dnsperf cannot ask any faster; then all are asked
 * at that rate. dnsperf does not wait for answers here, so what a balancer cannot take in time overflows a socket's buffer.
 */
record DnsLossWorkload() implements Workload {
    static final String NAME = "dns-loss";
    private static final String YARDSTICK = "dnsdist";
    private static final Dnsperf CLIENT = new Dnsperf(false, DnsWorkload.CLIENTS, 20_000, false);
    private static final int FIRST_RATE = 20_000;
    private static final int LAST_RATE = 1_000_000;
    private static final double STEP = 1.25;
    private static final double QUICK_STEP = 4;
    /** Less of what it should have asked means that dnsperf is at its end. */
    private static final double ASKED = 0.95;

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Optional<String> refusal() {
        return NameServer.refusal().or(Dnsperf::refusal);
    }

    @Override
    public List<Integer> loops(Plan plan) {
        return plan.loops().subList(0, 1);
    }

    @Override
    public void run(Bench bench, int loops) {
        Optional<Balancer> yardstick = bench.balancers().stream()
                .filter(balancer -> balancer.name().equals(YARDSTICK))
                .findFirst();
        try (var server = new NameServer(bench.lab())) {
            var setup = new Setup(Setup.Service.DNS_UDP, server.servers(), loops, Setup.Choice.ROUND_ROBIN);
            Optional<String> missing = yardstick.isEmpty()
                    ? Optional.of(YARDSTICK + " is not among the balancers")
                    : yardstick.get().refusal(setup);
            if (missing.isPresent()) {
                throw new Failure("no rate at which " + YARDSTICK + " loses queries: " + missing.get());
            }
            double rate = firstLossyRate(bench, setup, yardstick.orElseThrow());
            var series = new Results.Series(NAME, loops);
            bench.results().unit(series, "query");
            bench.results().offered(series, rate);
            bench.progress().accept("  all at " + Math.round(rate) + "/s:");
            try (var contest = new Contest(bench, NAME, setup)) {
                contest.warmUp(NAME, (running, length) -> ask(bench, running, length, rate));
                contest.measure(NAME, (running, length) -> ask(bench, running, length, rate));
            }
        }
    }

    private static Work ask(Bench bench, Running running, Duration length, double rate) {
        return CLIENT.count(bench.lab(), running.address(), length, rate);
    }

    private static double firstLossyRate(Bench bench, Setup setup, Balancer yardstick) {
        Duration length = bench.plan().length();
        double step = bench.plan().quick() ? QUICK_STEP : STEP;
        try (Running running = Running.start(yardstick, bench.lab(), setup)) {
            ask(bench, running, length, FIRST_RATE); // unmeasured: its servers are up, its code is in the caches
            double rate = FIRST_RATE;
            while (true) {
                Work work = ask(bench, running, length, rate);
                boolean fellBehind = work.done() + work.lost() < ASKED * rate * Lab.seconds(length);
                bench.progress()
                        .accept("  " + YARDSTICK + " at " + Math.round(rate) + "/s: " + work.lost() + " lost"
                                + (fellBehind ? ", and dnsperf cannot ask faster" : ""));
                if (work.lost() > 0 || fellBehind || rate > LAST_RATE) {
                    return rate;
                }
                rate *= step;
            }
        }
    }
}
