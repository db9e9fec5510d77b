package org.penlb.load.client;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.penlb.load.process.Failure;
import org.penlb.load.process.Lab;

/**
 * Connections that each resume the TLS session of the one before, with a request each: a ticket of TLS 1.3 is used once, so
 * each thread has one connection at a time, and sessions of its own.
 *
 * @param threads how many at a time
 */
public record ResumedConnections(int threads) {
    private static final byte[] REQUEST =
            "GET / HTTP/1.1\r\nHost: load\r\nConnection: close\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
    private static final int TIMEOUT_MILLIS = 10_000;

    /** Connects for so long; the units of work are connections. */
    public Work run(InetSocketAddress server, Duration length) {
        long until = System.nanoTime() + length.toNanos();
        try (ExecutorService pool = Executors.newFixedThreadPool(threads)) {
            List<Future<Integer>> parts = new ArrayList<>();
            for (int i = 0; i < threads; i++) {
                parts.add(pool.submit(part(server, until)));
            }
            int done = 0;
            for (Future<Integer> part : parts) {
                done += part.get();
            }
            return new Work(done, Lab.seconds(length), 0, 0);
        } catch (ExecutionException e) {
            throw new Failure("a connection with TLS: " + e.getCause(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Failure("this run was interrupted", e);
        }
    }

    private static Callable<Integer> part(InetSocketAddress server, long until) {
        return () -> {
            SSLContext sessions = TrustingClient.context();
            int done = 0;
            while (System.nanoTime() - until < 0) {
                once(sessions, server);
                done++;
            }
            return done;
        };
    }

    private static void once(SSLContext sessions, InetSocketAddress server) throws IOException {
        var below = new Socket();
        below.setTcpNoDelay(true); // or the end of each handshake waits for an acknowledgement
        below.setSoTimeout(TIMEOUT_MILLIS);
        below.connect(server, TIMEOUT_MILLIS);
        try (var socket = (SSLSocket)
                sessions.getSocketFactory().createSocket(below, "load", server.getPort(), true)) {
            socket.getOutputStream().write(REQUEST);
            if (socket.getInputStream().readAllBytes().length == 0) {
                throw new IOException("it was ended without an answer");
            }
        }
    }
}
