package org.penlb.config.json;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.penlb.config.Address;
import org.penlb.config.Protocol;

/** Where a configuration has somebody listen: each at an address of his own. */
final class ListenPlaces {
    /**
     * Where somebody is to listen.
     *
     * @param written the address as it is shown
     * @param address the same in its plain spelling, by which it is found again
     * @param v6only whether he leaves IPv4 to others
     */
    private record Taken(Address written, Address address, boolean v6only, ConfigPlace place) {
        private boolean overlaps(Taken other) {
            return JsonAddresses.overlap(address, other.address)
                    && !(v6only && JsonAddresses.isV4(other.address))
                    && !(other.v6only && JsonAddresses.isV4(address));
        }
    }

    /** A port has thousands of addresses: only those that stand for all of the machine's are held against each of them. */
    private static final class Port {
        private final Map<Address, Taken> all = new HashMap<>();
        private final List<Taken> inOrder = new ArrayList<>();
        private final List<Taken> everywhere = new ArrayList<>();

        private void add(Taken taken) {
            all.put(taken.address(), taken);
            inOrder.add(taken);
            if (JsonAddresses.isEverywhere(taken.address())) {
                everywhere.add(taken);
            }
        }

        private @Nullable Taken overlapping(Taken here) {
            return (JsonAddresses.isEverywhere(here.address()) ? inOrder : everywhere)
                    .stream().filter(here::overlaps).findFirst().orElse(null);
        }
    }

    private final Problems problems;
    private final Map<Object, Port> ports = new HashMap<>();

    ListenPlaces(Problems problems) {
        this.problems = problems;
    }

    /** Two cannot listen at the same address, unless one is for connections and the other for datagrams. */
    void take(@Nullable Address address, boolean v6only, Protocol protocol, ConfigPlace place) {
        if (address == null || (address instanceof Address.Inet inet && inet.port() == 0)) {
            return; // the system gives each a port of its own
        }
        var taken = new Taken(address, address.plain(), v6only, place);
        if (protocol.hasConnections()) {
            take("connections", taken);
        }
        if (protocol.hasDatagrams()) {
            take("datagrams", taken);
        }
    }

    private void take(String kind, Taken here) {
        Object where = here.address() instanceof Address.Inet inet ? inet.port() : here.address();
        Port port = ports.computeIfAbsent(List.of(kind, where), _ -> new Port());
        Taken same = port.all.get(here.address());
        if (same != null) {
            problems.add(
                    here.place(), shown(here) + " is that of " + same.place() + " (expected: an address of its own)");
            return;
        }
        Taken other = port.overlapping(here);
        if (other != null) {
            problems.add(
                    here.place(),
                    shown(here) + " overlaps with that of " + other.place() + " (expected: an address of its own)");
        }
        port.add(here);
    }

    private static String shown(Taken taken) {
        return Found.shown(String.valueOf(taken.written()));
    }
}
