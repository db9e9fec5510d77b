package org.penlb.balance;

import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.penlb.config.IpAddress;

/** Takes turns over the available servers, starting with server 0. */
final class RoundRobin implements Selector {
    /** Whose turn it is: an index, not a count, so it neither overflows nor favours anybody when it wraps. */
    private final AtomicInteger next;

    RoundRobin() {
        this(0);
    }

    /**
     * @param first whose turn it is; it may lie beyond the table, as it does when the table has become shorter
     */
    RoundRobin(int first) {
        next = new AtomicInteger(first);
    }

    int next() {
        return next.get();
    }

    @Override
    public int pick(List<Server> servers, IpAddress client, long now) {
        int n = servers.size();
        if (n == 0) {
            return NONE;
        }
        while (true) {
            int turn = next.get();
            int pick = firstAvailable(servers, turn % n, now);
            if (pick == NONE) {
                return NONE;
            }
            if (next.compareAndSet(turn, (pick + 1) % n)) {
                return pick;
            }
        }
    }

    @Override
    public int peek(List<Server> servers, IpAddress client, long now) {
        return servers.isEmpty() ? NONE : firstAvailable(servers, next.get() % servers.size(), now);
    }

    private static int firstAvailable(List<Server> servers, int from, long now) {
        int n = servers.size();
        for (int i = 0; i < n; i++) {
            int index = from + i < n ? from + i : from + i - n;
            if (servers.get(index).isAvailable(now)) {
                return index;
            }
        }
        return NONE;
    }
}
