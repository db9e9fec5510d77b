package org.penlb.cluster.assignments;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.penlb.balance.Balancer;
import org.penlb.balance.Server;
import org.penlb.balance.ServerTable;
import org.penlb.balance.SharedClients;
import org.penlb.config.AdminState;

/**
 * A service whose clients are shared. Instances count servers in their own ways, so they name them by their addresses, as they
 * are configured; one that is configured elsewhere only has a number here that no server has, until it is configured here,
 * too. For one thread.
 */
final class SharedService {
    /** Servers that are not here are counted from here. */
    private static final int ELSEWHERE = 1 << 24;

    private static final int MOST_ELSEWHERE = 4096;
    private static final int IGNORED = ELSEWHERE + MOST_ELSEWHERE;
    /** How many clients are looked at before event loops get their turn. */
    private static final int PART = 5_000;

    private final Balancer balancer;
    private final SharedClients clients;
    private final List<@Nullable String> elsewhere = new ArrayList<>();
    private final Map<String, Integer> indices = new HashMap<>();
    /** By index, null for those that are removed. */
    private final List<@Nullable String> names = new ArrayList<>();

    private @Nullable ServerTable known;

    SharedService(Balancer balancer, SharedClients clients) {
        this.balancer = balancer;
        this.clients = clients;
    }

    SharedClients clients() {
        return clients;
    }

    Balancer balancer() {
        return balancer;
    }

    /** What instances call a server; null for one that is not there any more. */
    @Nullable
    String nameOf(int index) {
        if (index >= ELSEWHERE) {
            return index < ELSEWHERE + elsewhere.size() ? elsewhere.get(index - ELSEWHERE) : null;
        }
        follow();
        return index < 0 || index >= names.size() ? null : names.get(index);
    }

    /** Whether instances have a name for a server, as of the last {@link #follow}: of clients of others nobody is told. */
    boolean isNamed(int index) {
        List<@Nullable String> known = index >= ELSEWHERE ? elsewhere : names;
        int at = index >= ELSEWHERE ? index - ELSEWHERE : index;
        return at >= 0 && at < known.size() && known.get(at) != null;
    }

    /** Sums over its clients, of servers that have a name. */
    Sums sums(long after, long upTo) {
        follow();
        return new Sums(clients, this::isNamed, after, upTo);
    }

    private static boolean isRemoved(Server server) {
        return server.config().state() == AdminState.REMOVED;
    }

    /** Another instance gave a client a server. */
    boolean learned(Assignment assignment) {
        return clients.learned(assignment.client(), indexOf(assignment.server()), assignment.version(), balancer.now());
    }

    private int indexOf(String server) {
        follow();
        Integer index = indices.computeIfAbsent(server, this::known);
        return index == null ? IGNORED : index;
    }

    private @Nullable Integer here(String server) {
        List<Server> meant = balancer.named(server);
        return meant.isEmpty() ? null : (Integer) meant.getFirst().index();
    }

    private @Nullable Integer known(String server) {
        Integer here = here(server);
        return here == null ? elsewhere(server) : here;
    }

    /** Null if there are too many of them: nothing is noted of such a one, however many names are told. */
    private @Nullable Integer elsewhere(String server) {
        if (elsewhere.size() == MOST_ELSEWHERE) {
            return null;
        }
        elsewhere.add(server);
        return ELSEWHERE + elsewhere.size() - 1;
    }

    /** Servers may have come or gone; clients of one that came are its own from now on. */
    @SuppressWarnings("ReferenceEquality") // another table is another object
    void follow() {
        ServerTable table = balancer.table();
        if (table == known) {
            return;
        }
        known = table;
        indices.clear();
        names.clear();
        for (Server server : table.servers()) {
            names.add(isRemoved(server) ? null : server.toString());
        }
        for (int i = 0; i < elsewhere.size(); i++) {
            String name = elsewhere.get(i);
            if (name != null) {
                Integer here = here(name);
                indices.put(name, here == null ? (Integer) (ELSEWHERE + i) : here);
                if (here != null) {
                    renumber(ELSEWHERE + i, here);
                    elsewhere.set(i, null);
                }
            }
        }
    }

    private void renumber(int before, int now) {
        int from = 0;
        do {
            from = clients.renumber(from, PART, before, now);
        } while (from != 0);
    }
}
