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
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Ports of this machine; of TCP, where nothing else is said. */
public final class Ports {
    /** Below it are those of well-known servers. */
    private static final int LOWEST = 10_000;

    private static final int HIGHEST = 65_535;
    /** For all tests of a run; where the system leaves fewer, all are taken from. */
    private static final int ENOUGH = 2000;

    /** The JVMs that share the tests of a run have a part each: two would find the same port free. */
    private static final int PARTS = 4;

    private static final Range RANGE =
            Range.notForClients().part(Math.floorMod(Integer.getInteger("surefire.forkNumber", 1), PARTS));
    /** Begins anywhere, since another run of the tests may be under way beside this one. */
    private static final AtomicInteger TOLD =
            new AtomicInteger(ThreadLocalRandom.current().nextInt(RANGE.length()));

    private Ports() {}

    /** A port of 127.0.0.1 that nobody uses, as {@link #free(InetAddress)} finds it. */
    public static int free() {
        return free(InetAddress.ofLiteral("127.0.0.1"));
    }

    /**
     * A port that nobody uses, that the system does not give to clients as theirs, and that nobody else is told of by this
     * class: it stays free until the test takes it, and is free again when its server has died, however many ports clients
     * use meanwhile.
     */
    public static int free(InetAddress address) {
        while (true) {
            int port = next();
            try (var _ = new ServerSocket(port, 1, address)) {
                return port;
            } catch (BindException _) {
                // somebody's; the next one
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /** Such a port of 127.0.0.1 that nobody uses, neither over TCP nor over UDP. */
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

    /** Each once, and only then the first again. */
    private static int next() {
        return RANGE.first() + Math.floorMod(TOLD.getAndIncrement(), RANGE.length());
    }

    /**
     * Ports that the system does not choose from: the larger part of those below and above its range.
     *
     * @param length how many
     */
    private record Range(int first, int length) {
        static Range notForClients() {
            String[] clients;
            try {
                // Not readString: it begins with a single byte, and this file tells the rest to nobody then.
                clients = Files.readAllLines(Path.of("/proc/sys/net/ipv4/ip_local_port_range"))
                        .getFirst()
                        .split("\\s+");
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            var below = new Range(LOWEST, Integer.parseInt(clients[0]) - LOWEST);
            var above = new Range(Integer.parseInt(clients[1]) + 1, HIGHEST - Integer.parseInt(clients[1]));
            Range larger = below.length > above.length ? below : above;
            return larger.length >= ENOUGH ? larger : new Range(LOWEST, HIGHEST + 1 - LOWEST);
        }

        Range part(int number) {
            int each = length / PARTS;
            return new Range(first + number * each, each);
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

    /** The sockets of a protocol, of both address families; a kernel without IPv6 has no table of it. */
    private static Stream<String> lines(String protocol) {
        return Stream.of(protocol, protocol + "6").flatMap(name -> {
            Path table = Path.of("/proc/net", name);
            try {
                return Files.exists(table) ? Files.readAllLines(table).stream() : Stream.empty();
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
