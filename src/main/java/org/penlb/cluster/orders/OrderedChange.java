package org.penlb.cluster.orders;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.penlb.cluster.orders.Order.Subject;
import org.penlb.config.ConfigException;
import org.penlb.config.PenBuilder;
import org.penlb.config.ServiceConfig.Blacklisting;
import org.penlb.config.command.CommandParser;

/**
 * What orders make of a service. Carried out twice, it changes nothing more, but for servers that are to be left alone from now
 * on: that is done once for each order.
 */
public final class OrderedChange implements Consumer<PenBuilder> {
    private final Map<Subject, List<Order>> orders;
    private final Set<Order.Key> once;
    private final CommandParser parser;
    private final long now;

    /**
     * @param orders all that are known of what is to be changed, of one service
     * @param once which of those that are carried out once have not been yet
     * @param parser reads commands for the service
     * @param now the time of day, milliseconds since 1970
     */
    public OrderedChange(Map<Subject, List<Order>> orders, Set<Order.Key> once, CommandParser parser, long now) {
        this.orders = orders;
        this.once = once;
        this.parser = parser;
        this.now = now;
    }

    /**
     * Changes the service that the builder's commands are about.
     *
     * @throws ConfigException if one of the orders cannot be carried out here; the builder is of no use then
     */
    @Override
    public void accept(PenBuilder pen) {
        var servers = new OrderedServers(pen.service().servers(), pen.arguments());
        orders.forEach((subject, about) -> {
            if (subject.isServer()) {
                servers.obey(subject.server(), about);
            } else {
                about.forEach(order -> setting(order, pen));
            }
        });
        servers.place();
        orders.forEach((subject, about) -> about.stream()
                .filter(order -> subject.isServer() && once.contains(order.key()))
                .filter(order -> order.key().field().equals(ServerField.BLACKLIST))
                .forEach(order -> leaveAlone(order, servers, pen)));
    }

    private void setting(Order order, PenBuilder pen) {
        String word = order.key().field();
        if (!order.key().server().isEmpty()) {
            throw SharedSetting.unknown(word); // a server's field that a later version has
        }
        SharedSetting.named(word).apply(order.value(), parser, pen);
    }

    /** What is over has no effect, and what was lifted meanwhile is another order. */
    private void leaveAlone(Order order, OrderedServers servers, PenBuilder pen) {
        Integer place = servers.placeOf(order.key().server(), order.key().copy());
        long until = until(order.value());
        if (place != null && (until == 0 || until > now)) {
            Duration left = until == 0 ? Duration.ZERO : Duration.ofMillis(until - now);
            pen.service().blacklistings().add(new Blacklisting(place, left));
        }
    }

    private static long until(String value) {
        try {
            return Long.parseLong(value);
        } catch (NumberFormatException _) {
            throw new ConfigException(ServerField.BLACKLIST + ": \"" + value + "\" is not a time in milliseconds");
        }
    }
}
