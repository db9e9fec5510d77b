package org.penlb.balance;

import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.penlb.config.IpAddress;

/** Takes turns over the servers that are not blacklisted, starting with server 0. */
final class RoundRobin implements Selector {
    /** Whose turn it is; always within the table, so it neither overflows nor favours anybody when it wraps. */
    private final AtomicInteger next = new AtomicInteger();

    @Override
    public int pick(List<Server> servers, IpAddress client, long now) {
        int n = servers.size();
        while (true) {
            int turn = next.get();
            int pick = firstAvailable(servers, turn, now);
            if (pick == NONE) {
                return NONE;
            }
            if (next.compareAndSet(turn, (pick + 1) % n)) {
                return pick;
            }
        }
    }

    private static int firstAvailable(List<Server> servers, int from, long now) {
        int n = servers.size();
        for (int i = 0; i < n; i++) {
            int index = (from + i) % n;
            if (!servers.get(index).isBlacklisted(now)) {
                return index;
            }
        }
        return NONE;
    }
}
