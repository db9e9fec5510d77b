package org.penlb.health;

import java.net.SocketAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.penlb.balance.Observation;
import org.penlb.balance.Server;
import org.penlb.balance.ServerTable;
import org.penlb.config.AdminState;

/**
 * Asks every server of a service how it is at each interval, one question for all that have the same address. A server is
 * down after some bad or missing answers in a row, and up again after some good ones. One for a service's whole life, on one
 * event loop.
 */
public final class HealthChecker {
    private final Supplier<ServerTable> table;
    private final BiConsumer<Server, Observation> observed;
    private final Map<SocketAddress, AddressCheck> checks = new HashMap<>();
    private @Nullable CheckRules asking;
    private long askedAt;

    /**
     * @param table the servers, as they are configured now
     * @param observed takes what is found
     */
    public HealthChecker(Supplier<ServerTable> table, BiConsumer<Server, Observation> observed) {
        this.table = table;
        this.observed = observed;
    }

    /**
     * Asks if it is time.
     *
     * @param rules those of now; null if nobody is to be asked
     * @param now the balancer's clock
     * @return in how many nanoseconds it is time again, if the rules stay; {@link Long#MAX_VALUE} for never
     */
    public long tick(@Nullable CheckRules rules, long now) {
        if (rules == null) {
            stop();
            return Long.MAX_VALUE;
        }
        long interval = rules.interval().toNanos();
        if (!rules.equals(asking) || now - askedAt >= interval) {
            asking = rules;
            askedAt = now;
            round(rules, now);
        }
        return interval - (now - askedAt);
    }

    private void round(CheckRules rules, long now) {
        Map<SocketAddress, List<Server>> wanted = servers().stream().collect(Collectors.groupingBy(Server::address));
        checks.entrySet().removeIf(entry -> {
            boolean gone = !wanted.containsKey(entry.getKey());
            if (gone) {
                entry.getValue().close();
            }
            return gone;
        });
        wanted.forEach((address, servers) ->
                checks.computeIfAbsent(address, _ -> new AddressCheck(observed)).round(servers, rules, now));
    }

    private List<Server> servers() {
        ServerTable current = table.get();
        List<Server> servers = new ArrayList<>();
        for (Server server : current.servers()) {
            if (server.config().state() != AdminState.REMOVED) {
                servers.add(server);
            }
        }
        if (current.emergency() != null) {
            servers.add(current.emergency());
        }
        return servers;
    }

    /**
     * Nobody asks any more, so nobody could tell that a server is well again. Another event loop may just have found one
     * down.
     */
    private void stop() {
        close();
        for (Server server : servers()) {
            if (server.downReason() != null) {
                observed.accept(server, Observation.Plain.NOT_CHECKED);
            }
        }
    }

    /** Gives up what is being asked. It begins anew with the next tick. */
    public void close() {
        asking = null;
        checks.values().forEach(AddressCheck::close);
        checks.clear();
    }
}
