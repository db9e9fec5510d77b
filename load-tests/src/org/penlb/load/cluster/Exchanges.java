package org.penlb.load.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.penlb.load.process.Failure;
import org.penlb.testing.PenCluster;

/** Connections that stay, on each of which a client says something and a server says it again, one after the other. */
final class Exchanges implements AutoCloseable {
    private static final int CONNECTIONS = 16;
    private static final int LENGTH = 100;

    private final ServerSocket server;
    private final PenCluster pens;

    Exchanges(PenCluster pens, String address, int port) {
        this.pens = pens;
        server = pens.amongClients(() -> {
            var socket = new ServerSocket(port, CONNECTIONS, InetAddress.ofLiteral(address));
            Thread.ofPlatform().daemon().start(() -> serve(socket));
            return socket;
        });
    }

    private static void serve(ServerSocket listening) {
        while (!listening.isClosed()) {
            try {
                Socket client = listening.accept();
                Thread.ofPlatform().daemon().start(() -> {
                    try (client) {
                        client.getInputStream().transferTo(client.getOutputStream());
                    } catch (IOException _) {
                        // the client is gone
                    }
                });
            } catch (IOException _) {
                // closed
            }
        }
    }

    /** Exchanges for so long; how many. */
    long run(InetSocketAddress pen, Duration length) {
        var done = new AtomicLong();
        List<Thread> threads = pens.amongClients(() -> {
            List<Thread> all = new ArrayList<>();
            for (int i = 0; i < CONNECTIONS; i++) {
                all.add(Thread.ofPlatform().daemon().start(() -> exchange(pen, length, done)));
            }
            return all;
        });
        try {
            for (Thread thread : threads) {
                thread.join();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Failure("this run was interrupted", e);
        }
        return done.get();
    }

    private static void exchange(InetSocketAddress pen, Duration length, AtomicLong done) {
        long end = System.nanoTime() + length.toNanos();
        try (var socket = new Socket(pen.getAddress(), pen.getPort())) {
            socket.setTcpNoDelay(true);
            byte[] words = new byte[LENGTH];
            while (System.nanoTime() < end) {
                socket.getOutputStream().write(words);
                if (socket.getInputStream().readNBytes(words, 0, LENGTH) < LENGTH) {
                    throw new IOException("it was ended");
                }
                done.incrementAndGet();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        try {
            server.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
