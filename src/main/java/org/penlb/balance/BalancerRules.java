package org.penlb.balance;

import java.util.List;
import org.penlb.config.IpAddress;
import org.penlb.config.Selection;
import org.penlb.config.ServiceConfig;

/**
 * All that a {@link Balancer} goes by, published at once: a configuration, its servers, and what follows from them and is
 * asked for each query, so that it is not worked out each time.
 *
 * @param selector makes the choice that the table's selection asks for
 * @param same makes a choice in its spirit that is the same for a client each time
 * @param tracked whether a client gets the server that it used last
 * @param ejectionNanos how long a server that failed is left alone; 0 for not at all
 */
record BalancerRules(
        ServiceConfig config,
        ServerTable table,
        Selector selector,
        Selector same,
        boolean tracked,
        long ejectionNanos,
        ServersByAddress byAddress) {
    static BalancerRules of(ServiceConfig config, ServerTable table, Selectors selectors) {
        Selector selector = selectors.of(table.selection());
        return new BalancerRules(
                config,
                table,
                selector,
                sameIn(table.selection(), selector),
                table.selection().tracked(),
                config.blacklist().toNanos(),
                new ServersByAddress(table.servers()));
    }

    /** Some ways to choose do not go by turns or load anyway. */
    private static Selector sameIn(Selection selection, Selector selector) {
        return switch (selection.picker()) {
            case HASH, UNTRACKED, FIRST, PRIO -> selector;
            default -> new SameServer(selection.isByWeight());
        };
    }

    /** The index of the server that a tracked client used last, if that takes clients; {@link Selector#NONE} otherwise. */
    int usedLast(ClientTable clients, IpAddress client, long now) {
        if (!tracked) {
            return Selector.NONE;
        }
        List<Server> servers = table.servers();
        int last = clients.serverOf(client, now);
        boolean goesOn = last != ClientTable.NONE
                && last < servers.size()
                && servers.get(last).isUp();
        return goesOn ? last : Selector.NONE;
    }

    /**
     * The index of the server to begin with: the one that was used last, or else a selector's pick, whose turn it is by that.
     *
     * @param by {@link #selector} or {@link #same}
     * @param last as {@link #usedLast} says
     */
    int first(Selector by, int last, IpAddress client, long now) {
        return last != Selector.NONE ? last : by.pick(table.servers(), client, now);
    }
}
