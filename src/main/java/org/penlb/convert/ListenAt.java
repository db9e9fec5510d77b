package org.penlb.convert;

import java.util.ArrayList;
import java.util.List;
import org.penlb.config.Address;
import org.penlb.config.ProxyAccept;

/**
 * A listener of another program.
 *
 * @param place where it is written
 * @param directive how
 * @param address where clients come in
 * @param datagrams whether they send datagrams
 * @param onlyV6 whether IPv4 clients stay outside although it is a listener for all addresses
 */
public record ListenAt(SourceLine place, String directive, Address address, boolean datagrams, boolean onlyV6) {
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

    /** The pair of {@code 0.0.0.0:80} and {@code [::]:80} is one listener of Pen, which takes clients of both families. */
    public static List<ListenAt> joined(List<ListenAt> all) {
        List<ListenAt> joined = new ArrayList<>();
        for (ListenAt one : all) {
            boolean isCovered = one.isAllV4() && all.stream().anyMatch(one::isCoveredBy);
            boolean isTwice = joined.stream().anyMatch(other -> other.isSameSocket(one));
            if (!isCovered && !isTwice) {
                joined.add(one);
            }
        }
        return joined;
    }

    /** From whom a service here takes PROXY headers if everybody has to send one. */
    public ProxyAccept everybody() {
        return address instanceof Address.Unix ? new ProxyAccept(List.of(), true) : ProxyAccept.EVERYBODY;
    }

    /** Whether the service is to leave IPv4 to others, now that these are its listeners. */
    public boolean leavesV4(List<ListenAt> all) {
        return onlyV6 && all.stream().noneMatch(other -> other.isAllV4() && other.isCoveredBy(this));
    }

    private boolean isAllV4() {
        return address instanceof Address.Inet inet && inet.host().equals(ALL_V4);
    }

    private boolean isCoveredBy(ListenAt other) {
        return isAllV6(other.address) && other.datagrams == datagrams && port() == other.port();
    }

    private boolean isSameSocket(ListenAt other) {
        return address.equals(other.address) && datagrams == other.datagrams;
    }

    private int port() {
        return address instanceof Address.Inet inet ? inet.port() : -1;
    }
}
