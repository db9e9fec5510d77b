package org.penlb.cluster.orders;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.penlb.cluster.orders.Order.Subject;
import org.penlb.config.AdminState;
import org.penlb.config.PenBuilder;
import org.penlb.config.ServerArguments;
import org.penlb.config.ServerConfig;
import org.penlb.config.ServiceBuilder;
import org.penlb.config.ServiceConfig;
import org.penlb.config.ServiceConfig.Blacklisting;
import org.penlb.config.command.Command;
import org.penlb.config.command.ServerSetting;

/** What a change of one service is in the keys and values of orders. */
final class ServiceChange {
    /**
     * A server at its place.
     *
     * @param place its number
     */
    private record Placed(int place, ServerConfig config) {}

    /** Is told of a server by its address and number. */
    private interface Found {
        void found(String address, int copy, Placed server);
    }

    private final ServiceConfig before;
    private final ServiceConfig after;
    private final OrderBook book;
    private final ServerArguments arguments;
    private final boolean byFile;
    private final Map<String, List<Placed>> serversBefore;
    private final Map<String, List<Placed>> serversAfter;
    private final Map<Order.Key, String> values = new LinkedHashMap<>();

    /**
     * @param book what is ordered so far
     * @param byFile whether only what contradicts an order counts
     */
    ServiceChange(
            ServiceConfig before, ServiceConfig after, OrderBook book, ServerArguments arguments, boolean byFile) {
        this.before = before;
        this.after = after;
        this.book = book;
        this.arguments = arguments;
        this.byFile = byFile;
        this.serversBefore = byAddress(before);
        this.serversAfter = byAddress(after);
    }

    /**
     * @param asked what was asked for, if it was a command; what it names counts though it was so before
     * @param now the time of day, milliseconds since 1970
     */
    Map<Order.Key, String> values(Command.@Nullable Change asked, long now) {
        settings(asked == null ? null : SharedSetting.wordOf(asked));
        servers();
        if (asked instanceof Command.ChangeServer(int place, var settings)) {
            settings.forEach(setting -> named(place, setting));
        }
        for (Blacklisting order : after.blacklistings()) {
            long until = order.duration().isZero() ? 0 : now + order.duration().toMillis();
            atPlace(
                    order.server(),
                    (address, copy, _) -> changed(key(address, copy, ServerField.BLACKLIST), String.valueOf(until)));
        }
        return values;
    }

    private void settings(@Nullable String asked) {
        PenBuilder was = builder(before);
        PenBuilder is = builder(after);
        for (SharedSetting setting : SharedSetting.all()) {
            if (setting.word().equals(asked) || !setting.isSame(was, is)) {
                changed(Order.Key.setting(after.name(), setting.word()), setting.value(is));
            }
        }
    }

    private PenBuilder builder(ServiceConfig service) {
        return new PenBuilder(new ServiceBuilder(service), arguments);
    }

    private void changed(Order.Key key, String value) {
        if (!byFile || book.get(key) != null) {
            values.put(key, value);
        }
    }

    private static Map<String, List<Placed>> byAddress(ServiceConfig service) {
        Map<String, List<Placed>> byAddress = new LinkedHashMap<>();
        for (int place = 0; place < service.servers().size(); place++) {
            ServerConfig server = service.servers().get(place);
            if (server.state() != AdminState.REMOVED) {
                byAddress
                        .computeIfAbsent(server.address().toString(), _ -> new ArrayList<>())
                        .add(new Placed(place, server));
            }
        }
        return byAddress;
    }

    private List<Placed> before(String address) {
        return serversBefore.getOrDefault(address, List.of());
    }

    private List<Placed> after(String address) {
        return serversAfter.getOrDefault(address, List.of());
    }

    private void servers() {
        Set<String> addresses = new LinkedHashSet<>(serversBefore.keySet());
        addresses.addAll(serversAfter.keySet());
        for (String address : addresses) {
            if (!before(address).equals(after(address))) {
                servers(address, before(address), after(address));
            }
        }
    }

