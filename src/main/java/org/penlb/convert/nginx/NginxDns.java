package org.penlb.convert.nginx;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.penlb.config.Address;
import org.penlb.config.Protocol;
import org.penlb.convert.ListenAt;
import org.penlb.convert.Part;
import org.penlb.convert.Statement;

/**
 * Which listeners are about DNS: those for datagrams at its port. A DNS service of Pen answers over TCP at the same port, too,
 * so what nginx has a second listener for is one service; unless that second listener is another matter.
 */
final class NginxDns {
    private static final int PORT = 53;
    /** What a server may say besides and still be the same matter over TCP. */
    private static final Set<String> SAME = Set.of(
            "listen",
            "proxy_pass",
            "proxy_timeout",
            "proxy_connect_timeout",
            "proxy_responses",
            "proxy_buffer_size",
            "proxy_next_upstream",
            "proxy_socket_keepalive",
            "tcp_nodelay",
            "error_log",
            "access_log");

    private final List<Expected> all = new ArrayList<>();

    private final Map<ListenAt, Set<Statement>> covered = new LinkedHashMap<>();

    private record Expected(Directive server, ListenAt at) {}

    /** Says beforehand that a server listens there. */
    void expect(Directive server, List<ListenAt> at) {
        at.stream()
                .filter(one -> one.address() instanceof Address.Inet inet && inet.port() == PORT)
                .forEach(one -> all.add(new Expected(server, one)));
    }

    /** Whether a listener for datagrams is to be one of a DNS service. */
    boolean isDns(Directive server, ListenAt at) {
        return isPort(at)
                && all.stream()
                        .filter(other -> !other.at().datagrams() && isNear(other.at(), at))
                        .allMatch(other -> isSame(server, other.server()));
    }

    /** Whether some listener for connections is a part of a DNS service. */
    boolean isCovered(Directive server, ListenAt at) {
        return isPort(at)
                && !at.datagrams()
                && all.stream()
                        .anyMatch(other -> other.at().datagrams()
                                && isNear(other.at(), at)
                                && isDns(other.server(), other.at())
                                && isSame(other.server(), server));
    }

    /** Whether nginx answers over TCP there as well. */
    boolean hasTcp(Directive server, ListenAt at) {
        return all.stream()
                .anyMatch(other -> !other.at().datagrams() && isNear(other.at(), at) && isSame(server, other.server()));
    }

    /** Counts what a listener for connections says as said by the DNS service that it is a part of. */
    void cover(ListenAt at, Set<Statement> carried) {
        covered.put(at, carried);
    }

    /** Now that all services are there. */
    void settle(List<Part> parts) {
        covered.forEach((at, carried) -> parts.stream()
                .filter(part -> part.service().protocol == Protocol.DNS && isNear(part.service().listen, at.address()))
                .findFirst()
                .ifPresent(part -> part.carried().addAll(carried)));
    }

    private static boolean isPort(ListenAt at) {
        return at.address() instanceof Address.Inet inet && inet.port() == PORT;
    }

    private static boolean isNear(ListenAt one, ListenAt other) {
        return isNear(one.address(), other.address());
    }

    private static boolean isNear(Address one, Address other) {
        return one.equals(other)
                || (one instanceof Address.Inet a
                        && other instanceof Address.Inet b
                        && a.port() == b.port()
                        && (includes(a, b) || includes(b, a)));
    }

    private static boolean includes(Address.Inet all, Address.Inet one) {
        return all.host().equals("::")
                || (all.host().equals("0.0.0.0") && one.host().indexOf(':') < 0);
    }

    private static boolean isSame(Directive one, Directive other) {
        return one.equals(other)
                || (pass(one).equals(pass(other))
                        && other.inside().stream().allMatch(directive -> SAME.contains(directive.name())));
    }

    private static List<List<String>> pass(Directive server) {
        return server.inside().stream()
                .filter(directive -> directive.name().equals("proxy_pass"))
                .map(Directive::words)
                .toList();
    }
}
