package org.penlb.service;

import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.penlb.service.OwnListeners.Place;

/** Which listeners may be meant by an address: of thousands of services only some few are worth a closer look. */
final class ListenerIndex {
    private final Map<SocketAddress, List<Place>> exact = new HashMap<>();
    /** Those at all addresses of the machine. */
    private final Map<Integer, List<Place>> everywhere = new HashMap<>();
    /** Those that answer who connects to 0.0.0.0. */
    private final Map<Integer, List<Place>> loopback = new HashMap<>();

    private final List<Place> unix = new ArrayList<>();

    ListenerIndex(List<Place> places) {
        for (Place place : places) {
            if (place.listener() instanceof InetSocketAddress inet) {
                exact.computeIfAbsent(inet, _ -> new ArrayList<>()).add(place);
                if (inet.getAddress().isAnyLocalAddress()) {
                    add(everywhere, inet, place);
                } else if (inet.getAddress().isLoopbackAddress()) {
                    add(loopback, inet, place);
                }
            } else {
                unix.add(place);
            }
        }
    }

    private static void add(Map<Integer, List<Place>> places, InetSocketAddress listener, Place place) {
        places.computeIfAbsent(listener.getPort(), _ -> new ArrayList<>()).add(place);
    }

    /** Those that may answer whoever connects to this address, each once. */
    Stream<Place> candidates(SocketAddress server) {
        if (!(server instanceof InetSocketAddress to)) {
            return unix.stream();
        }
        return Stream.of(
                        exact.getOrDefault(to, List.of()),
                        others(everywhere, to),
                        to.getAddress().isAnyLocalAddress() ? others(loopback, to) : List.<Place>of())
                .flatMap(List::stream);
    }

    private static List<Place> others(Map<Integer, List<Place>> places, InetSocketAddress to) {
        return places.getOrDefault(to.getPort(), List.of()).stream()
                .filter(place -> !place.listener().equals(to))
                .toList();
    }
}
