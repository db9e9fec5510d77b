package org.penlb.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/** TCP ports of this machine. */
public final class Ports {
    private Ports() {}

    /** A port of 127.0.0.1 that nobody listens on at the moment. */
    public static int free() {
        try (var socket = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** How many sockets listen on this port over IPv4, as the kernel knows it. */
    public static int listeners(int port) {
        String local = String.format(Locale.ROOT, ":%04X 00000000:0000 0A", port);
        try {
            return (int) Files.readAllLines(Path.of("/proc/net/tcp")).stream()
                    .filter(line -> line.contains(local))
                    .count();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns when somebody listens on this port. A connection would be a client to whoever listens, and count. */
    public static void awaitListening(int port) {
        Await.until("somebody listens on port " + port, () -> listeners(port) > 0);
    }
}
