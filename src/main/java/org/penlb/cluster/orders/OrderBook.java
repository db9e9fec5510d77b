package org.penlb.cluster.orders;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.penlb.cluster.orders.Order.Subject;

/**
 * All orders that an instance knows, of each key the latest. Books that have learnt the same orders are equal, in whatever
 * order and how often they learnt them.
 *
 * <p>That holds for full books, too: a full one gives up the order that is the oldest of all. An order that was given up
 * somewhere is older than as many others as fit, and these only grow younger; so no book has a place for it any more. Were
 * new ones refused instead, two books could be full of different orders for ever. Not safe for use by several threads.
 */
public final class OrderBook {
    /** How many orders there are at most. */
    public static final int MOST = 65_536;

    private final int most;
    private final Map<Subject, Map<Order.Key, Order>> bySubject = new HashMap<>();
    private final TreeSet<Order> byAge = new TreeSet<>();
    private long digest;
    private boolean gaveUp;

    public OrderBook() {
        this(MOST);
    }

    /**
     * @param most how many orders it holds, the same for all instances
     */
    OrderBook(int most) {
        this.most = most;
    }

    /**
     * Takes over what is later than what it knows.
     *
     * @return what was news, and is in the book now
     */
    public List<Order> learn(Collection<Order> orders) {
        List<Order> news = new ArrayList<>();
        for (Order order : orders) {
            Order known = get(order.key());
            if (known == null || order.supersedes(known)) {
                put(known, order);
                news.add(order);
            }
        }
        news.removeIf(order -> !order.equals(get(order.key())));
        return news;
    }

    private void put(@Nullable Order known, Order order) {
        if (known != null) {
            remove(known);
        }
        bySubject.computeIfAbsent(order.key().subject(), _ -> new HashMap<>()).put(order.key(), order);
        byAge.add(order);
        digest ^= OrderHash.of(order);
        if (byAge.size() > most) {
            remove(byAge.first());
            gaveUp = true;
        }
    }

    private void remove(Order order) {
        Subject subject = order.key().subject();
        Map<Order.Key, Order> others = bySubject.get(subject);
        if (others != null) {
            others.remove(order.key());
            if (others.isEmpty()) {
                bySubject.remove(subject);
            }
        }
        byAge.remove(order);
        digest ^= OrderHash.of(order);
    }

    /** The latest order of this key, or null. */
    public @Nullable Order get(Order.Key key) {
        return bySubject.getOrDefault(key.subject(), Map.of()).get(key);
    }

    /** All orders about something. */
    public List<Order> of(Subject subject) {
        return List.copyOf(bySubject.getOrDefault(subject, Map.of()).values());
    }

    /** All orders, the oldest first. */
    public List<Order> all() {
        return List.copyOf(byAge);
    }

    /** Of two books it is equal if, and as good as only if, the orders are. */
    public long digest() {
        return digest;
    }

    public int size() {
        return byAge.size();
    }

    /** Whether it was full once, and old orders are not known any more. */
    public boolean gaveUp() {
        return gaveUp;
    }
}
