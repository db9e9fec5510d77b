package org.penlb.load.cluster;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntSupplier;
import org.penlb.load.process.Failure;
import org.penlb.testing.PenCluster;

/** Clients of several Pens, each of an address of its own. They connect, hear a server's letter, and end. */
final class Clients implements AutoCloseable {
    /** How many connect at a time. */
    private static final int THREADS = 16;

    private static final long NANOS_PER_SECOND = TimeUnit.SECONDS.toNanos(1);

    /** Clients that were never there before. */
    private final AtomicInteger next = new AtomicInteger();

    private final ExecutorService threads;

    Clients(PenCluster pens) {
        threads = pens.amongClients(() -> {
            var pool = (ThreadPoolExecutor) Executors.newFixedThreadPool(2 * THREADS);
            pool.prestartAllCoreThreads(); // here, so that they are there
            return pool;
        });
    }

    /** A client that was never there before. */
    int newClient() {
        return next.getAndIncrement();
    }

    static Visit visit(int client, int pen) {
        long begun = System.nanoTime();
        char server;
        try {
            server = PenCluster.visit(client, PenCluster.entrance(pen));
        } catch (IOException _) {
            server = Visit.NOBODY;
        }
        return new Visit(client, pen, begun, System.nanoTime() - begun, server);
    }

    /** Many at once, each of them again and again as long as it says, then all are done. */
    private void together(int count, Callable<Boolean> work) {
        List<Callable<Boolean>> all = Collections.nCopies(count, () -> {
            while (work.call()) {}
            return true;
        });
        try {
            for (Future<Boolean> each : threads.invokeAll(all)) {
                each.get();
            }
        } catch (ExecutionException e) {
            throw new Failure("clients failed: " + e.getCause(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Failure("this run was interrupted", e);
        }
    }

    /** Once from each of these, to some Pens by turns, as fast as it goes. */
    List<Visit> visitAll(List<Integer> clients, int... pens) {
        List<Visit> visits = Collections.synchronizedList(new ArrayList<>());
        var at = new AtomicInteger();
        together(THREADS, () -> {
            int i = at.getAndIncrement();
            if (i < clients.size()) {
                visits.add(visit(clients.get(i), pens[i % pens.length]));
            }
            return i < clients.size();
        });
        return List.copyOf(visits);
    }

    private static boolean ask(int client, int pen) {
        return Queries.ask(client, new InetSocketAddress(PenCluster.address(pen), Stand.DNS_PORT));
    }

    /** So many new clients ask some Pens by turns, as fast as it goes. */
    void fill(int count, int... pens) {
        var left = new AtomicInteger(count);
        together(THREADS, () -> {
            int i = left.decrementAndGet();
            if (i >= 0 && !ask(newClient(), pens[i % pens.length])) {
                left.incrementAndGet(); // somebody else instead
            }
            return i > 0;
        });
    }

    /** Visits to a Pen as fast as it goes, for so long; how many were served. */
    int visitFor(Duration length, IntSupplier clients, int pen) {
        long end = System.nanoTime() + length.toNanos();
        var served = new AtomicInteger();
        together(THREADS, () -> {
            if (visit(clients.getAsInt(), pen).served()) {
                served.incrementAndGet();
            }
            return System.nanoTime() < end;
        });
        return served.get();
    }

    /** Visits to some Pens by turns at a fixed rate, evenly spread, until a moment (System.nanoTime). */
    List<Visit> visitUntil(long end, double rate, IntSupplier clients, int... pens) {
        long space = Math.round(NANOS_PER_SECOND / rate);
        long start = System.nanoTime();
        var visits = Collections.synchronizedList(new ArrayList<Visit>());
        var number = new AtomicInteger();
        together(THREADS, () -> {
            int i = number.getAndIncrement();
            long due = start + i * space;
            if (due - end >= 0) {
                return false;
            }
            LockSupport.parkNanos(due - System.nanoTime());
            visits.add(visit(clients.getAsInt(), pens[i % pens.length]));
            return true;
        });
        return List.copyOf(visits);
    }

    /** New clients ask some Pens by turns at a fixed rate, until a moment (System.nanoTime); how many were answered. */
    int askUntil(long end, double rate, int... pens) {
        long space = Math.round(NANOS_PER_SECOND / rate);
        long start = System.nanoTime();
        var number = new AtomicInteger();
        var answered = new AtomicInteger();
        together(THREADS, () -> {
            int i = number.getAndIncrement();
            long due = start + i * space;
            if (due - end >= 0) {
                return false;
            }
            LockSupport.parkNanos(due - System.nanoTime());
            if (ask(newClient(), pens[i % pens.length])) {
                answered.incrementAndGet();
            }
            return true;
        });
        return answered.get();
    }

    /**
     * New clients come to all Pens by turns at a fixed rate; each comes to another one a while after it was served.
     *
     * @return how many of them got another server there
     */
    int moved(int count, double rate, Duration later, int pens) {
        long space = Math.round(NANOS_PER_SECOND / rate);
        long start = System.nanoTime();
        var number = new AtomicInteger();
        var moved = new AtomicInteger();
        together(THREADS, () -> {
            var own = new ArrayDeque<Visit>();
            for (int i = number.getAndIncrement(); i < count; i = number.getAndIncrement()) {
                long due = start + i * space;
                comeBack(own, later, due, pens, moved);
                LockSupport.parkNanos(due - System.nanoTime());
                own.add(visit(newClient(), i % pens));
            }
            comeBack(own, later, Long.MAX_VALUE, pens, moved);
            return false;
        });
        return moved.get();
    }

    /** Those come who are to come before a moment. */
    private static void comeBack(ArrayDeque<Visit> waiting, Duration later, long until, int pens, AtomicInteger moved) {
        for (Visit first = waiting.peek(); first != null; first = waiting.peek()) {
            long due = first.at() + first.nanos() + later.toNanos();
            if (until != Long.MAX_VALUE && due - until > 0) {
                return;
            }
            LockSupport.parkNanos(due - System.nanoTime());
            waiting.remove();
            Visit second = visit(first.client(), (first.pen() + 1) % pens);
            moved.addAndGet(first.served() && first.server() == second.server() ? 0 : 1);
        }
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
