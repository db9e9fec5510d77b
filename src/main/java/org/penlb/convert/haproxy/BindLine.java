package org.penlb.convert.haproxy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.penlb.config.Address;
import org.penlb.config.tls.TlsConfig;
import org.penlb.convert.ListenAt;
import org.penlb.convert.Notes;

/**
 * A {@code bind} of HAProxy.
 *
 * @param line what says it
 * @param at where clients come in
 * @param name what it is called, or null
 * @param maxConnections of each listener, or null if it is not said
 * @param backlog how long the kernel's queue is, or null if it is not said
 * @param proxies whether whoever comes has to say by a PROXY header for whom
 * @param tls how TLS is spoken there; null if it is not
 */
record BindLine(
        HaProxyLine line,
        List<ListenAt> at,
        @Nullable String name,
        @Nullable Integer maxConnections,
        @Nullable Integer backlog,
        boolean proxies,
        @Nullable TlsConfig tls) {
    /** Each port of a range is a service. */
    private static final int MOST_PORTS = 64;

    /** Parameters that stand alone. */
    private static final Set<String> ALONE = Set.of(
            "allow-0rtt",
            "defer-accept",
            "generate-certificates",
            "no-ca-names",
            "no-tls-tickets",
            "prefer-client-ciphers",
            "quic-force-retry",
            "strict-sni",
            "tfo",
            "transparent");

    /** Which processors do what, and how it is presented: Pen has it its own way, and clients cannot tell. */
    private static final Set<String> INSIDE = Set.of("id", "nice", "process", "shards", "thread");

    static BindLine read(HaProxyLine line, TlsGlobals globals, Notes notes) {
        String addresses = line.word(1, "an address and a port");
        boolean onlyV6 = false;
        boolean proxies = false;
        String name = null;
        Integer maxConnections = null;
        Integer backlog = null;
        var tls = new BindTls(line, globals);
        var lesser = new Notes(); // which nobody asks for where the listener itself is left out
        for (int i = 2; i < line.words().size(); i++) {
            String word = line.words().get(i);
            switch (word) {
                case "v4v6" -> onlyV6 = false;
                case "v6only" -> onlyV6 = true;
                case "accept-proxy" -> {
                    proxies = true;
                    lesser.approximately(line.place(), line.text(), ListenAt.PROXIES);
                }
                case "name" -> name = line.word(++i, "a name");
                case "maxconn" ->
                    maxConnections = Units.number(line, word, line.word(++i, "a number"), 1, Integer.MAX_VALUE);
                case "backlog" -> backlog = Units.number(line, word, line.word(++i, "a number"), 1, Integer.MAX_VALUE);
                default -> {
                    int last = tls.take(i);
                    if (last >= 0) {
                        i = last;
                        continue;
                    }
                    String value = ALONE.contains(word) ? "" : " " + line.word(++i, "the value of " + word);
                    if (!INSIDE.contains(word)) {
                        lesser.not(
                                line.place(),
                                "bind " + addresses + " " + word + value,
                                HaProxyLeftOutReasons.ofBind(word));
                    }
                }
            }
        }
        TlsConfig spoken = tls.isOn() ? tls.build(notes) : null;
        boolean served = spoken != null || !tls.isOn();
        if (served) {
            notes.addAll(lesser);
        }
        List<?> how = Arrays.asList(maxConnections, backlog, proxies, spoken);
        List<ListenAt> at = new ArrayList<>();
        for (String each : served ? addresses.split(",") : new String[0]) {
            for (Address address : listeners(line, each, notes)) {
                at.add(new ListenAt(line, how, address, false, onlyV6 && ListenAt.isAllV6(address)));
            }
        }
        return new BindLine(line, at, name, maxConnections, backlog, proxies, spoken);
    }

    private static List<Address> listeners(HaProxyLine line, String text, Notes notes) {
        HaProxyAddress address = HaProxyAddress.parse(line, text);
        if (address == null) {
            notes.missing(line.place(), line.text(), "Pen listens at TCP ports and at Unix sockets with a path");
            return List.of();
        }
        List<Address> all = address.listeners(line, MOST_PORTS);
        if (all.isEmpty()) {
            notes.missing(
                    line.place(), line.text(), "each port is a service of Pen, and these are more than " + MOST_PORTS);
        }
        return all;
    }
}
