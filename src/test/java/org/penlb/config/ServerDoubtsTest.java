package org.penlb.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** Servers that a start takes, and that can hardly be meant. */
class ServerDoubtsTest {
    private final ServiceBuilder service = new ServiceBuilder("web", new Address.Inet("0.0.0.0", 80), 100);

    private static ServerConfig server(String host, int port) {
        return new ServerConfig(new Address.Inet(host, port));
    }

    private ServiceBuilder with(String host, int port, UnaryOperator<ServerConfig> change) {
        service.servers().add(change.apply(server(host, port)));
        return service;
    }

    private ServiceBuilder with(String host, int port) {
        return with(host, port, server -> server);
    }

    private List<String> doubts() {
        return service.build().doubts();
    }

    @Test
    void servers_that_differ_are_fine() {
        with("10.0.0.1", 80).servers().add(ServerConfig.NONE);
        with("10.0.0.1", 81, server -> server.withMax(10).withHard(20));
        service.servers().add(ServerConfig.NONE);
        assertThat(doubts()).isEmpty();
    }

    @Test
    void one_that_is_there_twice_is_told_however_it_is_written() {
        with("www.example", 80);
        with("WWW.example", 80);
        with("::1", 80);
        with("0:0:0:0:0:0:0:1", 80);
        service.emergency = server("www.example", 80);
        service.abuse = server("::1", 80);
        assertThat(doubts())
                .containsExactly(
                        "web: server \"WWW.example:80\", \"[0:0:0:0:0:0:0:1]:80\" is there twice:"
                                + " clients that leave one come to the other",
                        "web: emergency server \"www.example:80\" is one of the servers, too",
                        "web: abuse server \"[::1]:80\" is one of the servers, too");
    }

    @Test
    void ports_and_addresses_of_nobody_are_told() {
        with("10.0.0.1", 0);
        with("224.0.0.1", 80);
        with("0.0.0.0", 80);
        assertThat(doubts()).hasSize(3).allMatch(line -> line.startsWith("web: server \""));
    }

    @Test
    void limits_without_effect_are_told() {
        with("10.0.0.1", 80, server -> server.withMax(20).withHard(10));
        with("10.0.0.2", 80, server -> server.withHard(10));
        assertThat(doubts())
                .containsExactly(
                        "web: server \"10.0.0.2:80\" is said to have a hard limit without a soft one (max), which has no"
                                + " effect",
                        "web: server \"10.0.0.1:80\" is said to have a hard limit below the soft one (max), which has no"
                                + " effect");
    }

    @Test
    void a_weight_that_starves_a_server_or_has_no_effect_is_told() {
        with("10.0.0.1", 80, server -> server.withWeight(2));
        with("10.0.0.2", 80);
        assertThat(doubts()).isEmpty();
        service.selection = new Selection(Set.of(Selection.Flag.WEIGHT));
        assertThat(doubts())
                .containsExactly("web: server \"10.0.0.2:80\" is of weight 0, and servers are chosen by weight:"
                        + " it gets no client");
        service.selection = Selection.DEFAULT;
        with("10.0.0.3", 80, server -> server.withWeight(1));
        assertThat(doubts()).hasSize(1).first().asString().contains("differ in weight");
    }

    @Test
    void of_thousands_the_first_ones_are_named() {
        for (int i = 0; i < 1000; i++) {
            with("10.0.0.1", 80);
        }
        assertThat(doubts())
                .hasSize(1)
                .first()
                .asString()
                .contains(" and 994 more is there twice")
                .hasSizeLessThan(300);
    }

    @Test
    void lists_that_keep_nobody_out_are_told() {
        with("10.0.0.1", 80, server -> server.withAcl(4));
        service.clientAcl = 3;
        service.accessLists()
                .set(
                        5,
                        AccessList.EMPTY.with(new AccessRule.Network(
                                true,
                                IpAddress.parse("10.0.0.1"),
                                IpAddress.parse("ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff"))));
        var pen = new PenBuilder(new ArrayList<>(List.of(service)), new ServerArguments(_ -> -1));
        pen.control = new Address.Inet("0.0.0.0", 10080);
        assertThat(pen.build().doubts())
                .containsExactly(
                        "web: clients are held against access list 3, which is empty: all are let in",
                        "web: server \"10.0.0.1:80\" is said to have an access list that is empty: it takes all clients",
                        "web: access list 5 has rules, and nobody is held against it (expected: clientAcl, or a server's"
                                + " acl)",
                        "control.listen: 0.0.0.0:10080 lets everybody give commands who reaches it (expected: loopback, or"
                                + " control.acl with a list of rules)");
        pen.control = new Address.Inet("localhost", 10080);
        service.clientAcl = 5;
        assertThat(pen.build().doubts()).hasSize(1);
    }
}
