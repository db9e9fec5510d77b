package org.penlb.balance;

import java.util.List;

/**
 * What servers did since the start.
 *
 * @param table whose servers are counted
 * @param each what each of {@link ServerTable#all} did, in that order
 * @param all what they did together, with those that are no longer there
 */
public record Tally(ServerTable table, List<ServerTotals> each, ServerTotals all) {
    public Tally {
        each = List.copyOf(each);
    }

    /** Counts what the servers of a table did, and adds what those did that are no longer there. */
    static Tally of(ServerTable table, ServerTotals departed) {
        List<ServerTotals> each = table.all().stream().map(Server::totals).toList();
        return new Tally(table, each, each.stream().reduce(departed, ServerTotals::plus));
    }
}
