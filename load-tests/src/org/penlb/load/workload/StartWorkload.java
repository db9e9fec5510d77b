package org.penlb.load.workload;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import org.penlb.load.balancer.Balancer;
import org.penlb.load.balancer.Running;
import org.penlb.load.balancer.Setup;
import org.penlb.load.client.FirstRequest;
import org.penlb.load.measure.Memory;
import org.penlb.load.process.Failure;
import org.penlb.load.server.WebServer;
import org.penlb.testing.Ports;

/**
 * Wall time from the start of a program to its first connection and the first byte through it, and its memory 2 s after the
 * start. Beside them the same JVM with a program that says a word.
 */
record StartWorkload() implements Workload {
    static final String NAME = "start";
    static final String HELLO = "hello";
    private static final Duration MEMORY_AFTER = Duration.ofSeconds(2);
    private static final double NANOS_PER_MILLI = 1e6;
    private static final double KIB_PER_MIB = 1024;

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Optional<String> refusal() {
        return WebServer.refusal();
    }

    @Override
    public List<Integer> loops(Plan plan) {
        return plan.loops().subList(0, 1);
    }

    @Override
    public void run(Bench bench, int loops) {
        try (var server = new WebServer(bench.lab())) {
            var setup = new Setup(Setup.Service.STREAM, server.servers(), loops, Setup.Choice.ROUND_ROBIN);
            bench.results().unit(new Results.Series(NAME, loops), "start");
            for (int round = 0; round < bench.plan().rounds(); round++) {
                bench.results().add(new Cell(NAME, loops, HELLO), Metric.LISTENING, helloMillis());
            }
            Single.rounds(bench, NAME, setup, (balancer, cell) -> trial(bench, setup, balancer, cell));
        }
    }

    private static void trial(Bench bench, Setup setup, Balancer balancer, Cell cell) {
        var address = new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), Ports.freeForBoth());
        long start = System.nanoTime();
        try (Running running = Running.launch(balancer, bench.lab(), setup, address)) {
            FirstRequest first = FirstRequest.make(address);
            long wait = (bench.plan().quick() ? bench.plan().length() : MEMORY_AFTER).toNanos();
            while (System.nanoTime() - start < wait) {
                LockSupport.parkNanos(wait - (System.nanoTime() - start));
            }
            Memory memory = running.memory();
            double listening = (first.connectedNanos() - start) / NANOS_PER_MILLI;
            Results results = bench.results();
            results.add(cell, Metric.LISTENING, listening);
            results.add(cell, Metric.FIRST_BYTE, (first.servedNanos() - start) / NANOS_PER_MILLI);
            results.add(cell, Metric.RSS, memory.resident() / KIB_PER_MIB);
            results.add(cell, Metric.PSS, memory.proportional() / KIB_PER_MIB);
            bench.progress().accept(String.format(Locale.ROOT, "  %-8s %8.1f ms", balancer.name(), listening));
        }
    }

    private static double helloMillis() {
        try {
            Path classes = Path.of(Hello.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
            String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
            long start = System.nanoTime();
            Process process =
                    new ProcessBuilder(java, "-cp", classes.toString(), Hello.class.getName()).start();
            int first = process.getInputStream().read();
            long end = System.nanoTime();
            process.destroyForcibly();
            if (first < 0) {
                throw new Failure("a JVM that says a word says nothing");
            }
            return (end - start) / NANOS_PER_MILLI;
        } catch (IOException | URISyntaxException e) {
            throw new Failure("a JVM that says a word cannot be started: " + e.getMessage(), e);
        }
    }
}
