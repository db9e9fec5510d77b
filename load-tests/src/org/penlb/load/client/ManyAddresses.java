package org.penlb.load.client;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.penlb.load.process.Failure;
import org.penlb.load.server.GreetingServer;

/**
 * Clients with as many addresses as asked for, all of 127.0.0.0/8, which no program for load has: each connects, hears the
 * greeting of a {@link GreetingServer} and ends.
 *
 * @param addresses how many, at most 2^22
 * @param threads how many connect at a time
 */
public record ManyAddresses(int addresses, int threads) {
    private static final int TIMEOUT_MILLIS = 5_000;

    /** Visits once from each address. */
    public void visitFromAll(InetSocketAddress server, int limitSeconds) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(limitSeconds);
        var next = new AtomicInteger();
        var greeted = new AtomicInteger();
        together(() -> {
            for (int i = next.getAndIncrement(); i < addresses; i = next.getAndIncrement()) {
                if (System.nanoTime() > deadline) {
                    return;
                }
                // An accept queue that is full for a moment must not leave anybody out.
                boolean served = greeted(server, i);
                while (!served && System.nanoTime() < deadline) {
                    served = greeted(server, i);
                }
                if (served) {
                    greeted.incrementAndGet();
                }
            }
        });
        if (greeted.get() < addresses) {
            throw new Failure(greeted + " of " + addresses + " clients were served within " + limitSeconds + " s");
        }
    }

    /** Visits from addresses drawn by lot, for so long; the units of work are connections. */
    public Work visit(InetSocketAddress server, Duration length) {
        var done = new AtomicLong();
        var lost = new AtomicLong();
        long start = System.nanoTime();
        long deadline = start + length.toNanos();
        together(() -> {
            while (System.nanoTime() < deadline) {
                boolean greeted =
                        greeted(server, ThreadLocalRandom.current().nextInt(addresses));
                (greeted ? done : lost).incrementAndGet();
            }
        });
        double took = (System.nanoTime() - start) / 1e9;
        return new Work(done.doubleValue(), took, 0, lost.get());
    }

    private void together(Runnable work) {
        Thread[] all = new Thread[threads];
        for (int i = 0; i < threads; i++) {
            all[i] = Thread.ofPlatform().daemon().start(work);
        }
        try {
            for (Thread thread : all) {
                thread.join();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Failure("this run was interrupted", e);
        }
    }

    private static boolean greeted(InetSocketAddress server, int client) {
        try (var socket = new Socket()) {
            socket.setSoTimeout(TIMEOUT_MILLIS);
            socket.bind(new InetSocketAddress(address(client), 0));
            socket.connect(server, TIMEOUT_MILLIS);
            return socket.getInputStream().read() == GreetingServer.GREETING
                    && socket.getInputStream().read() < 0;
        } catch (IOException _) {
            return false;
        }
    }

    /** 127.64.0.0 is the first one. */
    static InetAddress address(int client) throws UnknownHostException {
        return InetAddress.getByAddress(
                new byte[] {127, (byte) (64 + (client >> 16)), (byte) (client >> 8), (byte) client});
    }
}
