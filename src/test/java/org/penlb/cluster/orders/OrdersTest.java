package org.penlb.cluster.orders;

import static org.assertj.core.api.Assertions.assertThat;
import static org.penlb.cluster.orders.Instance.config;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What commands and files at one instance mean at another. */
class OrdersTest {
    private static final String ONE = "10.0.0.1:80";
    private static final String TWO = "10.0.0.2:80";
    private static final String THREE = "10.0.0.3:80";

    private final Instance here = new Instance(1, config(ONE, TWO));
    private final Instance there = new Instance(2, config(ONE, TWO));

    private static List<String> shown(List<Order> orders) {
        return orders.stream()
                .map(order -> order.key().server() + " " + order.key().field() + " " + order.value())
                .map(String::strip)
                .toList();
    }

    private void exchange() {
        List<Order> known = here.book.all();
        here.learn(there.book.all());
        there.learn(known);
        assertThat(here.book.digest()).isEqualTo(there.book.digest());
        assertThat(here.effective()).isEqualTo(there.effective());
    }

    @Test
    void a_field_is_one_order() {
        assertThat(shown(here.command("server 1 weight 5 prio 3"))).containsExactly(TWO + " weight 5", TWO + " prio 3");
        assertThat(shown(here.command("server 0 drain"))).containsExactly(ONE + " state drain 0");
        assertThat(shown(here.command("blacklist 7"))).containsExactly("blacklist 7");
        assertThat(shown(here.command("no hash"))).containsExactly("hash off");
        assertThat(shown(here.command("acl 3 permit 10.0.0.1")))
                .containsExactly("acl 3 permit 10.0.0.1 255.255.255.255");
        assertThat(shown(here.command("no acl 3"))).containsExactly("acl 3");
    }

    @Test
    void what_belongs_to_a_machine_is_no_order() {
        for (String line : List.of(
                "listen 127.0.0.1:81",
                "log /tmp/log",
                "web_stats /tmp/stats",
                "source 127.0.0.1",
                "debug 1",
                "ascii",
                "control_acl 3",
                "epoll")) {
            assertThat(here.command(line)).as(line).isEmpty();
        }
    }

    @Test
    void servers_come_and_go_everywhere() {
        here.command("server add " + THREE + ":5:6:7:8");
        here.command("server 0 remove");
        exchange();
        assertThat(there.servers()).containsExactly("-", TWO + " UP 0 0 0 0 0", THREE + " UP 7 8 5 6 0");
        there.command("server 1 address 10.0.0.7 port 8 weight 3");
        exchange();
        assertThat(here.servers()).containsExactly("-", "10.0.0.7:8 UP 3 0 0 0 0", THREE + " UP 7 8 5 6 0");
    }

    @Test
    void what_is_added_on_both_sides_is_there_on_both() {
        here.command("server add " + THREE);
        there.command("server add 10.0.0.4:80");
        exchange();
        assertThat(here.servers()).hasSize(4);
        // those who come later have the first one first
        var late = new Instance(3, config(ONE, TWO));
        late.learn(here.book.all());
        assertThat(late.servers().get(2)).startsWith(THREE);
    }

    @Test
    void a_server_has_the_same_place_however_late_it_comes() {
        for (int i = 3; i < 9; i++) {
            here.command("server add 10.0.0." + i + ":80");
        }
        here.command("server 3 remove");
        List<Order> orders = new ArrayList<>(here.book.all());
        there.learn(orders.reversed());
        assertThat(there.servers()).isEqualTo(here.servers());
    }

    @Test
    void the_later_command_wins() {
        here.now = 10;
        there.now = 20;
        here.command("server 0 weight 5");
        there.command("server 0 weight 7");
        there.command("tracking 3");
        here.now = 30;
        here.command("tracking 9");
        exchange();
        assertThat(here.servers().getFirst()).isEqualTo(ONE + " UP 7 0 0 0 0");
        assertThat(there.service().tracking()).hasSeconds(9);
    }

    @Test
    void so_does_one_that_changes_nothing_where_it_is_given() {
        here.command("server 0 weight 8 max 3");
        exchange();
        here.now = 10;
        here.command("server 0 drain");
        here.command("server 1 remove");
        here.command("roundrobin");
        there.now = 20;
        there.command("server 0 up");
        there.command("server 1 up");
        there.command("no roundrobin");
        exchange();
        assertThat(here.servers()).containsExactly(ONE + " UP 8 0 3 0 0", TWO + " UP 0 0 0 0 0");
        assertThat(here.service().selection().flags()).isEmpty();
    }

    @Test
    void a_server_that_another_instance_never_had_is_not_added_by_half() {
        var other = new Instance(3, config(ONE));
        other.learn(here.command("server 1 drain"));
        assertThat(other.servers()).containsExactly(ONE + " UP 0 0 0 0 0");
        assertThat(other.troubles).containsExactly("server \"" + TWO + "\" is not there");
        other.reload(config(ONE, TWO));
        assertThat(other.servers()).containsExactly(ONE + " UP 0 0 0 0 0", TWO + " DRAINING 0 0 0 0 0");
        assertThat(other.book.all()).isEqualTo(here.book.all());
    }

