package org.penlb.load.workload;

import java.util.List;
import java.util.Optional;
import org.penlb.load.balancer.Setup;
import org.penlb.load.client.Dnsperf;
import org.penlb.load.server.NameServer;

/**
 * DNS queries: as many as it can, and over UDP again at a rate that all can hold.
 *
 * @param service over UDP or TCP
 * @param client what saturates it
 */
record DnsWorkload(String name, Setup.Service service, Dnsperf client) implements Workload {
    static final int CLIENTS = 8;
    /** So few that no socket's buffer overflows, however slow the balancer is. */
    private static final int OPEN = 100;

    static List<Workload> all() {
        return List.of(
                new DnsWorkload("dns-udp", Setup.Service.DNS_UDP, new Dnsperf(false, CLIENTS, OPEN, false)),
                new DnsWorkload("dns-udp-mixed", Setup.Service.DNS_UDP, new Dnsperf(false, CLIENTS, OPEN, true)),
                new DnsWorkload("dns-tcp", Setup.Service.DNS_TCP, new Dnsperf(true, CLIENTS, OPEN, false)));
    }

    @Override
    public Optional<String> refusal() {
        return NameServer.refusal().or(Dnsperf::refusal);
    }

    @Override
    public List<Integer> loops(Plan plan) {
        return client.tcp() || plan.quick() ? plan.loops().subList(0, 1) : plan.loops();
    }

    @Override
    public void run(Bench bench, int loops) {
        try (var server = new NameServer(bench.lab())) {
            var setup = new Setup(service, server.servers(), loops, Setup.Choice.ROUND_ROBIN);
            try (var contest = new Contest(bench, name, setup)) {
                Contest.Load load = (running, length) -> client.saturate(bench.lab(), running.address(), length);
                contest.warmUp(name, load);
                bench.results().unit(new Results.Series(name, loops), "query");
                contest.measure(name, load);
                if (!client.tcp()) {
                    Latency.measure(bench, contest, new Results.Series(name, loops), this::paced);
                }
            }
        }
    }

    private Contest.Load paced(Bench bench, double rate) {
        return (running, length) -> client.pace(bench.lab(), running.address(), length, rate);
    }
}
