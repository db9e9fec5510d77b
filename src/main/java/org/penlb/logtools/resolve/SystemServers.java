package org.penlb.logtools.resolve;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The name servers that the machine's resolv.conf(5) names. Netty reads that file, too, but where it finds none it asks those of
 * a company.
 */
public final class SystemServers {
    /** Where DNS servers listen. */
    public static final int PORT = 53;

    private static final Path RESOLV_CONF = Path.of("/etc/resolv.conf");

    private SystemServers() {}

    /** Those of this machine; the one on it where nothing is said, as resolv.conf(5) has it. */
    public static List<InetSocketAddress> read() {
        return read(RESOLV_CONF);
    }

    static List<InetSocketAddress> read(Path file) {
        List<InetSocketAddress> servers = new ArrayList<>();
        try {
            // Whatever bytes are in its comments.
            for (String line : Files.readAllLines(file, StandardCharsets.ISO_8859_1)) {
                String[] words = line.strip().split("\\s+");
                if (words[0].equals("nameserver") && words.length > 1 && servers.size() < NameServerOrder.MOST) {
                    add(servers, words[1]);
                }
            }
        } catch (IOException _) {
            // a machine may do without
        }
        return servers.isEmpty()
                ? List.of(new InetSocketAddress(InetAddress.getLoopbackAddress(), PORT))
                : List.copyOf(servers);
    }

    private static void add(List<InetSocketAddress> servers, String address) {
        try {
            servers.add(new InetSocketAddress(InetAddress.ofLiteral(address), PORT));
        } catch (IllegalArgumentException _) {
            // as the system does with what it cannot read
        }
    }
}
