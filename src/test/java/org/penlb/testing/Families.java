package org.penlb.testing;

import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/** Address families of this machine. Many containers have no IPv6. */
public final class Families {
    private static final String FOUR = "127.0.0.1";
    private static final String SIX = "::1";

    private Families() {}

    /** Addresses that lead to this machine: one of IPv4, and one of IPv6 where it has that. */
    public static List<String> loopbacks() {
        return hasIpv6() ? List.of(FOUR, SIX) : List.of(FOUR);
    }

    /** Ends the test as skipped if this machine has no IPv6. */
    public static void assumeIpv6() {
        Assumptions.assumeTrue(hasIpv6(), "this machine has no IPv6");
    }

    /** Ends the test as skipped if one of these addresses is of IPv6 and this machine is not. */
    public static void assumeThereAre(String... addresses) {
        if (Stream.of(addresses).anyMatch(address -> address.contains(":"))) {
            assumeIpv6();
        }
    }

    private static boolean hasIpv6() {
        try {
            return NetworkInterface.getByInetAddress(InetAddress.ofLiteral(SIX)) != null;
        } catch (SocketException e) {
            throw new UncheckedIOException(e);
        }
    }
}
