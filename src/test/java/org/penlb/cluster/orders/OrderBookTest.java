package org.penlb.cluster.orders;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** A book keeps the latest order of each key, whatever comes first. */
class OrderBookTest {
    private static Order order(int key, long version, String value) {
        return new Order(Order.Key.setting("web", "setting" + key), version, value);
    }

    @Example
    void the_later_order_wins() {
        var book = new OrderBook();
        assertThat(book.learn(List.of(order(1, 5, "a")))).containsExactly(order(1, 5, "a"));
        assertThat(book.learn(List.of(order(1, 4, "b"), order(1, 5, "a")))).isEmpty();
        assertThat(book.learn(List.of(order(1, 6, "b"), order(1, 7, "c")))).containsExactly(order(1, 7, "c"));
        assertThat(book.all()).containsExactly(order(1, 7, "c"));
    }

    @Example
    void of_two_at_the_same_time_the_greater_value_wins() {
        var book = new OrderBook();
        book.learn(List.of(order(1, 5, "b")));
        assertThat(book.learn(List.of(order(1, 5, "a")))).isEmpty();
        assertThat(book.learn(List.of(order(1, 5, "c")))).hasSize(1);
    }

    @Example
    void a_full_book_gives_up_the_oldest() {
        var book = new OrderBook(2);
        book.learn(List.of(order(1, 1, "a"), order(2, 2, "b")));
        assertThat(book.gaveUp()).isFalse();
        assertThat(book.learn(List.of(order(3, 3, "c")))).containsExactly(order(3, 3, "c"));
        assertThat(book.all()).containsExactly(order(2, 2, "b"), order(3, 3, "c"));
        assertThat(book.gaveUp()).isTrue();
        assertThat(book.learn(List.of(order(1, 1, "a")))).isEmpty();
        assertThat(book.size()).isEqualTo(2);
    }

    @Example
    void an_order_says_what_is_wrong_with_it() {
        assertThatThrownBy(() -> order(1, 0, "")).hasMessageContaining("version: 0");
        assertThatThrownBy(() -> Order.Key.setting("", "blacklist")).hasMessageContaining("empty");
        assertThatThrownBy(() -> new Order.Key("web", "10.0.0.1:80", 0, "state"))
                .hasMessageContaining("copy: 0");
        assertThatThrownBy(() -> Order.Key.setting("x".repeat(Order.LONGEST_NAME + 1), "blacklist"))
                .hasMessageContaining("at most 1024");
    }

    @Property(tries = 300)
    void books_that_learnt_the_same_are_equal(@ForAll long seed) {
        var random = new Random(seed);
        int most = random.nextInt(1, 12);
        List<Order> orders = new ArrayList<>();
        for (int i = random.nextInt(40); i > 0; i--) {
            orders.add(order(random.nextInt(15), random.nextInt(1, 9), String.valueOf(random.nextInt(3))));
        }
        var one = new OrderBook(most);
        one.learn(orders);
        // in parts, doubled, in another order, and some of it by way of a third book
        var third = new OrderBook(most);
        Collections.shuffle(orders, random);
        int half = random.nextInt(orders.size() + 1);
        third.learn(orders.subList(half, orders.size()));
        var other = new OrderBook(most);
        orders.subList(0, half).forEach(order -> other.learn(List.of(order)));
        other.learn(third.all());
        other.learn(third.all());
        assertThat(other.all()).isEqualTo(one.all());
        assertThat(other.digest()).isEqualTo(one.digest());
    }

    @Property(tries = 300)
    void books_that_differ_have_other_digests(@ForAll long seed) {
        var random = new Random(seed);
        var one = new OrderBook();
        for (int i = 0; i < 20; i++) {
            one.learn(List.of(order(i, 1 + random.nextInt(5), String.valueOf(i))));
        }
        var other = new OrderBook();
        other.learn(one.all());
        Order changed = order(random.nextInt(20), 9, "x");
        other.learn(List.of(changed));
        assertThat(other.digest()).isNotEqualTo(one.digest());
    }
}
