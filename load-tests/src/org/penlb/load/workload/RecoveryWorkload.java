package org.penlb.load.workload;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.penlb.load.balancer.Balancer;
import org.penlb.load.balancer.Running;
import org.penlb.load.balancer.Setup;
import org.penlb.load.client.SteadyRequests;
import org.penlb.load.server.RestartableServer;

/** For how long clients get no answer when servers are restarted: the only one, one of two, and two one after the other. */
record RecoveryWorkload() implements Workload {
    static final String NAME = "recovery";
    private static final Duration RESTART = Duration.ofMillis(500);
    /** A balancer that left its servers alone for this time has forgotten why. */
    private static final Duration LONGEST = Duration.ofSeconds(45);

    private static final int ENOUGH = 100;

    /** What happens. */
    private enum Scene {
        ONE,
        TWO,
        ROLLING
    }

    /** To what. */
    private record Kind(String name, Setup.Service service) {
        boolean tcp() {
            return service == Setup.Service.STREAM;
        }
    }

    private static final List<Kind> KINDS = List.of(
            new Kind("tcp", Setup.Service.STREAM),
            new Kind("udp", Setup.Service.DATAGRAM),
            new Kind("dns-checked", Setup.Service.DNS_UDP),
            new Kind("dns-unchecked", Setup.Service.DNS_UNCHECKED));

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Optional<String> refusal() {
        return Optional.empty();
    }

    @Override
    public List<Integer> loops(Plan plan) {
        return plan.loops().subList(0, 1);
    }

    @Override
    public void run(Bench bench, int loops) {
        boolean quick = bench.plan().quick();
        for (Kind kind : quick ? KINDS.subList(1, 2) : KINDS) {
            for (Scene scene : quick ? new Scene[] {Scene.ROLLING} : Scene.values()) {
                run(bench, loops, kind, scene);
            }
        }
    }

    private static void run(Bench bench, int loops, Kind kind, Scene scene) {
        String series = NAME + "-" + kind.name() + "-" + scene.name().toLowerCase(Locale.ROOT);
        bench.results().unit(new Results.Series(series, loops), "request");
        List<RestartableServer> servers = Stream.generate(() -> new RestartableServer(kind.tcp()))
                .limit(scene == Scene.ONE ? 1 : 2)
                .toList();
        try {
            var setup = new Setup(
                    kind.service(),
                    servers.stream().map(RestartableServer::address).toList(),
                    loops,
                    Setup.Choice.ROUND_ROBIN);
            Single.rounds(bench, series, setup, (balancer, cell) -> trial(bench, setup, servers, scene, balancer, cell));
        } finally {
            servers.forEach(RestartableServer::close);
        }
    }

    private static void trial(
            Bench bench, Setup setup, List<RestartableServer> servers, Scene scene, Balancer balancer, Cell cell) {
        Duration pause = bench.plan().quick() ? bench.plan().length() : RESTART;
        int enough = bench.plan().quick() ? 1 : ENOUGH;
        try (Running running = Running.start(balancer, bench.lab(), setup)) {
            double away;
            try (var requests = new SteadyRequests(running.address(), setup.tcp())) {
                await(requests, enough);
                for (RestartableServer server : scene == Scene.ROLLING ? servers : servers.subList(0, 1)) {
                    server.stop();
                    LockSupport.parkNanos(pause.toNanos());
                    server.start();
                }
                await(requests, 2 * enough);
                away = requests.longestAwayMillis();
            }
            bench.results().add(cell, Metric.AWAY, away);
            bench.progress().accept(String.format(Locale.ROOT, "  %-8s %8.0f ms", balancer.name(), away));
        }
    }

    private static void await(SteadyRequests requests, int answered) {
        long begun = System.nanoTime();
        while (requests.answeredInARow() < answered && System.nanoTime() - begun < LONGEST.toNanos()) {
            LockSupport.parkNanos(Duration.ofMillis(10).toNanos());
        }
    }
}
