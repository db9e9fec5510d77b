package org.penlb.cluster.orders;

import java.util.List;

/** The orders that are known here, as far as instances tell them each other. For all threads; nobody waits. */
public interface KnownOrders {
    /** The same at two instances if they know the same, as {@link OrderBook#digest}. */
    long digest();

    /** How many there are. */
    int size();

    /** All of them. */
    List<Order> all();

    /** What is ordered and cannot be carried out here, a line each. */
    List<String> troubles();

    /**
     * Takes over what others told, and has it carried out.
     *
     * @param orders whose versions this instance's clock has seen already
     * @return what was news
     */
    List<Order> learn(List<Order> orders);
}
