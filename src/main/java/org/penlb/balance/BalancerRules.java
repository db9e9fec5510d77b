package org.penlb.balance;

import org.penlb.config.ServiceConfig;

/**
 * All that a {@link Balancer} goes by, published at once: a configuration, its servers, and what follows from them and is
 * asked for each query, so that it is not worked out each time.
 *
 * @param selector makes the choice that the table's selection asks for
 * @param tracked whether a client gets the server that it used last
 * @param ejectionNanos how long a server that failed is left alone; 0 for not at all
 */
record BalancerRules(
        ServiceConfig config,
        ServerTable table,
        Selector selector,
        boolean tracked,
        long ejectionNanos,
        ServersByAddress byAddress) {
    static BalancerRules of(ServiceConfig config, ServerTable table, Selectors selectors) {
        return new BalancerRules(
                config,
                table,
                selectors.of(table.selection()),
                table.selection().tracked(),
                config.blacklist().toNanos(),
                new ServersByAddress(table.servers()));
    }
}
