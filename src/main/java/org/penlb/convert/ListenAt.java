package org.penlb.convert;

import java.util.ArrayList;
import java.util.List;
import org.penlb.config.Address;
import org.penlb.config.IpAddress;
import org.penlb.config.ProxyAccept;

/**
 * A listener of another program.
 *
 * @param origin what says so
 * @param how what else is said of it: two of one kind can be one listener
 * @param address where clients come in
 * @param datagrams whether they send datagrams
 * @param onlyV6 whether IPv4 clients stay outside although it is a listener for all addresses
 */
public record ListenAt(Statement origin, Object how, Address address, boolean datagrams, boolean onlyV6) {
    /** What is noted of a listener whose clients are all proxies. */
    public static final String PROXIES =
            "whoever comes has to send a PROXY header; name the proxies in proxyProtocol.accept";

    private static final String ALL_V4 = "0.0.0.0";
    private static final String ALL_V6 = "::";

    /** All IPv4 addresses, and a port. */
    public static Address.Inet everywhere(int port) {
        return new Address.Inet(ALL_V4, port);
    }

    /** All IPv6 addresses; Pen's listeners there take IPv4 clients, too. */
    public static boolean isAllV6(Address address) {
        return address instanceof Address.Inet inet && inet.host().equals(ALL_V6);
    }

    /**
     * What is left of them when those are gone whose clients another one takes as well: the pair of {@code 0.0.0.0:80} and
     * {@code [::]:80} is one listener of Pen, for clients of both families.
     */
    public static List<ListenAt> joined(List<ListenAt> all) {
        List<ListenAt> joined = new ArrayList<>();
        for (ListenAt one : all) {
            boolean isCovered = all.stream().anyMatch(one::isCoveredBy);
            boolean isTwice = joined.stream().anyMatch(other -> other.isSameSocket(one));
            if (!isCovered && !isTwice) {
                joined.add(one);
            }
        }
        return joined;
    }

    /** All of them that this one stands for. */
    public List<Statement> origins(List<ListenAt> all) {
        return all.stream()
                .filter(other -> isSameSocket(other)
                        || other.isCoveredBy(this)
                        || all.stream().anyMatch(between -> between.isCoveredBy(this) && other.isCoveredBy(between)))
                .map(ListenAt::origin)
                .toList();
    }

    /** From whom a service here takes PROXY headers if everybody has to send one. */
    public ProxyAccept everybody() {
        return address instanceof Address.Unix ? new ProxyAccept(List.of(), true) : ProxyAccept.EVERYBODY;
    }

    /** Whether it stands for a listener at all IPv4 addresses, too, now that these are its listeners. */
    public boolean standsForV4(List<ListenAt> all) {
        return all.stream().anyMatch(other -> other.isAllV4() && other.isCoveredBy(this));
    }

    /** Whether the service is to leave IPv4 to others, now that these are its listeners. */
    public boolean leavesV4(List<ListenAt> all) {
        return onlyV6 && !standsForV4(all);
    }

    private boolean isAllV4() {
        return isV4() && ((Address.Inet) address).host().equals(ALL_V4);
    }

    private boolean isV4() {
        IpAddress literal = address instanceof Address.Inet inet ? inet.literal() : null;
        return literal != null && literal.isV4();
    }

    /** Whether all its clients would come to another listener of the same kind, if this one were not there. */
    private boolean isCoveredBy(ListenAt other) {
        if (!isAlike(other) || port() != other.port() || port() <= 0 || address.equals(other.address)) {
            return false;
        }
        return isAllV6(other.address) ? isAllV4() || !(other.onlyV6 && isV4()) : other.isAllV4() && isV4();
    }

    private boolean isAlike(ListenAt other) {
        return other.datagrams == datagrams && other.how.equals(how);
    }

    private boolean isSameSocket(ListenAt other) {
        return address.equals(other.address) && isAlike(other);
    }

    private int port() {
        return address instanceof Address.Inet inet ? inet.port() : -1;
    }
}
