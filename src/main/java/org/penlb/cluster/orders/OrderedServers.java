package org.penlb.cluster.orders;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.penlb.config.AdminState;
import org.penlb.config.ConfigException;
import org.penlb.config.ServerArguments;
import org.penlb.config.ServerConfig;

/**
 * The servers of a service, as orders are carried out on them. A server that is there keeps its place, since that is what
 * clients are remembered by.
 */
final class OrderedServers {
    /**
     * One that is to be added.
     *
     * @param copy which of the servers of its address it will be in the order of their places, from 0
     * @param place where it is to be, if that is nobody's
     * @param version of the order that has it there
     */
    private record Newcomer(String address, int copy, int place, long version, ServerConfig config) {}

    private final List<ServerConfig> servers;
    private final ServerArguments arguments;
    /** Where the servers of each address are. */
    private final Map<String, List<Integer>> places = new HashMap<>();

    private final Map<String, ServerCopies> copies = new HashMap<>();
    private final List<Newcomer> newcomers = new ArrayList<>();

    /**
     * @param servers in index order; changes go through
     * @param arguments reads addresses
     */
    OrderedServers(List<ServerConfig> servers, ServerArguments arguments) {
        this.servers = servers;
        this.arguments = arguments;
        find();
    }

    private void find() {
        places.clear();
        for (int place = 0; place < servers.size(); place++) {
            if (isTaken(place)) {
                places.computeIfAbsent(servers.get(place).address().toString(), _ -> new ArrayList<>())
                        .add(place);
            }
        }
    }

    private boolean isTaken(int place) {
        return place < servers.size() && servers.get(place).state() != AdminState.REMOVED;
    }

    /**
     * Makes the servers of an address what is ordered; those to be added come with {@link #place}.
     *
     * @param orders all that are known about them
     * @throws ConfigException if that cannot be
     */
    void obey(String address, List<Order> orders) {
        var ordered = new ServerCopies(orders);
        copies.put(address, ordered);
        List<Integer> here = places.getOrDefault(address, List.of());
        List<Integer> wanted = ordered.wanted(here.size());
        Map<Integer, List<Order>> byCopy = orders.stream()
                .collect(Collectors.groupingBy(order -> order.key().copy()));
        byCopy.keySet().stream()
                .filter(copy -> !wanted.contains(copy) && !ordered.isOrderedAway(copy))
                .findAny()
                .ifPresent(_ -> {
                    throw notThere(address);
                });
        for (int i = 0; i < Math.max(here.size(), wanted.size()); i++) {
            if (i >= wanted.size()) {
                servers.set(here.get(i), ServerConfig.NONE);
            } else if (i < here.size()) {
                int place = here.get(i);
                servers.set(place, changed(servers.get(place), byCopy.getOrDefault(wanted.get(i), List.of())));
            } else {
                add(address, i, byCopy.getOrDefault(wanted.get(i), List.of()));
            }
        }
    }

    private static ConfigException notThere(String address) {
        return new ConfigException("server \"" + address + "\" is not there");
    }

    private static ServerConfig changed(ServerConfig server, List<Order> orders) {
        ServerConfig changed = server;
        for (Order order : orders) {
            ServerField field = ServerField.named(order.key().field());
            if (field != null) {
                changed = field.with(changed, order.value());
            } else if (order.key().field().equals(ServerField.STATE)) {
                changed = changed.withState(OrderedState.of(order.value()).state());
            }
        }
        return changed;
    }

    /** A server that this instance never had can be added if all is known of it: who drained it elsewhere does not add it. */
    private void add(String address, int copy, List<Order> orders) {
        long known = orders.stream()
                .filter(order -> ServerField.named(order.key().field()) != null)
                .count();
        if (known < ServerField.values().length) {
            throw notThere(address);
        }
        var server = new ServerConfig(arguments.destination(address));
        for (Order order : orders) {
            if (order.key().field().equals(ServerField.STATE)) {
                int place = OrderedState.of(order.value()).place();
                newcomers.add(new Newcomer(address, copy, place, order.version(), changed(server, orders)));
            }
        }
    }

    /**
     * Gives those that are to be added their places: their own if that is nobody's, else the first that is nobody's. Of two with
     * the same place it is the one's who came first; so instances that start with the same servers end with the same. Servers of
     * one address stay in the order of their numbers, since they are told apart by it.
     *
     * @throws ConfigException if there are too many
     */
    void place() {
        newcomers.sort(Comparator.comparingLong(Newcomer::version).thenComparing(Newcomer::address));
        List<Newcomer> late = new ArrayList<>();
        for (Newcomer newcomer : newcomers) {
            if (newcomer.copy() == 0 && !isTaken(newcomer.place())) {
                put(newcomer.place(), newcomer);
            } else {
                late.add(newcomer);
            }
        }
        late.sort(Comparator.comparing(Newcomer::address).thenComparingInt(Newcomer::copy));
        for (Newcomer newcomer : late) {
            int first = behindOthersOf(newcomer.address());
            int place = newcomer.place() < first || isTaken(newcomer.place()) ? first : newcomer.place();
            while (isTaken(place)) {
                place++;
            }
            put(place, newcomer);
        }
        find();
    }

    private int behindOthersOf(String address) {
        List<Integer> others = places.getOrDefault(address, List.of());
        return others.isEmpty() ? 0 : others.getLast() + 1;
    }

    private void put(int place, Newcomer newcomer) {
        if (place >= ServerConfig.MOST) {
            throw new ConfigException("a service has at most " + ServerConfig.MOST + " servers");
        }
        while (servers.size() <= place) {
            servers.add(ServerConfig.NONE);
        }
        servers.set(place, newcomer.config());
        places.computeIfAbsent(newcomer.address(), _ -> new ArrayList<>()).add(place);
    }

    /** Where the server of this address and number is; null if it is not there. */
    @Nullable
    Integer placeOf(String address, int copy) {
        List<Integer> here = places.getOrDefault(address, List.of());
        ServerCopies known = copies.getOrDefault(address, new ServerCopies(List.of()));
        int at = known.numbers(here.size(), here.size()).indexOf(copy);
        return at < 0 ? null : here.get(at);
    }
}
