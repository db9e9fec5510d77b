package org.penlb.balance;

import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.penlb.config.Address;
import org.penlb.config.AdminState;

/** Finds regular servers by their addresses, for those who know no index of ours. Made when it is first asked; removed ones are not among them. */
final class ServersByAddress {
    private final List<Server> servers;
    private volatile @Nullable Index index;

    private record Index(Map<String, List<Server>> asConfigured, Map<String, List<Server>> asResolved) {
        static Index of(List<Server> servers) {
            List<Server> there = servers.stream()
                    .filter(server -> server.config().state() != AdminState.REMOVED)
                    .toList();
            return new Index(
                    by(there, server -> server.config().address().toString()),
                    by(there, server -> Address.of(server.address()).toString()));
        }

        private static <K> Map<K, List<Server>> by(List<Server> servers, Function<Server, K> key) {
            return servers.stream().collect(Collectors.groupingBy(key));
        }
    }

    ServersByAddress(List<Server> servers) {
        this.servers = servers;
    }

    /**
     * Those that somebody means who has configured them so: a name that stands here, too, else an address that a name of ours
     * stands for. In index order.
     */
    List<Server> named(String configured) {
        Index known = index();
        List<Server> same = known.asConfigured.get(configured);
        return same == null ? known.asResolved.getOrDefault(configured, List.of()) : same;
    }

    private Index index() {
        Index known = index;
        if (known == null) {
            known = Index.of(servers);
            index = known;
        }
        return known;
    }
}