    @Test
    void one_order_that_cannot_be_carried_out_keeps_no_other_from_it() {
        here.command("server 0 weight 5");
        List<Order> orders = new ArrayList<>(here.book.all());
        orders.add(new Order(Order.Key.setting("web", "acl 1"), 99, "permit country SE")); // there is no database
        orders.add(new Order(Order.Key.setting("web", "newer_setting"), 99, "1"));
        orders.add(new Order(new Order.Key("web", ONE, 1, "timeout"), 99, "7"));
        orders.add(new Order(new Order.Key("web", ONE, 1, "prio"), 99, "4"));
        there.learn(orders);
        assertThat(there.servers().getFirst()).isEqualTo(ONE + " UP 5 4 0 0 0");
        assertThat(there.service().stream().connectTimeout()).hasSeconds(5);
        assertThat(there.troubles)
                .containsExactlyInAnyOrder(
                        "newer_setting: not known here (expected: the same version of Pen everywhere)",
                        "timeout: not known here (expected: the same version of Pen everywhere)",
                        "acl 1 permit country SE: no GeoIP database (expected: --geoip FILE)");
    }

    @Test
    void a_server_is_left_alone_until_the_same_time_once() {
        here.now = 1_000;
        there.now = 3_000;
        List<Order> orders = here.command("server 0 blacklist 5");
        assertThat(shown(orders)).containsExactly(ONE + " blacklist 6000");
        there.learn(orders);
        there.learn(orders);
        there.obey();
        there.learn(here.command("server 0 weight 3"));
        assertThat(there.leftAlone).containsExactly(ONE + " for 3000 ms");
        there.learn(here.command("server 0 blacklist 0"));
        assertThat(there.leftAlone).containsExactly(ONE + " for 3000 ms", ONE + " for 0 ms");
    }

    @Test
    void what_is_over_has_no_effect() {
        List<Order> orders = here.command("server 0 blacklist 5");
        there.now = 5_000;
        there.learn(orders);
        assertThat(there.leftAlone).isEmpty();
    }

    @Test
    void a_file_is_an_instances_own_unless_it_contradicts_an_order() {
        assertThat(here.reload(config(ONE + ":0:0:3", TWO, THREE))).isEmpty();
        assertThat(here.reload(config(ONE, TWO))).isEmpty();
        here.command("server 0 weight 9");
        exchange();
        assertThat(here.reload(config(ONE, TWO + ":0:0:4"))).isEmpty();
        assertThat(shown(here.reload(config(ONE + ":0:0:5", TWO)))).containsExactly(ONE + " weight 5");
        exchange();
        assertThat(there.servers().getFirst()).isEqualTo(ONE + " UP 5 0 0 0 0");
    }

    @Test
    void a_reload_keeps_what_was_ordered_at_other_instances() {
        here.command("server 0 drain");
        here.command("server 1 remove");
        here.command("server add " + THREE);
        here.command("blacklist 7");
        exchange();
        assertThat(there.reload(config(ONE, TWO, "10.0.0.4:80"))).isEmpty();
        assertThat(there.servers())
                .containsExactly(ONE + " DRAINING 0 0 0 0 0", "10.0.0.4:80 UP 0 0 0 0 0", THREE + " UP 0 0 0 0 0");
        assertThat(there.service().blacklist()).hasSeconds(7);
    }

    @Test
    void a_file_that_names_a_removed_server_anew_brings_it_back_everywhere() {
        here.command("server 1 remove");
        exchange();
        here.reload(config(ONE));
        here.reload(config(ONE, TWO + ":0:0:3"));
        exchange();
        assertThat(there.servers()).containsExactly(ONE + " UP 0 0 0 0 0", TWO + " UP 3 0 0 0 0");
    }

    @Test
    void servers_of_one_address_are_told_apart() {
        var one = new Instance(1, config(ONE, TWO, ONE));
        var other = new Instance(2, config(ONE, TWO, ONE));
        other.learn(one.command("server 2 weight 5"));
        assertThat(other.servers()).isEqualTo(one.servers());
        other.learn(one.command("server 0 remove"));
        assertThat(other.effective()).isEqualTo(one.effective());
        other.learn(one.command("server add " + ONE + ":0:0:7"));
        assertThat(other.effective()).isEqualTo(one.effective()).contains(ONE + " UP 7 0 0 0 0");
    }

    @Test
    void many_servers_are_ordered_at_once() {
        String[] addresses = IntStream.range(0, 5_000)
                .mapToObj(i -> "10.1." + i / 250 + "." + i % 250 + ":80")
                .toArray(String[]::new);
        here.command("server add " + String.join(" ", addresses));
        exchange();
        assertThat(there.servers()).isEqualTo(here.servers()).hasSize(5_002);
    }
}