    private void servers(String address, List<Placed> then, List<Placed> now) {
        List<Integer> numbers = numbers(address);
        for (int i = 0; i < numbers.size(); i++) {
            if (i >= now.size()) {
                gone(address, numbers.get(i), then.get(i).config());
            } else if (i >= then.size()) {
                came(address, numbers.get(i), now.get(i));
            } else {
                differs(address, numbers.get(i), then.get(i).config(), now.get(i));
            }
        }
        if (numbers.size() > 1 && then.size() != now.size()) {
            renumbered(address, numbers, now);
        }
    }

    /** Of several at one address, another one may have each number now. */
    private void renumbered(String address, List<Integer> numbers, List<Placed> now) {
        if (byFile && numbers.stream().allMatch(copy -> book.get(key(address, copy, ServerField.STATE)) == null)) {
            return;
        }
        for (int i = 0; i < now.size(); i++) {
            described(address, numbers.get(i), state(now.get(i)), now.get(i).config());
        }
    }

    /** By which numbers orders know the servers of an address, before and after. */
    private List<Integer> numbers(String address) {
        int then = before(address).size();
        return new ServerCopies(book.of(Subject.server(after.name(), address)))
                .numbers(then, Math.max(then, after(address).size()));
    }

    private Order.Key key(String address, int copy, String field) {
        return new Order.Key(after.name(), address, copy, field);
    }

    private void differs(String address, int copy, ServerConfig was, Placed is) {
        if (was.state() != is.config().state()) {
            changed(key(address, copy, ServerField.STATE), state(is));
        }
        for (ServerField field : ServerField.values()) {
            String value = field.value(is.config());
            if (!value.equals(field.value(was))) {
                changed(key(address, copy, field.word()), value);
            }
        }
    }

    /** A file that names a server has its say over an order that there be none, not over one that says how it is to be. */
    private void came(String address, int copy, Placed server) {
        Order order = book.get(key(address, copy, ServerField.STATE));
        if (!byFile || (order != null && order.value().equals(OrderedState.GONE.value()))) {
            described(address, copy, state(server), server.config());
        }
    }

    private void gone(String address, int copy, ServerConfig server) {
        if (!byFile || book.get(key(address, copy, ServerField.STATE)) != null) {
            described(address, copy, OrderedState.GONE.value(), server);
        }
    }

    /** All that there is to know, also of one that goes: if a later order brings it back, it is what it was. */
    private void described(String address, int copy, String state, ServerConfig server) {
        values.put(key(address, copy, ServerField.STATE), state);
        for (ServerField field : ServerField.values()) {
            values.put(key(address, copy, field.word()), field.value(server));
        }
    }

    private static String state(Placed server) {
        return new OrderedState(server.config().state(), server.place()).value();
    }

    private void named(int place, ServerSetting setting) {
        switch (setting) {
            case ServerSetting.At _, ServerSetting.Port _, ServerSetting.State _ ->
                atPlace(
                        place,
                        (address, copy, server) -> changed(key(address, copy, ServerField.STATE), state(server)));
            case ServerSetting.Acl _ -> named(place, ServerField.ACL);
            case ServerSetting.Max _ -> named(place, ServerField.MAX);
            case ServerSetting.Hard _ -> named(place, ServerField.HARD);
            case ServerSetting.Weight _ -> named(place, ServerField.WEIGHT);
            case ServerSetting.Prio _ -> named(place, ServerField.PRIO);
            case ServerSetting.Blacklist _ -> {} // is among what is carried out once
        }
    }

    private void named(int place, ServerField field) {
        atPlace(
                place,
                (address, copy, server) -> changed(key(address, copy, field.word()), field.value(server.config())));
    }

    /** Whom a number stands for now, if for anybody. */
    private void atPlace(int place, Found found) {
        ServerConfig server = place < after.servers().size() ? after.servers().get(place) : ServerConfig.NONE;
        if (server.state() != AdminState.REMOVED) {
            String address = server.address().toString();
            var placed = new Placed(place, server);
            found.found(address, numbers(address).get(after(address).indexOf(placed)), placed);
        }
    }
}
