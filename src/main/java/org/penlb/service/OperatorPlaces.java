package org.penlb.service;

import java.net.SocketAddress;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.penlb.config.Address;
import org.penlb.config.AdminState;
import org.penlb.service.OwnListeners.Place;

/** Servers that are where operators come in: every client would come in there, past the operators' own access list. */
final class OperatorPlaces {
    /** Nobody reads more of them. */
    private static final int MOST = 20;

    private OperatorPlaces() {}

    /**
     * A line for each such server.
     *
     * @param listen where operators come in; null for nowhere
     * @param what comes in there
     * @param ports of servers whose names are worth a look-up
     */
    static List<String> lines(List<Place> places, @Nullable Address listen, String what, Set<Integer> ports) {
        SocketAddress door = listen == null ? null : OwnListeners.addressOf(listen, ports);
        if (door == null) {
            return List.of();
        }
        return places.stream()
                .filter(place -> place.config().protocol().hasConnections())
                .flatMap(place -> place.servers().stream()
                        .filter(target -> target.config().state() != AdminState.REMOVED
                                && OwnListeners.answers(door, target.address()))
                        .map(target -> "service \"" + place.config().name() + "\": server \""
                                + target.config().address() + "\" is where " + what + " of this Pen"))
                .limit(MOST)
                .toList();
    }
}
