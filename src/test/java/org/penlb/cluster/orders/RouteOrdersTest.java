package org.penlb.cluster.orders;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.penlb.config.Address;
import org.penlb.config.PenBuilder;
import org.penlb.config.PenConfig;
import org.penlb.config.Route;
import org.penlb.config.Routing;
import org.penlb.config.ServerArguments;
import org.penlb.config.ServiceBuilder;
import org.penlb.config.command.Changes;
import org.penlb.config.command.CommandParser;
import org.penlb.config.command.ServiceCommand;
import org.penlb.events.Origin;

/** What is ordered of a service with routes. */
class RouteOrdersTest {
    private static final ServerArguments ARGUMENTS = new ServerArguments(_ -> -1);
    private static final Address LISTEN = ARGUMENTS.listener("127.0.0.1:443");

    private static ServiceBuilder service(String name, Routing routing) {
        var service = new ServiceBuilder(name, LISTEN, 100);
        service.routing = routing;
        service.servers().add(ARGUMENTS.server("10.0.0.1:443", LISTEN));
        return service;
    }

    private static PenConfig config() {
        return new PenBuilder(
                        List.of(
                                service("web", new Routing.Routed(Routing.USUAL_HELLO_TIMEOUT)),
                                service("web:a", new Route("web", List.of("a.example"), List.of()))),
                        ARGUMENTS)
                .build();
    }

    private static List<String> orders(int service, String line) {
        PenConfig before = config();
        var pen = new PenBuilder(before, service, ARGUMENTS);
        var command = Objects.requireNonNull(new CommandParser(ARGUMENTS, LISTEN, false).parseChange(line));
        Changes.apply(command, pen);
        var asked = new ServiceCommand(before.services().get(service).name(), command);
        return new ChangeOrders(new OrderBook(), ARGUMENTS, () -> 1, () -> 1)
                .of(Origin.OPERATOR, before, pen.build(), asked).stream()
                        .map(order -> order.key().service() + " " + order.key().field())
                        .toList();
    }

    @Test
    void what_a_route_follows_is_ordered_of_the_service_alone() {
        assertThat(orders(0, "acl 3 permit 10.0.0.1")).containsExactly("web acl 3");
    }

    @Test
    void what_is_a_routes_own_is_ordered_of_the_route() {
        assertThat(orders(1, "server 0 weight 5")).containsExactly("web:a weight");
    }
}
