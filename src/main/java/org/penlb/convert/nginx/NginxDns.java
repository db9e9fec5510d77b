package org.penlb.convert.nginx;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.penlb.config.Address;
import org.penlb.config.Protocol;
import org.penlb.config.ServiceBuilder;
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

    /** All that there will be, each with what it stands for. */
    private final List<Expected> expected = new ArrayList<>();

    private final List<Covered> covered = new ArrayList<>();

    private record Expected(Directive server, boolean datagrams, Where where) {}

    private record Covered(Where where, Set<Statement> carried) {}

    /**
     * Which clients come there.
     *
     * @param leavesV4 whether those of IPv4 stay outside although it is a listener for all addresses
     */
    private record Where(Address address, boolean leavesV4) {
        private static Where of(ListenAt at, List<ListenAt> all) {
            return new Where(at.address(), at.leavesV4(all));
        }

        /** Whether all clients of another listener would come to this one if that were not there. */
        private boolean reaches(Where other) {
            return address.equals(other.address) ? !leavesV4 || other.leavesV4 : includes(other);
        }

        /** Whether the two cannot be beside each other. */
        private boolean meets(Where other) {
            return address.equals(other.address) || includes(other) || other.includes(this);
        }

        private boolean includes(Where other) {
            return address instanceof Address.Inet every
                    && other.address instanceof Address.Inet one
                    && every.port() == one.port()
                    && (ListenAt.isAllV6(every)
                            ? !(leavesV4 && isV4(one))
                            : every.equals(ListenAt.everywhere(one.port())) && isV4(one));
        }

        private static boolean isV4(Address.Inet inet) {
            return inet.host().indexOf(':') < 0;
        }
    }

    /**
     * Says beforehand that a server listens there.
     *
     * @param all all its listeners
     */
    void expect(Directive server, List<ListenAt> all) {
        List<ListenAt> ofPort = all.stream().filter(NginxDns::isPort).toList();
        for (ListenAt at : ListenAt.joined(ofPort)) {
            expected.add(new Expected(server, at.datagrams(), Where.of(at, ofPort)));
        }
    }

    /**
     * Whether a listener for datagrams is to be one of a DNS service.
     *
     * @param all all listeners of its server
     */
    boolean isDns(Directive server, ListenAt at, List<ListenAt> all) {
        return isPort(at) && isDns(server, Where.of(at, all));
    }

    /** What listens for connections where a DNS service would is a part of it, or in its way. */
    private boolean isDns(Directive server, Where where) {
        return expected.stream()
                .filter(other -> !other.datagrams() && where.meets(other.where()))
                .allMatch(other -> where.reaches(other.where()) && isSame(server, other.server()));
    }

    /**
     * Whether some listener for connections is a part of a DNS service.
     *
     * @param all all listeners of its server
     */
    boolean isCovered(Directive server, ListenAt at, List<ListenAt> all) {
        Where where = Where.of(at, all);
        return isPort(at)
                && !at.datagrams()
                && expected.stream()
                        .anyMatch(other -> other.datagrams()
                                && other.where().reaches(where)
                                && isDns(other.server(), other.where())
                                && isSame(other.server(), server));
    }

    /**
     * Whether nginx answers over TCP there as well.
     *
     * @param all all listeners of its server
     */
    boolean hasTcp(Directive server, ListenAt at, List<ListenAt> all) {
        Where where = Where.of(at, all);
        return expected.stream()
                .anyMatch(
                        other -> !other.datagrams() && where.reaches(other.where()) && isSame(server, other.server()));
    }

    /**
     * Counts what a listener for connections says as said by the DNS service that it is a part of.
     *
     * @param all all listeners of its server
     */
    void cover(ListenAt at, List<ListenAt> all, Set<Statement> carried) {
        covered.add(new Covered(Where.of(at, all), carried));
    }

    /** Now that all services are there. */
    void settle(List<Part> parts) {
        for (Covered one : covered) {
            parts.stream()
                    .filter(part -> part.service().protocol == Protocol.DNS
                            && where(part.service()).reaches(one.where()))
                    .findFirst()
                    .ifPresent(part -> part.carried().addAll(one.carried()));
        }
    }

    private static Where where(ServiceBuilder service) {
        return new Where(service.listen, service.listener.v6only());
    }

    private static boolean isPort(ListenAt at) {
        return at.address() instanceof Address.Inet inet && inet.port() == PORT;
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
