package org.penlb.listen;

import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The open connections of a service by number, as operators call them. A number is given to the next client when its
 * connection has ended, the lowest free one first, so that numbers stay small. Shared by all event loops.
 */
public final class ConnectionTable {
    private final List<@Nullable Connection> connections = new ArrayList<>();
    private final BitSet taken = new BitSet();
    /** Every number below is taken, so that a new client need not look there. */
    private int lowestFree;

    synchronized int add(Connection connection) {
        int number = taken.nextClearBit(lowestFree);
        taken.set(number);
        lowestFree = number + 1;
        if (number == connections.size()) {
            connections.add(connection);
        } else {
            connections.set(number, connection);
        }
        return number;
    }

    synchronized void remove(int number) {
        taken.clear(number);
        lowestFree = Math.min(lowestFree, number);
        connections.set(number, null);
    }

    /** The connection of this number, or null if there is none. */
    @Nullable
    public synchronized Connection get(int number) {
        return number < connections.size() ? connections.get(number) : null;
    }

    /** Up to so many connections in the order of their numbers. */
    synchronized List<Connection> first(int most) {
        return connections.stream().filter(Objects::nonNull).limit(most).toList();
    }

    /** Up to so many connections as they are now, in the order of their numbers. */
    public Future<List<ConnectionView>> views(int most) {
        List<Future<ConnectionView>> views =
                first(most).stream().map(Connection::view).toList();
        return Future.join(views).map(_ -> views.stream().map(Future::result).toList());
    }
}
