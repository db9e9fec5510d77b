package org.penlb.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Datagrams that the kernel threw away, since whoever should have read them was too late for too long. */
public final class Drops {
    private static final Path COUNTERS = Path.of("/proc/net/snmp");
    private static final String PROTOCOL = "Udp: ";
    private static final Path SOCKETS = Path.of("/proc/net/udp");
    private static final int HEXADECIMAL = 16;

    private Drops() {}

    /**
     * How many datagrams so far found the buffer of their socket full, but for the sockets at these addresses: those of the
     * server that is made to be late, and of Pen, which must not be. Anybody else is late when the machine is busy with
     * other things, and Pen can do nothing about it.
     */
    public static long exceptAt(InetSocketAddress... addresses) {
        Set<Integer> ports =
                Stream.of(addresses).map(InetSocketAddress::getPort).collect(Collectors.toSet());
        try {
            return all() - at(ports);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static long all() throws IOException {
        List<String> lines = Files.readAllLines(COUNTERS).stream()
                .filter(line -> line.startsWith(PROTOCOL))
                .toList();
        List<String> names = List.of(lines.getFirst().split(" "));
        return Long.parseLong(lines.getLast().split(" ")[names.indexOf("RcvbufErrors")]);
    }

    /** A line for each socket: its number, its address and port in hexadecimal digits, and at the end what it lost. */
    private static long at(Set<Integer> ports) throws IOException {
        return Files.readAllLines(SOCKETS).stream()
                .skip(1)
                .map(line -> line.strip().split("\\s+"))
                .filter(fields ->
                        ports.contains(Integer.parseInt(fields[1].substring(fields[1].indexOf(':') + 1), HEXADECIMAL)))
                .mapToLong(fields -> Long.parseLong(fields[fields.length - 1]))
                .sum();
    }
}
