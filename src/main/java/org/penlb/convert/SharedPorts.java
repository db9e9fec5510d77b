package org.penlb.convert;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.penlb.config.Address;
import org.penlb.config.IpAddress;
import org.penlb.config.ServiceBuilder;

/**
 * Services of one port. Others let one listen at all addresses and another at one of them, and the system gives a client to the
 * nearest; here each address is one service's alone. Where IPv4 has a listener of its own, that at {@code [::]} leaves it to it:
 * to clients that is the same. What cannot be had is left out, and named.
 */
final class SharedPorts {
    private static final String ALL_V4 = "0.0.0.0";
    private static final String ALL_V6 = "::";

    private final Notes notes;
    private final List<Part> kept = new ArrayList<>();

    private SharedPorts(Notes notes) {
        this.notes = notes;
    }

    /** Those that can be beside each other; of two that cannot, the first. */
    static List<Part> settled(List<Part> parts, Notes notes) {
        var ports = new SharedPorts(notes);
        for (Part part : parts) {
            if (!part.both() && isAllV6(part.address()) && parts.stream().anyMatch(other -> isV4Twin(part, other))) {
                part.service().listener = part.service().listener.withV6only(true);
            }
        }
        parts.forEach(ports::add);
        return ports.kept;
    }

    private void add(Part part) {
        Part other = kept.stream()
                .filter(before -> conflict(before.service(), part.service()))
                .findFirst()
                .orElse(null);
        if (other == null) {
            kept.add(part);
            return;
        }
        String what = other.address().equals(part.address()) ? "the same address" : String.valueOf(other.address());
        notes.missing(
                part.listener().place(),
                part.listener().text(),
                "the service of " + other.listener().place() + " listens at " + what
                        + ", and each address is one service's alone");
    }

    private static boolean isV4Twin(Part six, Part other) {
        return six.service().protocol.meets(other.service().protocol)
                && other.address() instanceof Address.Inet inet
                && inet.host().equals(ALL_V4)
                && six.address() instanceof Address.Inet own
                && own.port() == inet.port();
    }

    private static boolean conflict(ServiceBuilder one, ServiceBuilder other) {
        return one.protocol.meets(other.protocol)
                && (one.listen.plain().equals(other.listen.plain()) || includes(one, other) || includes(other, one));
    }

    /** Whether the first listens at all addresses, and the other at one of them. */
    private static boolean includes(ServiceBuilder all, ServiceBuilder one) {
        if (!(all.listen.plain() instanceof Address.Inet every && one.listen instanceof Address.Inet inet)
                || every.port() != inet.port()) {
            return false;
        }
        boolean v4 = isV4(inet.literal());
        return (every.host().equals(ALL_V6) && !(all.listener.v6only() && v4))
                || (every.host().equals(ALL_V4) && v4);
    }

    private static boolean isV4(@Nullable IpAddress literal) {
        return literal != null && literal.isV4();
    }

    private static boolean isAllV6(Address address) {
        return address instanceof Address.Inet inet && inet.host().equals(ALL_V6);
    }
}
