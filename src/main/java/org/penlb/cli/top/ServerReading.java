package org.penlb.cli.top;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A server as it was told in one round.
 *
 * @param max the soft limit of connections, {@code hard} the hard one; 0 for none
 * @param sent bytes to the server since the start
 * @param received bytes from it since the start
 * @param state in pen's words; {@value #UNTOLD} if the pen does not tell
 * @param p99 within how many microseconds 99 % of the queries were answered of late; -1 if it is not told
 */
record ServerReading(
        int index,
        String host,
        int port,
        long connections,
        long max,
        long hard,
        long weight,
        long prio,
        long sent,
        long received,
        String state,
        long p99) {
    static final String UNTOLD = "-";
    private static final String FAILED = "failed";
    private static final int LONGEST_STATE = 80;

    /**
     * Joins what two commands told.
     *
     * @param counted the server in the reply about counters; null if there is none
     * @param failed those that failed according to the status page; null if it was not asked for
     */
    static ServerReading of(ToldServer line, @Nullable ToldServer counted, @Nullable Set<Integer> failed) {
        String state = line.rest();
        long p99 = -1;
        if (counted != null && counted.index() == line.index()) {
            p99 = counted.number("p99");
            state = counted.rest().startsWith("state ") ? counted.rest().substring("state ".length()) : state;
        } else if (failed != null) {
            state = failed.contains(line.index()) ? FAILED : "up";
        }
        return new ServerReading(
                line.index(),
                line.host(),
                line.port(),
                Math.max(0, line.number("conn")),
                Math.max(0, line.number("max")),
                Math.max(0, line.number("hard")),
                Math.max(0, line.number("weight")),
                Math.max(0, line.number("prio")),
                Math.max(0, line.number("sx")),
                Math.max(0, line.number("rx")),
                state.isEmpty() ? UNTOLD : state.substring(0, Math.min(state.length(), LONGEST_STATE)),
                p99);
    }

    /** Which server it is: another address is another one. */
    String identity() {
        return index + " " + host + " " + port;
    }

    /** Whether new clients are sent elsewhere because of a limit. */
    boolean isFull() {
        return (max > 0 && connections >= max) || (hard > 0 && connections >= hard);
    }

    /** Whether it takes no clients although it should. */
    boolean isBad() {
        return state.startsWith("down") || state.startsWith("blacklisted") || state.equals(FAILED);
    }

    /** Whether an operator would want to know about it. */
    boolean isDoubtful() {
        return !isBad() && (isFull() || !(state.equals("up") || state.equals(UNTOLD)));
    }

    /** The state, and that it is full. */
    String stateText() {
        if (!isFull()) {
            return state;
        }
        return state.equals(UNTOLD) ? "full" : state + " full";
    }
}
