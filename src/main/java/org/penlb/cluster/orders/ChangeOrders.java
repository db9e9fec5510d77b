package org.penlb.cluster.orders;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.penlb.config.PenConfig;
import org.penlb.config.Route;
import org.penlb.config.ServerArguments;
import org.penlb.config.ServiceConfig;
import org.penlb.config.command.ServiceCommand;
import org.penlb.events.Origin;

/**
 * What a change of the configuration means to other instances.
 *
 * <p>What an operator changes here is ordered everywhere, and so is what he names without changing it: who says that a server
 * is to take clients means it, though here it does already. How Pen was started, and what a file says, is each instance's own;
 * only if a file contradicts what was ordered, that is ordered anew as the file has it: else the older order would undo the
 * file. What another instance ordered is nobody's news.
 */
public final class ChangeOrders {
    private final OrderBook book;
    private final ServerArguments arguments;
    private final LongSupplier versions;
    private final LongSupplier wall;

    /**
     * @param book what is ordered so far
     * @param arguments reads addresses that commands name
     * @param versions gives versions, each higher than all that it gave and the instance learnt before
     * @param wall the time of day, milliseconds since 1970
     */
    public ChangeOrders(OrderBook book, ServerArguments arguments, LongSupplier versions, LongSupplier wall) {
        this.book = book;
        this.arguments = arguments;
        this.versions = versions;
        this.wall = wall;
    }

    /**
     * The orders that a change is; the book does not have them yet.
     *
     * @param origin who asked for it
     * @param after what runs now, with what was carried out once
     * @param asked the command that did it; null if it was none
     */
    public List<Order> of(Origin origin, PenConfig before, PenConfig after, @Nullable ServiceCommand asked) {
        if (origin == Origin.START || origin == Origin.PEER) {
            return List.of();
        }
        List<Order> orders = new ArrayList<>();
        for (ServiceConfig service : after.services()) {
            ServiceConfig was = named(before, service.name());
            boolean isAsked = asked != null && asked.service().equals(service.name());
            // what a route does not say itself follows the service that listens for it, there as here
            boolean follows = service.routing() instanceof Route && !isAsked && origin != Origin.FILE;
            if (was != null && !follows && (isAsked || !was.equals(service))) {
                var change = new ServiceChange(was, service, book, arguments, origin == Origin.FILE);
                add(orders, change.values(isAsked && asked != null ? asked.change() : null, wall.getAsLong()));
            }
        }
        return orders;
    }

    private static @Nullable ServiceConfig named(PenConfig config, String name) {
        return config.services().stream()
                .filter(service -> service.name().equals(name))
                .findFirst()
                .orElse(null);
    }

    private void add(List<Order> orders, Map<Order.Key, String> values) {
        if (values.isEmpty()) {
            return;
        }
        long version = versions.getAsLong();
        values.forEach((key, value) -> {
            Order known = book.get(key);
            // it is carried out here already, so it must win, even if the clock was set back
            long later = known == null ? version : Math.max(version, known.version() + 1);
            orders.add(new Order(key, later, value));
        });
    }
}
