package org.penlb.balance;

import java.net.SocketAddress;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.penlb.config.AdminState;

/** Finds regular servers by their addresses, for those who know no index of ours. Made when it is first asked. */
final class ServersByAddress {
    private final List<Server> servers;
    private volatile @Nullable Map<SocketAddress, List<Server>> byAddress;

    ServersByAddress(List<Server> servers) {
        this.servers = servers;
    }

    /** Those at this address that are not removed, in index order. */
    List<Server> all(SocketAddress address) {
        Map<SocketAddress, List<Server>> known = byAddress;
        if (known == null) {
            known = servers.stream()
                    .filter(server -> server.config().state() != AdminState.REMOVED)
                    .collect(Collectors.groupingBy(Server::address));
            byAddress = known;
        }
        return known.getOrDefault(address, List.of());
    }

    @Nullable
    Server first(SocketAddress address) {
        List<Server> there = all(address);
        return there.isEmpty() ? null : there.getFirst();
    }
}
