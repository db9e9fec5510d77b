package org.penlb.convert.haproxy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.penlb.config.Address;
import org.penlb.config.AdminState;
import org.penlb.config.ProxyProtocol;
import org.penlb.config.ServerConfig;
import org.penlb.convert.Notes;
import org.penlb.convert.ServerGroup;

/** A {@code server} of HAProxy, with what {@code default-server} says for it. */
final class ServerLine {
    private static final int MOST_WEIGHT = 256;

    /** Parameters that stand alone, and have no meaning for Pen unless they are named below. */
    private static final Set<String> ALONE = Set.of(
            "agent-check",
            "allow-0rtt",
            "check-send-proxy",
            "check-ssl",
            "check-via-socks4",
            "force-sslv3",
            "force-tlsv10",
            "force-tlsv11",
            "force-tlsv12",
            "force-tlsv13",
            "no-agent-check",
            "no-check-ssl",
            "no-send-proxy-v2-ssl",
            "no-send-proxy-v2-ssl-cn",
            "no-ssl-reuse",
            "no-sslv3",
            "no-tfo",
            "no-tls-tickets",
            "no-tlsv10",
            "no-tlsv11",
            "no-tlsv12",
            "no-tlsv13",
            "non-stick",
            "ssl-reuse",
            "stick",
            "tfo",
            "tls-tickets");

    /** Parameters of the health check, which a note about the check itself covers. */
    private static final Set<String> OF_CHECK = Set.of(
            "addr",
            "check-alpn",
            "check-proto",
            "check-send-proxy",
            "check-sni",
            "check-ssl",
            "check-via-socks4",
            "downinter",
            "fall",
            "fastinter",
            "port");

    private final HaProxyLine line;
    private final List<HaProxyLine> defaults;
    private final String address;
    private final Notes notes = new Notes();
    private int weight = 1;
    private int maxConnections;
    private boolean backup;
    private boolean disabled;
    private boolean check;
    private Duration interval = Duration.ofSeconds(2);
    private int rise = 2;
    private final ServerLineTls tls = new ServerLineTls();
    private boolean v1;
    private boolean v2;

    private ServerLine(HaProxyLine line, List<HaProxyLine> defaults) {
        this.line = line;
        this.defaults = List.copyOf(defaults);
        line.word(1, "the name of the server");
        address = line.word(2, "the address of the server");
    }

    /**
     * @param defaults the words of the {@code default-server} lines before it
     */
    static ServerLine read(HaProxyLine line, List<HaProxyLine> defaults) {
        var server = new ServerLine(line, defaults);
        defaults.forEach(words -> server.take(words, 1));
        server.take(line, 3);
        server.judge();
        return server;
    }

    private void take(HaProxyLine from, int start) {
        for (int i = start; i < from.words().size(); i++) {
            String word = from.words().get(i);
            switch (word) {
                case "weight" -> weight = Units.number(from, word, from.word(++i, "a number"), 0, MOST_WEIGHT);
                case "maxconn" ->
                    maxConnections = Units.number(from, word, from.word(++i, "a number"), 0, Integer.MAX_VALUE);
                case "inter" -> interval = Units.time(from, word, from.word(++i, "a time"));
                case "rise" -> rise = Units.number(from, word, from.word(++i, "a number"), 1, Integer.MAX_VALUE);
                case "check" -> check = true;
                case "no-check" -> check = false;
                case "backup" -> backup = true;
                case "no-backup" -> backup = false;
                case "disabled" -> disabled = true;
                case "enabled" -> disabled = false;
                case "send-proxy" -> v1 = true;
                case "send-proxy-v2", "send-proxy-v2-ssl", "send-proxy-v2-ssl-cn" -> v2 = true;
                case "no-send-proxy" -> v1 = false;
                case "no-send-proxy-v2" -> v2 = false;
                case "source" -> {
                    int end = Math.min(from.words().size(), i + 2);
                    while (end + 1 < from.words().size()
                            && isOfSource(from.words().get(end))) {
                        end += 2;
                    }
                    String said = String.join(" ", from.words().subList(i, end));
                    notes.not(from.place(), from.keyword() + " " + said, "nearest: source, of the whole service");
                    i = end - 1;
                }
                default -> i = other(from, i);
            }
        }
    }

    private static boolean isOfSource(String word) {
        return word.equals("usesrc") || word.equals("interface");
    }

    /** Takes a parameter without a counterpart; the result is the index of its last word. */
    private int other(HaProxyLine from, int index) {
        String word = from.words().get(index);
        String owner =
                from.keyword().equals("server") ? "server " + line.words().get(1) : from.keyword();
        int ofTls = tls.take(from, index, owner);
        if (ofTls >= 0) {
            return ofTls;
        }
        int last = ALONE.contains(word) ? index : index + 1;
        String value = last == index ? "" : " " + from.word(last, "the value of " + word);
        if (!OF_CHECK.contains(word)) {
            notes.not(from.place(), owner + " " + word + value, HaProxyLeftOutReasons.ofServer(word));
        }
        return last;
    }

    private void judge() {
        String name = "server " + line.words().get(1);
        if (check) {
            notes.approximately(
                    line.place(),
                    name + " check",
                    "Pen makes no connections of its own: a server that fails a client is left alone for a while"
                            + " (blacklist), for as long as the checks need to find it well");
        }
        if (maxConnections > 0) {
            notes.approximately(
                    line.place(),
                    name + " maxconn " + maxConnections,
                    "clients beyond it go to another server; they do not wait for this one");
        }
    }

    HaProxyLine line() {
        return line;
    }

    /** What {@code default-server} lines say for it. */
    List<HaProxyLine> defaults() {
        return defaults;
    }

    /** How long it is left alone when it failed; null if HAProxy never finds out. */
    @Nullable
    Duration recovery() {
        return check && !backup ? interval.multipliedBy(rise) : null;
    }

    /** Whether clients that come back to it are all that it gets. */
    boolean isOnlyForKnownClients() {
        return weight == 0 && !disabled;
    }

    /**
     * This server, for clients of a listener.
     *
     * @param globals what is said of TLS with all servers
     * @return null if Pen cannot have it, which is noted
     */
    ServerGroup.@Nullable Member member(Address listener, TlsGlobals globals, Notes into) {
        into.addAll(notes);
        HaProxyAddress parsed = HaProxyAddress.parse(line, address);
        Address found = parsed == null || parsed.isAny() ? null : parsed.server(line, listener);
        if (found == null) {
            into.missing(line.place(), line.text(), "Pen's servers have a host and a port, or a path");
            return null;
        }
        if (found.equals(listener)) {
            into.missing(
                    line.place(), line.text(), "it is the listener itself: a client would be handed round without end");
            return null;
        }
        var server = new ServerConfig(found)
                .withMax(maxConnections)
                .withTls(tls.isOn() ? tls.build(line, globals, into) : null)
                .withProxyProtocol(v2 ? ProxyProtocol.V2 : v1 ? ProxyProtocol.V1 : ProxyProtocol.NONE)
                .withState(disabled || weight == 0 ? AdminState.DRAINING : AdminState.UP);
        return new ServerGroup.Member(line, server, Math.max(1, weight), backup);
    }

    /** Which servers have what they are chosen by. */
    static List<Duration> recoveries(List<ServerLine> servers) {
        List<Duration> all = new ArrayList<>();
        for (ServerLine server : servers) {
            Duration recovery = server.recovery();
            if (recovery != null) {
                all.add(recovery);
            }
        }
        return all;
    }
}
