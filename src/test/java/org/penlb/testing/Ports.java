package org.penlb.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Ports of this machine; of TCP, where nothing else is said. */
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

    /**
     * A port of 127.0.0.1 that nobody uses, neither over TCP nor over UDP, and that the system does not give to clients as
     * theirs: a server that dies finds it free when it comes back, however many ports its clients use.
     */
    public static int freeForBoth() {
        InetAddress loopback = InetAddress.ofLiteral("127.0.0.1");
        while (true) {
            int port = free(loopback);
            try (var _ = new DatagramSocket(port, loopback)) {
                return port;
            } catch (BindException _) {
                // somebody's; the next one
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /** Whether a UDP socket has this port, as the kernel knows it. */
    public static boolean takesDatagrams(int port) {
        Pattern bound = Pattern.compile(String.format(Locale.ROOT, ":%04X [0-9A-F]+:[0-9A-F]{4} ", port));
        return lines("udp").anyMatch(line -> bound.matcher(line).find());
    }

    /** How many sockets listen on this port, as the kernel knows it. */
    public static int listeners(int port) {
        Pattern listening = Pattern.compile(String.format(Locale.ROOT, ":%04X 0+:0000 0A", port));
        return (int) lines("tcp").filter(line -> listening.matcher(line).find()).count();
    }

    /** The sockets of a protocol, of both address families. */
    private static Stream<String> lines(String protocol) {
        return Stream.of(protocol, protocol + "6").flatMap(table -> {
            try {
                return Files.readAllLines(Path.of("/proc/net", table)).stream();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }

    /** Returns when somebody listens on this port. A connection would be a client to whoever listens, and count. */
    public static void awaitListening(int port) {
        Await.until("somebody listens on port " + port, () -> listeners(port) > 0);
    }
}
