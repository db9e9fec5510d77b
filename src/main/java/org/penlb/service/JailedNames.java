package org.penlb.service;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.penlb.config.ConfigException;
import org.penlb.config.DomainName;
import org.penlb.config.RecordType;
import org.penlb.dns.AddressRecords;
import org.penlb.dns.CheckQuery;
import org.penlb.dns.Header;
import org.penlb.dns.QueryIds;
import org.penlb.dns.Rcode;
import org.penlb.system.NameFiles;

/**
 * Looks names up where the system cannot, in a jail without files for it: by what the machine's hosts file and resolv.conf say,
 * which were opened before. It waits for answers, so it is not for event loops.
 */
final class JailedNames {
    private static final int DNS = 53;
    private static final int TRIES = 2;
    private static final int PATIENCE_MILLIS = 2000;
    private static final int LONGEST = 4096;
    private static final String NDOTS = "ndots:";

    private final List<String> hosts;
    private final List<InetSocketAddress> servers = new ArrayList<>();
    private final List<String> search = new ArrayList<>();
    private final QueryIds ids = new QueryIds();
    private int ndots = 1;

    JailedNames(NameFiles files) {
        this(files.hosts(), files.resolvConf(), DNS);
    }

    /**
     * @param port of the name servers
     */
    JailedNames(List<String> hosts, List<String> resolvConf, int port) {
        this.hosts = hosts;
        for (String line : resolvConf) {
            String[] words = line.strip().split("\\s+");
            switch (words[0]) {
                case "nameserver" -> addServer(words, port);
                case "search", "domain" -> {
                    search.clear();
                    search.addAll(Arrays.asList(words).subList(1, words.length));
                }
                case "options" ->
                    Stream.of(words)
                            .filter(word -> word.matches(NDOTS + "\\d"))
                            .forEach(word -> ndots = Integer.parseInt(word.substring(NDOTS.length())));
                default -> {} // nothing that finds an address
            }
        }
        if (servers.isEmpty()) { // as resolv.conf(5) has it
            servers.add(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        }
    }

    /** The name servers that are asked, in their order. */
    List<InetSocketAddress> servers() {
        return List.copyOf(servers);
    }

    private void addServer(String[] words, int port) {
        try {
            servers.add(new InetSocketAddress(InetAddress.ofLiteral(words[1]), port));
        } catch (IllegalArgumentException | IndexOutOfBoundsException _) {
            // as the system does with what it cannot read
        }
    }

    /**
     * @return one address or more, those of IPv4 first
     */
    List<InetAddress> lookUp(String host) throws UnknownHostException {
        List<InetAddress> found = inHosts(host);
        for (String name : candidates(host)) {
            if (found.isEmpty()) {
                found = ask(name);
            }
        }
        if (found.isEmpty()) {
            throw new UnknownHostException(host);
        }
        return found;
    }

    private List<InetAddress> inHosts(String host) {
        List<InetAddress> found = new ArrayList<>();
        for (String line : hosts) {
            String[] words = line.replaceFirst("#.*", "").strip().split("\\s+");
            if (Stream.of(words).skip(1).anyMatch(host::equalsIgnoreCase)) {
                try {
                    found.add(InetAddress.ofLiteral(words[0]));
                } catch (IllegalArgumentException _) {
                    // no address
                }
            }
        }
        found.sort((a, b) -> Integer.compare(a.getAddress().length, b.getAddress().length));
        return found;
    }

    /** The name as it is, before or after those that the search list makes of it (resolv.conf(5)). */
    private List<String> candidates(String host) {
        if (host.endsWith(".")) {
            return List.of(host);
        }
        List<String> names = new ArrayList<>(search.stream()
                .map(domain -> host + "." + domain.toLowerCase(Locale.ROOT))
                .toList());
        boolean dotted = host.chars().filter(character -> character == '.').count() >= ndots;
        names.add(dotted ? 0 : names.size(), host);
        return names;
    }

    private List<InetAddress> ask(String name) {
        for (String type : List.of("A", "AAAA")) {
            List<InetAddress> found = ask(name, RecordType.parse("name", type));
            if (!found.isEmpty()) {
                return found;
            }
        }
        return List.of();
    }

    private List<InetAddress> ask(String name, RecordType type) {
        CheckQuery query;
        try {
            query = new CheckQuery(DomainName.parse("name", name), type);
        } catch (ConfigException _) {
            return List.of(); // nobody has such a name
        }
        for (int i = 0; i < TRIES; i++) {
            for (InetSocketAddress server : servers) {
                try {
                    return ask(server, query, type);
                } catch (IOException _) {
                    // the next one
                }
            }
        }
        return List.of();
    }

    /** Of a server that is broken, or does not want to answer, the next one may know more. */
    private static void requireKnowing(int rcode) throws IOException {
        if (rcode != Rcode.NOERROR && rcode != Rcode.NXDOMAIN) {
            throw new IOException(Rcode.name(rcode));
        }
    }

    private List<InetAddress> ask(InetSocketAddress server, CheckQuery query, RecordType type) throws IOException {
        int id = ids.next();
        var message = new byte[LONGEST];
        int length = query.write(id, MemorySegment.ofArray(message), 0);
        try (var socket = new DatagramSocket()) {
            socket.connect(server);
            socket.send(new DatagramPacket(message, length));
            long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(PATIENCE_MILLIS);
            while (true) {
                var answer = new DatagramPacket(message, LONGEST);
                int left = (int) TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
                if (left <= 0) {
                    throw new SocketTimeoutException();
                }
                socket.setSoTimeout(left);
                socket.receive(answer);
                if (query.isAnsweredBy(id, MemorySegment.ofArray(message), 0, answer.getLength())) {
                    requireKnowing(Header.rcode(MemorySegment.ofArray(message), 0));
                    return AddressRecords.of(ByteBuffer.wrap(message, 0, answer.getLength()), type.code());
                }
            }
        }
    }
}
