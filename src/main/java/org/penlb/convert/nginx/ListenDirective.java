package org.penlb.convert.nginx;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.penlb.config.Address;
import org.penlb.config.ConfigException;
import org.penlb.convert.ListenAt;
import org.penlb.convert.Notes;

/**
 * A {@code listen} of nginx: an address or a range of ports, and what sockets there are like.
 *
 * @param at one place for each port
 * @param backlog how long the kernel's queue is, or null if it is not said
 * @param keepAlive whether the kernel probes silent clients
 * @param proxies whether whoever comes has to say by a PROXY header for whom
 * @param tls what says that TLS is spoken there; null if nothing does
 */
record ListenDirective(
        List<ListenAt> at,
        @Nullable Integer backlog,
        boolean keepAlive,
        boolean proxies,
        @Nullable Directive tls) {
    /** A range may be large; each of its ports is a service. */
    private static final int MOST_PORTS = 64;

    static ListenDirective read(Directive directive, Notes notes) {
        List<String> words = directive.arguments();
        if (words.isEmpty()) {
            throw directive.error("invalid number of arguments in \"listen\" (expected: an address or a port)");
        }
        boolean udp = words.contains("udp");
        boolean onlyV6 = true;
        boolean keepAlive = false;
        boolean tls = false;
        boolean proxies = false;
        Integer backlog = null;
        for (String word : words.subList(1, words.size())) {
            String name = word.contains("=") ? word.substring(0, word.indexOf('=')) : word;
            String value = word.substring(Math.min(word.length(), name.length() + 1));
            switch (name) {
                case "udp", "bind", "reuseport", "default_server" -> {} // Pen's listeners share their ports anyway
                case "backlog" -> backlog = NginxUnits.number(directive, "backlog", value, 1, Integer.MAX_VALUE);
                case "ipv6only" -> {
                    if (!value.equals("on") && !value.equals("off")) {
                        throw directive.error("invalid ipv6only flags \"" + value + "\"");
                    }
                    onlyV6 = value.equals("on");
                }
                case "so_keepalive" -> {
                    keepAlive = !value.equals("off");
                    if (value.contains(":")) {
                        notes.approximately(
                                directive.place(), directive.text(), "the times between probes are the system's");
                    }
                }
                case "ssl" -> {
                    if (udp) {
                        throw directive.error("\"ssl\" parameter is incompatible with \"udp\"");
                    }
                    tls = true;
                }
                case "proxy_protocol" -> {
                    if (udp) {
                        throw directive.error("\"proxy_protocol\" parameter is incompatible with \"udp\"");
                    }
                    proxies = true;
                    notes.approximately(directive.place(), directive.text(), ListenAt.PROXIES);
                }
                case "fastopen", "rcvbuf", "sndbuf", "setfib", "accept_filter", "deferred" ->
                    notes.not(directive.place(), directive.text(), name + ": such sockets are not Pen's");
                default -> throw directive.error("invalid parameter \"" + word + "\" of \"listen\"");
            }
        }
        List<?> how = Arrays.asList(backlog, keepAlive, proxies, tls);
        List<ListenAt> at = new ArrayList<>();
        for (Address address : addresses(directive, words.getFirst(), udp, notes)) {
            at.add(new ListenAt(directive, how, address, udp, onlyV6 && ListenAt.isAllV6(address)));
        }
        return new ListenDirective(at, backlog, keepAlive, proxies, tls ? directive : null);
    }

    private static List<Address> addresses(Directive directive, String text, boolean udp, Notes notes) {
        try {
            if (text.startsWith(NginxAddress.UNIX)) {
                if (udp) {
                    notes.missing(directive.place(), directive.text(), "Pen has no datagrams over Unix sockets");
                    return List.of();
                }
                return List.of(new Address.Unix(text.substring(NginxAddress.UNIX.length())));
            }
            int colon = NginxAddress.portColon(text);
            String host = colon < 0 ? "*" : text.substring(0, colon);
            String ports = text.substring(colon + 1);
            int dash = ports.indexOf('-');
            int first = NginxAddress.port(directive, text, dash < 0 ? ports : ports.substring(0, dash));
            int last = dash < 0 ? first : NginxAddress.port(directive, text, ports.substring(dash + 1));
            if (last < first) {
                throw directive.error("invalid port range in \"" + text + "\"");
            }
            if (last - first >= MOST_PORTS) {
                notes.missing(
                        directive.place(),
                        directive.text(),
                        "each port is a service of Pen, and these are more than " + MOST_PORTS);
                return List.of();
            }
            List<Address> all = new ArrayList<>();
            for (int port = first; port <= last; port++) {
                all.add(host.equals("*") ? ListenAt.everywhere(port) : new Address.Inet(NginxAddress.host(host), port));
            }
            return all;
        } catch (ConfigException e) {
            throw directive.place().error(e);
        }
    }
}
