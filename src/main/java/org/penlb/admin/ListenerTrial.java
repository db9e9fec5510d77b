package org.penlb.admin;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.penlb.admin.StartFindings.Kind;
import org.penlb.config.Address;
import org.penlb.config.Protocol;
import org.penlb.listen.AddressTrial;
import org.penlb.listen.AddressUnavailable;

/** Tries the addresses of listeners, each for itself, and each beside those before it. */
final class ListenerTrial {
    /**
     * Somebody who is to listen.
     *
     * @param called how messages call him
     * @param written his address, as the operator wrote it
     * @param v6only whether IPv4 is left to others
     */
    record Wanted(String called, Address written, SocketAddress address, boolean v6only, Protocol protocol) {
        private boolean collides(Wanted other) {
            return protocol.meets(other.protocol) && (takes(other) || other.takes(this));
        }

        /** Whether clients of the other one's address come here. */
        private boolean takes(Wanted other) {
            if (address.equals(other.address)) {
                return true;
            }
            if (!(address instanceof InetSocketAddress own) || !(other.address instanceof InetSocketAddress its)) {
                return false;
            }
            InetAddress all = own.getAddress();
            boolean isOtherV6 = its.getAddress() instanceof Inet6Address;
            return all.isAnyLocalAddress() && (all instanceof Inet6Address ? isOtherV6 || !v6only : !isOtherV6);
        }

        private boolean isEverywhere() {
            return address instanceof InetSocketAddress inet
                    && inet.getAddress().isAnyLocalAddress();
        }
    }

    private final StartFindings findings;
    private final AddressTrial trial = new AddressTrial();
    /** Those with the same port, which alone can be in each other's way. */
    private final Map<Object, List<Wanted>> byPort = new HashMap<>();

    private final Map<Object, List<Wanted>> everywhere = new HashMap<>();
    private final Map<SocketAddress, List<Wanted>> exact = new HashMap<>();

    ListenerTrial(StartFindings findings) {
        this.findings = findings;
    }

    void run(Wanted wanted) {
        if (wanted.address() instanceof InetSocketAddress inet && inet.getPort() == 0) {
            requireOurs(wanted);
            return;
        }
        Wanted other = inTheWay(wanted);
        if (other != null) {
            findings.add(
                    Kind.ERROR,
                    said(wanted) + ": the address is taken by " + said(other) + " (expected: an address of its own)");
            return;
        }
        if (requireOurs(wanted)) {
            take(wanted);
        }
    }

    private boolean requireOurs(Wanted wanted) {
        try {
            if (trial.at(wanted.address(), wanted.v6only(), wanted.protocol()) == AddressTrial.Result.HELD_BY_PEN) {
                findings.add(Kind.NOTE, wanted.called() + " " + wanted.written() + ": held by a Pen that runs");
            }
            return true;
        } catch (AddressUnavailable e) {
            findings.add(Kind.ERROR, said(wanted) + ": " + e.getMessage());
            return false;
        }
    }

    private static String said(Wanted wanted) {
        return wanted.called() + " \"" + wanted.written() + "\"";
    }

    private @Nullable Wanted inTheWay(Wanted wanted) {
        Object port = port(wanted);
        List<Wanted> near = new ArrayList<>(exact.getOrDefault(wanted.address(), List.of()));
        near.addAll((wanted.isEverywhere() ? byPort : everywhere).getOrDefault(port, List.of()));
        return near.stream().filter(wanted::collides).findFirst().orElse(null);
    }

    private void take(Wanted wanted) {
        exact.computeIfAbsent(wanted.address(), _ -> new ArrayList<>()).add(wanted);
        byPort.computeIfAbsent(port(wanted), _ -> new ArrayList<>()).add(wanted);
        if (wanted.isEverywhere()) {
            everywhere.computeIfAbsent(port(wanted), _ -> new ArrayList<>()).add(wanted);
        }
    }

    private static Object port(Wanted wanted) {
        return wanted.address() instanceof InetSocketAddress inet ? inet.getPort() : wanted.address();
    }
}
