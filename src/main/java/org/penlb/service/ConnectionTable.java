package org.penlb.service;

import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.penlb.events.Origin;

/**
 * The open connections of a service by number, as operators call them. A number is given to the next client when its
 * connection has ended, the lowest free one first, so that numbers stay small. Shared by all event loops.
 */
public final class ConnectionTable {
    /** How many are looked at for a page while those that come and go wait. */
    private static final int MOST_PER_TURN = 1000;

    private final List<@Nullable OpenConnection> connections = new ArrayList<>();
    private final BitSet taken = new BitSet();
    /** Every number below is taken, so that a new client need not look there. */
    private int lowestFree;

    private int open;

    public synchronized int add(OpenConnection connection) {
        int number = taken.nextClearBit(lowestFree);
        taken.set(number);
        open++;
        lowestFree = number + 1;
        if (number == connections.size()) {
            connections.add(connection);
        } else {
            connections.set(number, connection);
        }
        return number;
    }

    public synchronized void remove(int number) {
        taken.clear(number);
        open--;
        lowestFree = Math.min(lowestFree, number);
        connections.set(number, null);
    }

    /** The connection of this number, or null if there is none. */
    @Nullable
    public synchronized OpenConnection get(int number) {
        return number < connections.size() ? connections.get(number) : null;
    }

    /** Up to so many connections in the order of their numbers. */
    synchronized List<OpenConnection> first(int most) {
        return connections.stream().filter(Objects::nonNull).limit(most).toList();
    }

    /** A connection with its number, which it keeps as long as it is open. */
    private record Numbered(int number, OpenConnection connection) {}

    /** Up to so many connections with this number and above, in the order of their numbers. */
    private synchronized List<Numbered> from(int first, int most) {
        var found = new ArrayList<Numbered>();
        for (int number = taken.nextSetBit(first);
                number >= 0 && found.size() < most;
                number = taken.nextSetBit(number + 1)) {
            found.add(new Numbered(number, Objects.requireNonNull(get(number))));
        }
        return found;
    }

    private synchronized int open() {
        return open;
    }

    /**
     * Reads a page.
     *
     * @param prefix how the addresses of the clients start that are looked for; empty for all
     * @param after the number after which it starts, -1 for the first page
     * @param limit how many connections it has at most, at least 1
     */
    public Future<ConnectionPage> page(String prefix, int after, int limit) {
        String start = prefix.strip().toLowerCase(Locale.ROOT);
        List<Future<ConnectionView>> views = new ArrayList<>();
        int last = Math.clamp(after, -1, Integer.MAX_VALUE - 1);
        int walked = 0;
        boolean more = true;
        while (more && views.size() < limit && walked < ConnectionPage.MOST_WALKED) {
            List<Numbered> turn = from(last + 1, MOST_PER_TURN);
            more = !turn.isEmpty();
            for (int i = 0; i < turn.size() && views.size() < limit; i++) {
                walked++;
                last = turn.get(i).number();
                OpenConnection connection = turn.get(i).connection();
                if (start.isEmpty() || connection.client().toString().startsWith(start)) {
                    views.add(connection.view());
                }
            }
        }
        Integer next = from(last + 1, 1).isEmpty() ? null : (Integer) last;
        int walkedInAll = walked;
        return Future.join(views)
                .map(_ -> new ConnectionPage(views.stream().map(Future::result).toList(), next, open(), walkedInAll));
    }

    /** Up to so many connections as they are now, in the order of their numbers. */
    public Future<List<ConnectionView>> views(int most) {
        List<Future<ConnectionView>> views =
                first(most).stream().map(OpenConnection::view).toList();
        return Future.join(views).map(_ -> views.stream().map(Future::result).toList());
    }

    /**
     * Ends those that somebody wants ended.
     *
     * @param which is asked about each as it is then, by its event loop
     * @param origin who wants it
     * @return how many were ended
     */
    public Future<Integer> closeIf(Predicate<ConnectionView> which, Origin origin) {
        List<Future<Integer>> closings = first(Integer.MAX_VALUE).stream()
                .map(connection -> connection
                        .view()
                        .compose(view -> which.test(view)
                                ? connection.closeForcibly(origin).map(1)
                                : Future.succeededFuture(0)))
                .toList();
        return Future.join(closings)
                .map(_ -> closings.stream().mapToInt(Future::result).sum());
    }
}
