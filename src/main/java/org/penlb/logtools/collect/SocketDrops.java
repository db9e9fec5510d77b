package org.penlb.logtools.collect;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;

/**
 * How many datagrams the system has thrown away because the socket of a port was not read fast enough: the last column of
 * Linux' {@code /proc/net/udp} and {@code udp6}. They are opened once, and stay readable when the root directory has changed.
 */
final class SocketDrops implements AutoCloseable {
    private static final int LOCAL_ADDRESS = 1;
    private static final int DROPS = 12;

    private final List<FileChannel> tables = new ArrayList<>();
    private final String port;

    SocketDrops(int port) {
        this(List.of(Path.of("/proc/net/udp"), Path.of("/proc/net/udp6")), port);
    }

    SocketDrops(List<Path> tables, int port) {
        this.port = String.format(Locale.ROOT, ":%04X", port);
        for (Path table : tables) {
            try {
                this.tables.add(FileChannel.open(table));
            } catch (IOException _) {
                // another system, or one without IPv6
            }
        }
    }

    /** How many, or nothing where that is not known. */
    OptionalLong count() {
        return tables.stream().mapToLong(this::count).reduce(Long::sum);
    }

    private synchronized long count(FileChannel table) {
        try {
            table.position(0);
            // Not closed: that would close the table.
            var rows = new BufferedReader(Channels.newReader(table, StandardCharsets.US_ASCII));
            return rows.lines()
                    .map(row -> row.strip().split("\\s+"))
                    .filter(row -> row.length > DROPS && row[LOCAL_ADDRESS].endsWith(port))
                    .mapToLong(row -> Long.parseLong(row[DROPS]))
                    .sum();
        } catch (IOException _) {
            return 0;
        }
    }

    @Override
    public void close() throws IOException {
        for (FileChannel table : tables) {
            table.close();
        }
    }
}
