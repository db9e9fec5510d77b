package org.penlb.cluster.orders;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.penlb.config.ConfigException;

/**
 * Which servers of one address there are: mostly one, but a service may have several. They are told apart by numbers from 1 in
 * the order of their places, and one that is removed leaves its number to nobody: the others keep theirs, so that orders about
 * them stay orders about them, wherever and in whatever order they arrive.
 */
final class ServerCopies {
    /** What is ordered about the state of each, by number. */
    private final TreeMap<Integer, OrderedState> ordered = new TreeMap<>();

    /**
     * @param orders all that are known about the servers of an address; what another version of Pen says of their state counts as
     *     not said
     */
    ServerCopies(Collection<Order> orders) {
        for (Order order : orders) {
            if (order.key().field().equals(ServerField.STATE)) {
                try {
                    ordered.put(order.key().copy(), OrderedState.of(order.value()));
                } catch (ConfigException _) {
                    // whoever carries it out tells
                }
            }
        }
    }

    /**
     * The numbers of those that are to be there. What came by a file is not ordered, and has the lowest numbers; from the first
     * one on whose state is ordered, all that there are were ordered.
     *
     * @param here how many are there
     */
    List<Integer> wanted(int here) {
        int unordered = ordered.isEmpty() ? here : Math.min(here, ordered.firstKey() - 1);
        List<Integer> wanted = new ArrayList<>();
        for (int copy = 1; copy <= unordered; copy++) {
            wanted.add(copy);
        }
        for (Map.Entry<Integer, OrderedState> copy : ordered.entrySet()) {
            if (copy.getValue().isThere()) {
                wanted.add(copy.getKey());
            }
        }
        return wanted;
    }

    /**
     * The numbers of those that are there, in the order of their places.
     *
     * @param here how many are there
     * @param most for how many numbers are wanted; if it is more, those that come next get theirs, too
     */
    List<Integer> numbers(int here, int most) {
        List<Integer> wanted = wanted(here);
        List<Integer> numbers = new ArrayList<>(wanted.subList(0, Math.min(here, wanted.size())));
        for (int copy = 1; numbers.size() < most; copy++) {
            if (!numbers.contains(copy)) {
                numbers.add(copy);
            }
        }
        return numbers;
    }

    /** Whether it is ordered that this one is there, or is not. */
    boolean isOrdered(int copy) {
        return ordered.containsKey(copy);
    }

    /** Whether it is ordered that this one is not there. */
    boolean isOrderedAway(int copy) {
        OrderedState state = ordered.get(copy);
        return state != null && !state.isThere();
    }
}
