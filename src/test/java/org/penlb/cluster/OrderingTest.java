package org.penlb.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.penlb.balance.HybridClock;
import org.penlb.cluster.orders.KnownOrders;
import org.penlb.cluster.orders.Order;
import org.penlb.cluster.orders.OrderBook;
import org.penlb.cluster.wire.Envelopes;
import org.penlb.cluster.wire.Message;
import org.penlb.cluster.wire.MessageType;
import org.penlb.cluster.wire.Refused;
import org.penlb.cluster.wire.Seal;

/** Orders of operators among instances, on a network that loses what the test says. */
class OrderingTest {
    private static final Duration SECOND = Duration.ofSeconds(1);

    private final Segment segment = new Segment();
    private final Node one = new Node("one", 1);
    private final Node two = new Node("two", 2);

    /** An instance that knows orders, and does nothing else. */
    private final class Node implements KnownOrders {
        final HybridClock clock;
        final Ordering ordering;
        private final OrderBook book = new OrderBook();
        /** As another release might be, which cannot keep what it is told. */
        boolean learnsNothing;

        Node(String name, int tag) {
            clock = segment.clock(tag);
            Member member = segment.member(name, clock);
            ordering = new Ordering(member, clock, this);
            member.add(ordering, Ordering.TYPES);
            member.says(_ -> 0, this::digest);
        }

        /** An operator orders something here. */
        Order order(String field, String value) {
            var order = new Order(new Order.Key("web", "", 0, field), clock.next(), value);
            book.learn(List.of(order));
            ordering.announce(List.of(order));
            return order;
        }

        @Override
        public long digest() {
            return book.digest();
        }

        @Override
        public int size() {
            return all().size();
        }

        @Override
        public List<Order> all() {
            return book.all();
        }

        @Override
        public List<String> troubles() {
            return List.of();
        }

        @Override
        public List<Order> learn(List<Order> orders) {
            return learnsNothing ? List.of() : book.learn(orders);
        }
    }

    private void pass(Duration time) {
        segment.pass(time);
    }

    private long ordersSent() {
        return segment.sent(MessageType.ORDERS);
    }

    @Test
    void what_is_ordered_at_one_instance_is_known_at_all_at_once() {
        pass(SECOND);
        Order order = one.order("timeout", "5");
        pass(Duration.ofMillis(40));
        assertThat(two.all()).containsExactly(order);
        pass(SECOND.multipliedBy(10));
        assertThat(ordersSent()).as("and nobody tells it again").isOne();
    }

    @Test
    void who_comes_gets_all_and_gives_all() {
        Order first = one.order("timeout", "5");
        Order second = two.order("blacklist", "6");
        pass(Duration.ofMillis(600));
        assertThat(one.all()).containsExactly(first, second);
        assertThat(two.all()).containsExactly(first, second);
        assertThat(one.ordering.known()).isEqualTo(2);
    }

    @Test
    void an_order_that_was_lost_is_found_by_the_next_beats() {
        pass(SECOND);
        segment.lost = MessageType.ORDERS::equals;
        Order order = one.order("timeout", "5");
        segment.lost = _ -> false;
        pass(Duration.ofMillis(600));
        assertThat(two.all()).containsExactly(order);
    }

    @Test
    void what_still_differs_is_told_again_more_and_more_seldom() {
        pass(SECOND);
        two.learnsNothing = true;
        one.order("timeout", "5");
        pass(Duration.ofSeconds(30));
        assertThat(ordersSent())
                .as("at once, then after 0, 1, 2, 4, 8 and 16 seconds")
                .isBetween(6L, 7L);
        long before = ordersSent();
        pass(Duration.ofMinutes(10));
        assertThat(ordersSent() - before).as("every 64 seconds in the end").isBetween(9L, 11L);
        two.learnsNothing = false;
        pass(Duration.ofSeconds(70));
        assertThat(two.all()).hasSize(1);
    }

    @Test
    void one_that_is_heard_again_is_told_at_once() {
        pass(SECOND);
        two.learnsNothing = true;
        one.order("timeout", "5");
        pass(Duration.ofMinutes(5));
        two.learnsNothing = false;
        segment.lost = _ -> true;
        pass(Duration.ofSeconds(3));
        segment.lost = _ -> false;
        pass(Duration.ofMillis(1_200));
        assertThat(two.all()).hasSize(1);
    }

    @Test
    void more_than_a_message_holds_comes_in_several() {
        pass(SECOND);
        segment.lost = MessageType.ORDERS::equals;
        for (int i = 0; i < 50; i++) {
            one.order("setting" + i, "x".repeat(5_000));
        }
        segment.lost = _ -> false;
        pass(Duration.ofMillis(1_200));
        assertThat(two.all()).isEqualTo(one.all());
        assertThat(two.digest()).isEqualTo(one.digest());
    }

    @Test
    void an_order_from_the_future_is_not_taken() {
        var order = new Order(new Order.Key("web", "", 0, "timeout"), HybridClock.first(segment.wall() + 61_000), "5");
        one.ordering.learned(Ordering.value(order));
        assertThat(one.all()).isEmpty();
        segment.now += SECOND.toNanos();
        one.ordering.learned(Ordering.value(order));
        assertThat(one.all()).containsExactly(order);
    }

    @Test
    void what_is_kept_in_the_map_reads_back_and_anything_else_is_left_alone() {
        Order order = one.order("timeout", "5");
        one.ordering.kept().forEach((key, value) -> {
            assertThat(key).isEqualTo("web\n\n0\ntimeout").isEqualTo(Ordering.keyOf(order));
            two.ordering.learned(value);
        });
        two.ordering.learned(new byte[] {1, 2, 3});
        assertThat(two.all()).containsExactly(order);
    }

    @Test
    void what_is_no_order_is_malformed() throws Refused {
        var seal = new Seal("pen", null);
        byte[] envelope = new Envelopes(9, seal, one.clock).seal(MessageType.ORDERS, 1, new byte[3]);
        Message message = new Envelopes(1, seal, one.clock).open(envelope);
        assertThatThrownBy(() -> one.ordering.received(message, segment.now)).isInstanceOf(IOException.class);
    }
}
