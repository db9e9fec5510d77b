package org.penlb.service;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.penlb.balance.Balancer;
import org.penlb.balance.Server;
import org.penlb.config.Address;
import org.penlb.config.IpAddress;
import org.penlb.config.Protocol;
import org.penlb.config.Selection;
import org.penlb.events.ClientAssigned;
import org.penlb.events.Events;
import org.penlb.listen.QuietDatagrams;

/** What those are told who want to know which client is given which server. */
class AssignmentEventsTest {
    private static final IpAddress CLIENT = IpAddress.parse("192.0.2.7");

    private final Service service = QuietDatagrams.service(1, Protocol.DNS, Selection.DEFAULT);
    private final List<ClientAssigned> told = new ArrayList<>();

    private void ask() {
        Balancer balancer = service.balancer();
        balancer.served(Objects.requireNonNull(balancer.serve(CLIENT, 0)));
    }

    @Test
    void who_asked_for_assignments_is_told_of_each_with_its_data() {
        service.events().subscribeToAssignments(told::add);
        long before = service.balancer().now();
        ask();
        ask();
        assertThat(told).hasSize(2).allSatisfy(event -> {
            assertThat(event.service()).isEqualTo("test");
            assertThat(event.client()).isEqualTo(CLIENT);
            assertThat(event.server()).isEqualTo(new Address.Inet("10.0.0.0", 53));
            assertThat(event.role()).isEqualTo(Server.Role.REGULAR);
            assertThat(event.at() - before).isNotNegative();
        });
    }

    @Test
    void who_did_not_ask_for_them_is_not_told_and_they_are_not_kept() {
        var others = new ArrayList<Object>();
        service.events().subscribe(others::add);
        service.events().subscribeToAssignments(told::add);
        ask();
        assertThat(told).hasSize(1);
        assertThat(others).isEmpty();
        assertThat(service.events().recent().last()).isZero();
    }

    @Test
    void several_listen_and_one_that_throws_harms_nobody() {
        service.events().subscribeToAssignments(_ -> {
            throw new IllegalStateException("a listener's fault, on purpose");
        });
        Events.Subscription second = service.events().subscribeToAssignments(told::add);
        ask();
        assertThat(told).hasSize(1);
        second.close();
        ask();
        assertThat(told).hasSize(1);
        Server server = service.balancer().table().servers().getFirst();
        assertThat(server.connections()).isZero();
    }
}
