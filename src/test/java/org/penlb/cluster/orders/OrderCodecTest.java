package org.penlb.cluster.orders;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** Orders as bytes: what is written reads back, and what was not written is refused. */
class OrderCodecTest {
    private static final int PLENTY = 1 << 20;

    private static final Order SERVER =
            new Order(new Order.Key("web", "[2001:db8::1]:80", 1, "state"), Long.MAX_VALUE, "up 3");
    private static final Order LIST =
            new Order(Order.Key.setting("wéb 𝄞", "acl 3"), 1, "permit 10.0.0.0 255.0.0.0\ndeny country SE");

    private static byte[] written(Order... orders) {
        return OrderCodec.encode(List.of(orders), PLENTY).getFirst();
    }

    @Example
    void what_is_written_reads_back() throws MalformedOrders {
        assertThat(OrderCodec.decode(written(SERVER, LIST))).containsExactly(SERVER, LIST);
        assertThat(OrderCodec.encode(List.of(), PLENTY)).isEmpty();
    }

    @Example
    void messages_are_no_longer_than_they_may_be_unless_one_order_is() throws MalformedOrders {
        List<Order> orders = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            orders.add(new Order(Order.Key.setting("web", "setting" + i), i + 1, "x".repeat(i == 20 ? 500 : i)));
        }
        List<Order> read = new ArrayList<>();
        for (byte[] message : OrderCodec.encode(orders, 200)) {
            List<Order> some = OrderCodec.decode(message);
            assertThat(message.length <= 200 || some.size() == 1).isTrue();
            read.addAll(some);
        }
        assertThat(read).isEqualTo(orders);
    }

    @Example
    void the_longest_order_has_its_message() throws MalformedOrders {
        String name = "€".repeat(Order.LONGEST_NAME);
        var longest = new Order(new Order.Key(name, name, 1, name), 1, "€".repeat(Order.LONGEST_VALUE));
        byte[] message = written(longest);
        assertThat(message.length).isLessThanOrEqualTo(OrderCodec.LONGEST);
        assertThat(OrderCodec.decode(message)).containsExactly(longest);
    }

    @Example
    void what_is_cut_or_goes_on_is_refused() {
        byte[] message = written(SERVER, LIST);
        for (int length = 0; length < message.length; length++) {
            byte[] cut = Arrays.copyOf(message, length);
            assertThatThrownBy(() -> OrderCodec.decode(cut)).isInstanceOf(MalformedOrders.class);
        }
        assertThatThrownBy(() -> OrderCodec.decode(Arrays.copyOf(message, message.length + 1)))
                .isInstanceOf(MalformedOrders.class)
                .hasMessage("1 bytes behind the last order");
    }

    @Example
    void a_count_that_cannot_be_takes_no_memory() {
        byte[] message = ByteBuffer.allocate(40).putInt(Integer.MAX_VALUE).array();
        assertThatThrownBy(() -> OrderCodec.decode(message))
                .isInstanceOf(MalformedOrders.class)
                .hasMessage("2147483647 orders in 36 bytes");
    }

    @Property(tries = 2000)
    void garbage_is_read_or_refused_and_nothing_else_happens(@ForAll long seed) {
        var random = new Random(seed);
        byte[] message = written(SERVER, LIST);
        for (int i = random.nextInt(1, 5); i > 0; i--) {
            message[random.nextInt(message.length)] = (byte) random.nextInt();
        }
        try {
            List<Order> orders = OrderCodec.decode(message);
            assertThat(written(orders.toArray(Order[]::new))).isEqualTo(message);
        } catch (MalformedOrders e) {
            assertThat(e).hasMessageNotContaining("Exception");
        }
    }
}
