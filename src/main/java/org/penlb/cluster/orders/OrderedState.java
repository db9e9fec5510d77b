package org.penlb.cluster.orders;

import org.penlb.config.AdminState;
import org.penlb.config.ConfigException;
import org.penlb.config.ServerConfig;
import org.penlb.config.Words;

/**
 * What is ordered of a server's state: {@code up 3}, {@code drain 3} or {@code removed}.
 *
 * @param place its number where it was ordered; it is to have the same elsewhere, if that is nobody's. 0 if it is removed
 */
record OrderedState(AdminState state, int place) {
    private static final String UP = "up";
    private static final String DRAIN = "drain";
    private static final String REMOVED = "removed";

    static final OrderedState GONE = new OrderedState(AdminState.REMOVED, 0);

    boolean isThere() {
        return state != AdminState.REMOVED;
    }

    /**
     * Reads the value of an order.
     *
     * @throws ConfigException if it is none
     */
    static OrderedState of(String value) {
        var words = new Words(value);
        String state = words.next("a state");
        AdminState known = switch (state) {
            case UP -> AdminState.UP;
            case DRAIN -> AdminState.DRAINING;
            case REMOVED -> AdminState.REMOVED;
            default ->
                throw new ConfigException("state: \"" + state + "\" is not " + UP + ", " + DRAIN + " or " + REMOVED);
        };
        int place = known == AdminState.REMOVED ? 0 : words.number("place", 0, ServerConfig.MOST - 1);
        words.end();
        return new OrderedState(known, place);
    }

    /** The value of an order. */
    String value() {
        return switch (state) {
            case UP -> UP + " " + place;
            case DRAINING -> DRAIN + " " + place;
            case REMOVED -> REMOVED;
        };
    }
}
