package org.penlb.load.workload;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.penlb.load.balancer.Setup;
import org.penlb.load.client.Wrk;
import org.penlb.load.server.WebServer;

/**
 * What the number of servers costs: new connections with two servers and with a thousand, by turns.
 *
 * @param choice how servers are chosen
 */
record ServersWorkload(String name, Setup.Choice choice) implements Workload {
    static final String ROUND_ROBIN = "servers-roundrobin";
    static final String TRACKED = "servers-tracked";
    private static final int FEW = 2;
    private static final int MANY = 1000;
    private static final int PER_NETWORK = 250;
    private static final Wrk CLIENT = new Wrk(WebServer.SMALL, 64, true);

    static List<Workload> all() {
        return List.of(
                new ServersWorkload(ROUND_ROBIN, Setup.Choice.ROUND_ROBIN),
                new ServersWorkload(TRACKED, Setup.Choice.TRACKED));
    }

    /** The series with two servers. */
    static String few(String workload) {
        return workload + "-" + FEW;
    }

    /** The series with a thousand. */
    static String many(String workload) {
        return workload + "-" + MANY;
    }

    @Override
    public Optional<String> refusal() {
        return WebServer.refusal().or(Wrk::refusal);
    }

    @Override
    public List<Integer> loops(Plan plan) {
        return plan.loops().subList(0, 1);
    }

    @Override
    public void run(Bench bench, int loops) {
        try (var server = new WebServer(bench.lab());
                var few = contest(bench, few(name), server, FEW, loops);
                var many = contest(bench, many(name), server, MANY, loops)) {
            Contest.Load load = (running, length) -> CLIENT.run(bench.lab(), running.address(), length);
            few.warmUp(few(name), load);
            many.warmUp(many(name), load);
            for (int round = 0; round < bench.plan().rounds(); round++) {
                few.measureRound(round, few(name), load);
                many.measureRound(round, many(name), load);
            }
        }
    }

    private Contest contest(Bench bench, String series, WebServer server, int count, int loops) {
        bench.results().unit(new Results.Series(series, loops), "connection");
        int port = server.servers().getFirst().getPort();
        List<InetSocketAddress> addresses = IntStream.range(0, count)
                .mapToObj(i -> "127.1." + i / PER_NETWORK + "." + (1 + i % PER_NETWORK))
                .map(address -> new InetSocketAddress(InetAddress.ofLiteral(address), port))
                .toList();
        return new Contest(bench, series, new Setup(Setup.Service.STREAM, addresses, loops, choice));
    }
}
