package org.penlb.load.cluster;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.function.BooleanSupplier;
import org.penlb.load.measure.CpuClock;
import org.penlb.load.measure.Memory;
import org.penlb.load.process.Failure;
import org.penlb.load.process.Lab;
import org.penlb.testing.Await;
import org.penlb.testing.Kill;
import org.penlb.testing.PenCluster;

/** Three instances as a user starts them, one Pen that is none, servers and clients. */
final class Stand implements AutoCloseable {
    static final int MEMBERS = 3;
    /** The Pen that shares nothing. */
    static final int ALONE = MEMBERS;

    /** A service for connections that stay, and its server. */
    static final int ECHO_PORT = 81;

    /** A service for queries, and its server. */
    static final int DNS_PORT = 53;

    static final String ECHO_SERVER = "10.9.0.1";

    private static final int SERVERS = 4;
    private static final int CLIENTS_MAX = 3_000_000;
    private static final Duration LONGEST = Duration.ofMinutes(15);
    private static final double NANOS_PER_SECOND = 1e9;

    final PenCluster pens;
    final Clients clients;
    private final Queries queries;

    Stand(Lab lab) {
        String pen = Path.of(Objects.requireNonNull(System.getProperty("pen.home"), "pen.home"))
                .resolve("bin")
                .resolve("pen")
                .toString();
        try {
            pens = new PenCluster(lab.newFolder("cluster"), MEMBERS, 1, SERVERS, arguments -> {
                var command = new ArrayList<>(List.of(pen));
                command.addAll(arguments);
                return command;
            });
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        clients = new Clients(pens);
        queries = new Queries(pens, ECHO_SERVER, DNS_PORT);
    }

    /** Starts an instance, or the Pen that is none. */
    void start(int pen) {
        try {
            JsonObject config = pens.config(pen, pen != ALONE, CLIENTS_MAX);
            config.getJsonArray("services")
                    .add(new JsonObject()
                            .put("name", "echo")
                            .put("listen", "tcp://" + PenCluster.address(pen) + ":" + ECHO_PORT)
                            .put("servers", new JsonArray().add(ECHO_SERVER + ":" + ECHO_PORT)))
                    .add(new JsonObject()
                            .put("name", "dns")
                            .put("protocol", "dns")
                            .put("selection", "tracking")
                            .put("clientsMax", CLIENTS_MAX)
                            .put("listen", "udp://" + PenCluster.address(pen) + ":" + DNS_PORT)
                            .put("servers", new JsonArray().add(ECHO_SERVER + ":" + DNS_PORT)));
            pens.start(pen, config);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Starts all instances, and returns when each hears each and nothing is missing anywhere. */
    void startAll() {
        long begun = System.nanoTime();
        for (int i = 0; i < MEMBERS; i++) {
            start(i);
        }
        awaitAgreed(begun);
    }

    /** Seconds until each hears each and has looked, since a moment, that it knows all that the other one knows. */
    double awaitAgreed(long since) {
        return await(
                "all agree",
                since,
                () -> pairs((one, other) ->
                        pens.hears(one, other) && pens.completeMillisAgo(one, other) < millisSince(since)));
    }

    /** Seconds until each hears each. */
    double awaitHeard(long since) {
        return await("all hear all", since, () -> pairs(pens::hears));
    }

    /** Something about an instance and another one. */
    interface Pair {
        boolean holds(int one, int other);
    }

    /** Whether it holds for all of them. */
    static boolean pairs(Pair pair) {
        for (int one = 0; one < MEMBERS; one++) {
            for (int other = 0; other < MEMBERS; other++) {
                if (one != other && !pair.holds(one, other)) {
                    return false;
                }
            }
        }
        return true;
    }

    static long millisSince(long moment) {
        return (System.nanoTime() - moment) / 1_000_000;
    }

    static double secondsSince(long moment) {
        return (System.nanoTime() - moment) / NANOS_PER_SECOND;
    }

    /** Seconds from a moment until something holds. */
    double await(String what, long since, BooleanSupplier condition) {
        long looks = System.nanoTime();
        while (!condition.getAsBoolean()) {
            long now = System.nanoTime();
            if (now - since > LONGEST.toNanos()) {
                throw new Failure(String.format(Locale.ROOT, "not within %d s: %s", LONGEST.toSeconds(), what));
            }
            Await.pause(now - since, now - looks);
            looks = System.nanoTime();
        }
        return secondsSince(since);
    }

    /** Returns when so much time has passed. */
    void pass(Duration time) {
        long begun = System.nanoTime();
        await("time passes", begun, () -> System.nanoTime() - begun >= time.toNanos());
    }

    /** The CPU time that a Pen has used, in nanoseconds. */
    long cpu(int pen) {
        return CpuClock.nanos(pens.pen(pen).pid());
    }

    /** The memory that a Pen has, in MiB. */
    double residentMib(int pen) {
        return Memory.of(List.of(pens.pen(pen).pid())).resident() / 1024.0;
    }

    /** How much of a Pen's heap is in use, in MiB; its garbage is collected by that. */
    double heapMib(int pen) {
        try {
            return pens.pen(pen).liveHeapKib() / 1024.0;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** How many assignments an instance has got from others, or has told them. */
    long assignments(int pen, String which) {
        var cluster = pens.cluster(pen);
        return cluster == null ? 0 : cluster.getJsonObject("assignments").getLong(which);
    }

    /** Stops a process, or has it go on: STOP, CONT. */
    void signal(int pen, String name) {
        try {
            Kill.send(name, pens.pen(pen).pid());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Failure("this run was interrupted", e);
        }
    }

    /** How many lines of a Pen's log have this in them. */
    long said(int pen, String part) {
        return pens.pen(pen).said().stream().filter(line -> line.contains(part)).count();
    }

    @Override
    public void close() {
        clients.close();
        queries.close();
        try {
            pens.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
