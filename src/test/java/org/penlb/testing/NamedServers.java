package org.penlb.testing;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;

/** Servers at addresses of their own, one port, that say a letter each, their name, and end the connection. */
final class NamedServers implements AutoCloseable {
    static final int PORT = 7;

    private static final int BACKLOG = 4096;
    private static final char FIRST = 'a';

    private final Namespace machine;
    private final List<InetSocketAddress> addresses;
    private final List<ServerSocket> listening = new ArrayList<>();

    /**
     * Starts them.
     *
     * @param machine where
     * @param addresses the first one is that of a, then b, c...
     */
    NamedServers(Namespace machine, List<String> addresses) {
        this.machine = machine;
        this.addresses = addresses.stream()
                .map(address -> new InetSocketAddress(InetAddress.ofLiteral(address), PORT))
                .toList();
        for (int i = 0; i < addresses.size(); i++) {
            listening.add(listen(i));
        }
    }

    static char name(int server) {
        return (char) (FIRST + server);
    }

    private ServerSocket listen(int server) {
        return machine.in(() -> {
            var socket = new ServerSocket();
            socket.setReuseAddress(true);
            socket.bind(addresses.get(server), BACKLOG);
            Thread.ofPlatform().daemon().start(() -> serve(socket, name(server)));
            return socket;
        });
    }

    private static void serve(ServerSocket socket, char name) {
        while (!socket.isClosed()) {
            try (Socket client = socket.accept()) {
                client.getOutputStream().write(name);
            } catch (IOException _) {
                // closed, or a client that is gone
            }
        }
    }

    /** Connections to it are refused from now on. */
    void kill(int server) throws IOException {
        listening.get(server).close();
    }

    /** It is there again. */
    void revive(int server) {
        listening.set(server, listen(server));
    }

    @Override
    public void close() throws IOException {
        for (ServerSocket each : listening) {
            each.close();
        }
    }
}
