package org.penlb.listen.dns;

import java.io.IOException;
import java.net.SocketAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.penlb.balance.Server;
import org.penlb.balance.ServerTable;

/** The servers as one event loop sees them, by address. */
final class Upstreams {
    private final Dispatcher dispatcher;
    private final Map<SocketAddress, Upstream> byAddress = new HashMap<>();
    private final List<Upstream> all = new ArrayList<>();
    /** Of regular servers by index: no look-up for each query. */
    private @Nullable Upstream[] byIndex = new @Nullable Upstream[0];

    Upstreams(Dispatcher dispatcher) {
        this.dispatcher = dispatcher;
    }

    /**
     * The upstream of a server, opened if it is new.
     *
     * @throws IOException saying why it cannot be opened
     */
    Upstream of(Server server) throws IOException {
        boolean regular = server.role() == Server.Role.REGULAR;
        if (regular && server.index() < byIndex.length) {
            Upstream known = byIndex[server.index()];
            if (known != null && known.server() == server) {
                return known;
            }
        }
        Upstream found = byAddress.get(server.address());
        if (found == null) {
            found = new Upstream(dispatcher, server);
            byAddress.put(server.address(), found);
            all.add(found);
        }
        found.configured(server);
        if (regular) {
            if (server.index() >= byIndex.length) {
                byIndex = Arrays.copyOf(byIndex, server.index() + 1);
            }
            byIndex[server.index()] = found;
        }
        return found;
    }

    List<Upstream> all() {
        return all;
    }

    /** Closes those whose server is no more, once nothing waits there. */
    void dropStrangers(ServerTable table) {
        Set<SocketAddress> known = new HashSet<>();
        table.servers().forEach(server -> known.add(server.address()));
        addIfThere(known, table.emergency());
        addIfThere(known, table.abuse());
        all.removeIf(upstream -> {
            if (known.contains(upstream.address()) || !upstream.isIdle()) {
                return false;
            }
            upstream.close();
            byAddress.remove(upstream.address());
            byIndex = new @Nullable Upstream[0];
            return true;
        });
    }

    private static void addIfThere(Set<SocketAddress> known, @Nullable Server server) {
        if (server != null) {
            known.add(server.address());
        }
    }

    void close() {
        all.forEach(Upstream::close);
        all.clear();
        byAddress.clear();
        byIndex = new @Nullable Upstream[0];
    }
}
