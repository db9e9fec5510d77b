package org.penlb.listen;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.LinkedBlockingQueue;

/** A server on loopback that says its name in a line, then sends back what it gets, until the client ends. */
final class EchoServer implements AutoCloseable {
    private final String name;
    private final ServerSocket listening;
    private final Queue<Socket> open = new ConcurrentLinkedQueue<>();

    /** Every connection as it was accepted. */
    final BlockingQueue<Socket> accepted = new LinkedBlockingQueue<>();

    EchoServer(String name) {
        this.name = name;
        try {
            listening = new ServerSocket(0, 500, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Thread.ofVirtual().start(this::acceptAll);
    }

    /** The address in pen's notation. */
    String address() {
        return "127.0.0.1:" + listening.getLocalPort();
    }

    private void acceptAll() {
        try {
            while (true) {
                Socket client = listening.accept();
                open.add(client);
                accepted.add(client);
                Thread.ofVirtual().start(() -> serve(client));
            }
        } catch (IOException _) {
            // closed
        }
    }

    private void serve(Socket client) {
        try (client) {
            client.getOutputStream().write((name + "\n").getBytes(StandardCharsets.US_ASCII));
            client.getInputStream().transferTo(client.getOutputStream());
        } catch (IOException _) {
            // reset by the client, or closed by the test
        }
        open.remove(client);
    }

    @Override
    public void close() {
        try {
            listening.close();
            for (Socket client : open) {
                client.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
