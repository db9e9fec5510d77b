package org.penlb.load.client;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.penlb.load.process.Failure;

/**
 * The first client of a program that is just starting.
 *
 * @param connectedNanos when its connection was accepted, by {@link System#nanoTime}
 * @param servedNanos when the first byte of the answer was there
 */
public record FirstRequest(long connectedNanos, long servedNanos) {
    private static final byte[] REQUEST =
            "GET / HTTP/1.1\r\nHost: load\r\nConnection: close\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
    private static final long RETRY_NANOS = TimeUnit.MICROSECONDS.toNanos(300);
    private static final int TIMEOUT_MILLIS = 30_000;

    /**
     * Connects again and again until it is let in, and asks.
     *
     * @throws Failure if there is no answer within 30 s
     */
    public static FirstRequest make(InetSocketAddress server) {
        long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(TIMEOUT_MILLIS);
        while (System.nanoTime() < deadline) {
            try (var socket = new Socket()) {
                socket.setSoTimeout(TIMEOUT_MILLIS);
                socket.connect(server, TIMEOUT_MILLIS);
                long connected = System.nanoTime();
                socket.getOutputStream().write(REQUEST);
                if (socket.getInputStream().read() < 0) {
                    throw new Failure("the first connection was ended without an answer");
                }
                return new FirstRequest(connected, System.nanoTime());
            } catch (IOException _) {
                LockSupport.parkNanos(RETRY_NANOS);
            }
        }
        throw new Failure("nobody was served within " + TIMEOUT_MILLIS / 1000 + " s after the start");
    }
}
