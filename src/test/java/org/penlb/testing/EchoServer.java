package org.penlb.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.jspecify.annotations.Nullable;

/**
 * A server on loopback that says its name in a line, then sends back what it gets, until the client ends. It can die, stop
 * answering and come back on the same port.
 */
public final class EchoServer implements AutoCloseable {
    private static final int BACKLOG = 2000;

    private final String name;
    private final int port;
    private final Queue<Socket> open = new ConcurrentLinkedQueue<>();
    private final List<SocketChannel> plugs = new ArrayList<>();
    private ServerSocket listening;
    private @Nullable Thread acceptor;

    /** Every connection as it was accepted. */
    public final BlockingQueue<Socket> accepted = new LinkedBlockingQueue<>();

    public EchoServer(String name) {
        this.name = name;
        port = Ports.free(); // not one of those that clients get, or somebody has it when this server comes back
        listening = listen(port, BACKLOG);
        serve(listening);
    }

    public String name() {
        return name;
    }

    /** The address in pen's notation. */
    public String address() {
        return "127.0.0.1:" + port;
    }

    public InetSocketAddress socketAddress() {
        return new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), port);
    }

    public int port() {
        return port;
    }

    private static ServerSocket listen(int port, int backlog) {
        try {
            var server = new ServerSocket();
            server.setReuseAddress(true);
            server.bind(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), port), backlog);
            return server;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void serve(ServerSocket server) {
        acceptor = Thread.ofVirtual().start(() -> {
            try {
                while (true) {
                    Socket client = server.accept();
                    open.add(client);
                    accepted.add(client);
                    Thread.ofVirtual().start(() -> serve(client));
                }
            } catch (IOException _) {
                // closed
            }
        });
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

    /** Dies: connections break off, new ones are refused. */
    public void kill() {
        close();
    }

    /**
     * Goes on listening without answering: its backlog is full of connections that nobody accepts, so the kernel drops every
     * SYN. Whoever else came in while it was being filled is closed.
     */
    public void blackHole() {
        close();
        listening = listen(port, 1);
        while (!plugged()) {
            closeWaiting();
        }
    }

    /** Fills the backlog: one of length 1 holds two connections. */
    private boolean plugged() {
        try {
            for (int i = 0; i < 2; i++) {
                SocketChannel plug = SocketChannel.open();
                plugs.add(plug);
                plug.socket().connect(listening.getLocalSocketAddress(), 200);
            }
            return true;
        } catch (IOException _) {
            return false; // somebody else took a place
        }
    }

    private void closeWaiting() {
        try {
            for (SocketChannel plug : plugs) {
                plug.close();
            }
            plugs.clear();
            listening.setSoTimeout(50);
            while (true) {
                listening.accept().close();
            }
        } catch (IOException _) {
            // nobody waits any more
        }
    }

    /** Comes back. */
    public void revive() {
        close();
        listening = listen(port, BACKLOG);
        serve(listening);
    }

    @Override
    public void close() {
        try {
            listening.close();
            if (acceptor != null) {
                acceptor.join(); // as long as it is in its accept, the port stays open behind the closed socket
            }
            for (Socket client : open) {
                client.close();
            }
            for (SocketChannel plug : plugs) {
                plug.close();
            }
            plugs.clear();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
