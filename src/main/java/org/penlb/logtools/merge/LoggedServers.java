package org.penlb.logtools.merge;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.penlb.config.ConfigException;
import org.penlb.config.IpAddress;

/**
 * Numbers for servers, by all names that pen's log may have for one: what was given on the command line, an address in
 * the form in which pen writes it, the addresses of a host name.
 */
final class LoggedServers {
    /** A server that was not given. */
    static final int UNKNOWN = -1;

    private final List<byte[]> names = new ArrayList<>();
    private final List<Integer> numbers = new ArrayList<>();
    private int last;

    /** The number of a server; a new one, unless it is known by another of its names. */
    int add(String server) {
        List<byte[]> all = namesOf(server).stream()
                .map(name -> name.getBytes(StandardCharsets.UTF_8))
                .toList();
        int number = all.stream()
                .mapToInt(name -> find(name, 0, name.length))
                .filter(known -> known != UNKNOWN)
                .findFirst()
                .orElse(names.size());
        for (byte[] name : all) {
            names.add(name);
            numbers.add(number);
        }
        return number;
    }

    private static Set<String> namesOf(String server) {
        Set<String> all = new LinkedHashSet<>();
        all.add(server);
        if (server.startsWith("/")) {
            return all;
        }
        try {
            addAddress(IpAddress.parse(server), all);
        } catch (ConfigException _) {
            try {
                for (InetAddress address : InetAddress.getAllByName(server)) {
                    addAddress(IpAddress.of(address), all);
                }
            } catch (UnknownHostException _) {
                // a name that pen's log may have as it is
            }
        }
        return all;
    }

    private static void addAddress(IpAddress address, Set<String> names) {
        names.add(address.toString());
        if (address.isV4()) {
            names.add("::ffff:" + address);
        }
    }

    /** The number of the server with this name, or {@link #UNKNOWN}. */
    int find(byte[] bytes, int from, int to) {
        for (int i = 0; i < names.size(); i++) {
            // Entries of one server often follow each other.
            int index = last + i < names.size() ? last + i : last + i - names.size();
            byte[] name = names.get(index);
            if (Arrays.equals(name, 0, name.length, bytes, from, to)) {
                last = index;
                return numbers.get(index);
            }
        }
        return UNKNOWN;
    }
}
