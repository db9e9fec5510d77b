package org.penlb.load.workload;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;

/** What ours should reach. All are ratios within a run, or what one of ours takes: a slower machine changes nothing. */
public final class Targets {
    /** Two event loops, a client and a server. */
    private static final int CORES_FOR_TWO_LOOPS = 4;

    private static final List<String> SATURATED = List.of("http-keepalive", "http-connection", "http-1m", "dns-udp");
    private static final String LOSSY = DnsLossWorkload.NAME;

    private final Results results;
    private final int cores;
    private final List<Target> targets = new ArrayList<>();

    private Targets(Results results, int cores) {
        this.results = results;
        this.cores = cores;
    }

    /**
     * All of them.
     *
     * @param loops with how many event loops series were made
     * @param cores how many processors the machine has
     */
    public static List<Target> of(Results results, List<Integer> loops, int cores) {
        var all = new Targets(results, cores);
        loops.forEach(all::beside);
        all.alone(loops.getFirst());
        if (loops.contains(1) && loops.contains(2)) {
            all.twoLoops();
        }
        return List.copyOf(all.targets);
    }

    /** Beside the peers. */
    private void beside(int loops) {
        cpuToBest("http-keepalive", loops, 0.95);
        cpuTo("http-keepalive", loops, "haproxy", 0.75);
        cpuToBest("http-connection", loops, 1.0);
        cpuToBest("http-1m", loops, 0.35);
        cpuTo("dns-udp", loops, "dnsdist", 0.60);
        tls(loops);
        for (String workload : SATURATED) {
            Cell ours = ours(workload, loops);
            add(ours, Target.atLeast(
                    1.0, name(workload, loops) + "work to the best peer", results.ratioToBest(ours, Metric.RATE)));
        }
        p99(Latency.of("http-keepalive"), loops, "haproxy");
        p99(Latency.of("http-connection"), loops, "haproxy");
        p99(Latency.of("dns-udp"), loops, "dnsdist");
    }

    private void tls(int loops) {
        for (String bulk : List.of("tls-1m", "tls-upload")) {
            cpuTo(bulk, loops, "haproxy", 0.70);
            cpuTo(bulk, loops, "nginx", 0.80);
        }
        cpuToBest("tls-keepalive", loops, 0.90);
        cpuToBest("tls-connection-ecdsa", loops, 0.95);
        cpuToBest("tls-connection-rsa", loops, 1.10);
        cpuToBest("tls-resumed", loops, 1.10);
    }

    private void cpuToBest(String workload, int loops, double limit) {
        Cell ours = ours(workload, loops);
        add(ours, Target.atMost(
                limit, "", name(workload, loops) + "CPU to the best peer", results.ratioToBest(ours, Metric.CPU)));
    }

    private void cpuTo(String workload, int loops, String peer, double limit) {
        Cell ours = ours(workload, loops);
        OptionalDouble ratio = results.ratio(ours, new Cell(workload, loops, peer), Metric.CPU);
        add(ours, Target.atMost(limit, "", name(workload, loops) + "CPU to " + peer, ratio));
    }

    private void p99(String workload, int loops, String peer) {
        Cell ours = ours(workload, loops);
        OptionalDouble ratio = results.ratio(ours, new Cell(workload, loops, peer), Metric.P99);
        add(ours, Target.atMost(1.2, "", name(workload, loops) + "p99 to " + peer, ratio));
    }

    /** Of ours itself. */
    private void alone(int loops) {
        Cell lossy = ours(LOSSY, loops);
        targets.add(Target.atMost(
                0,
                "queries",
                name(LOSSY, loops) + "lost",
                results.rounds(lossy, Metric.LOST).isEmpty()
                        ? OptionalDouble.empty()
                        : OptionalDouble.of(results.total(lossy, Metric.LOST))));
        growth("1 M tracked clients to 1 k", TrackedClientsWorkload.FEW, TrackedClientsWorkload.MANY, loops);
        for (String servers : List.of(ServersWorkload.ROUND_ROBIN, ServersWorkload.TRACKED)) {
            growth(servers + ", 1000 to 2", ServersWorkload.few(servers), ServersWorkload.many(servers), loops);
        }
        targets.add(Target.atMost(
                4, "KiB", "idle: memory of a connection", results.median(ours("idle", loops), Metric.PER_CONNECTION)));
        targets.add(Target.atMost(
                8,
                "KiB",
                "tls-idle: memory of a connection",
                results.median(ours("tls-idle", loops), Metric.PER_CONNECTION)));
        Cell start = ours(StartWorkload.NAME, loops);
        targets.add(Target.atMost(80, "MiB", "start: resident memory", results.median(start, Metric.RSS)));
        targets.add(Target.atMost(
                3,
                "",
                "start: until it listens, to a JVM's hello",
                results.ratio(
                        start, new Cell(StartWorkload.NAME, loops, StartWorkload.HELLO), Metric.LISTENING)));
    }

    private void growth(String what, String few, String many, int loops) {
        Cell more = ours(many, loops);
        add(more, Target.atMost(1.1, "", what + ": CPU", results.ratio(more, ours(few, loops), Metric.CPU)));
    }

    private void twoLoops() {
        for (String workload : SATURATED) {
            Cell two = ours(workload, 2);
            Target target = Target.atLeast(
                    1.6, workload + ": work of 2 loops to 1", results.ratio(two, ours(workload, 1), Metric.RATE));
            add(two, cores < CORES_FOR_TWO_LOOPS ? target.notJudged() : target);
        }
    }

    /** What was saved by losing answers does not count. */
    private void add(Cell cell, Target target) {
        boolean judged = target.verdict() == Target.Verdict.MET || target.verdict() == Target.Verdict.MISSED;
        targets.add(judged && !results.worthy(cell) ? target.missed() : target);
    }

    private Cell ours(String workload, int loops) {
        return new Cell(workload, loops, results.ours());
    }

    private static String name(String workload, int loops) {
        return workload + ", " + loops + (loops == 1 ? " loop: " : " loops: ");
    }
}
