package org.penlb.load.client;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.penlb.load.measure.Latencies;
import org.penlb.load.process.Failure;
import org.penlb.load.process.Lab;

/**
 * New connections at a fixed rate, evenly spread, each for one request: h2load cannot do that at a rate. Latency is from
 * the connection's start to the last byte of the answer. What could not start in time, because all threads still waited for
 * answers, counts from when it should have started: whoever is slow shall not be asked less.
 *
 * @param threads how many connections at most are open at a time
 */
public record PacedConnections(int threads) {
    private static final byte[] REQUEST =
            "GET / HTTP/1.1\r\nHost: load\r\nConnection: close\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] OK = "HTTP/1.1 200 ".getBytes(StandardCharsets.US_ASCII);
    private static final int TIMEOUT_MILLIS = 5_000;

    /** What a thread has seen. */
    private static final class Tally {
        final double[] latencies;
        int answered;
        long wrong;
        long lost;

        Tally(int most) {
            latencies = new double[most];
        }
    }

    /** Connects for so long, so many times a second; the units of work are connections. */
    public Work run(InetSocketAddress server, Duration length, double rate) {
        double seconds = Lab.seconds(length);
        long space = Math.round(TimeUnit.SECONDS.toNanos(1) / rate);
        int count = (int) (seconds * rate);
        long start = System.nanoTime();
        try (ExecutorService pool = Executors.newFixedThreadPool(threads)) {
            List<Future<Tally>> tallies = new ArrayList<>();
            for (int i = 0; i < threads; i++) {
                int first = i;
                tallies.add(pool.submit(() -> connect(server, first, count, start, space)));
            }
            return sum(tallies, seconds);
        } catch (ExecutionException e) {
            throw new Failure("the client of paced connections failed: " + e.getCause(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Failure("this run was interrupted", e);
        }
    }

    private Tally connect(InetSocketAddress server, int first, int count, long start, long space) {
        var tally = new Tally(count / threads + 1);
        var buffer = new byte[4096];
        for (int i = first; i < count; i += threads) {
            long due = start + i * space;
            long begun = due;
            if (System.nanoTime() < due) {
                LockSupport.parkNanos(due - System.nanoTime());
                begun = System.nanoTime(); // in time: that a thread wakes up late is not the balancer's doing
            }
            try {
                tally.wrong += exchange(server, buffer) ? 0 : 1;
                tally.latencies[tally.answered++] = (System.nanoTime() - begun) / 1e3;
            } catch (IOException _) {
                tally.lost++;
            }
        }
        return tally;
    }

    private static boolean exchange(InetSocketAddress server, byte[] buffer) throws IOException {
        try (var socket = new Socket()) {
            socket.setSoTimeout(TIMEOUT_MILLIS);
            socket.connect(server, TIMEOUT_MILLIS);
            socket.getOutputStream().write(REQUEST);
            int length = socket.getInputStream().readNBytes(buffer, 0, buffer.length);
            return length > OK.length && Arrays.equals(buffer, 0, OK.length, OK, 0, OK.length);
        }
    }

    private static Work sum(List<Future<Tally>> tallies, double seconds) throws ExecutionException, InterruptedException {
        double[] latencies = {};
        long wrong = 0;
        long lost = 0;
        for (Future<Tally> future : tallies) {
            Tally tally = future.get();
            int before = latencies.length;
            latencies = Arrays.copyOf(latencies, before + tally.answered);
            System.arraycopy(tally.latencies, 0, latencies, before, tally.answered);
            wrong += tally.wrong;
            lost += tally.lost;
        }
        return new Work(latencies.length, seconds, wrong, lost, new Latencies(latencies));
    }
}
