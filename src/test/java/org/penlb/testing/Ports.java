package org.penlb.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Pattern;

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

    /** A port that nobody uses and that the system does not give to clients as theirs, so that it stays free everywhere. */
    public static int free(InetAddress everywhere) {
        for (int port = ThreadLocalRandom.current().nextInt(10_000, 30_000); ; port++) {
            try (var _ = new ServerSocket(port, 1, everywhere)) {
                return port;
            } catch (BindException _) {
                // somebody's; the next one
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /** How many sockets listen on this port, as the kernel knows it. */
    public static int listeners(int port) {
        Pattern listening = Pattern.compile(String.format(Locale.ROOT, ":%04X 0+:0000 0A", port));
        int count = 0;
        for (String table : List.of("/proc/net/tcp", "/proc/net/tcp6")) {
            try {
                for (String line : Files.readAllLines(Path.of(table))) {
                    count += listening.matcher(line).find() ? 1 : 0;
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return count;
    }

    /** Returns when somebody listens on this port. A connection would be a client to whoever listens, and count. */
    public static void awaitListening(int port) {
        Await.until("somebody listens on port " + port, () -> listeners(port) > 0);
    }
}
