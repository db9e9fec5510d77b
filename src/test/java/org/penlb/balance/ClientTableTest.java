package org.penlb.balance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.penlb.balance.Scene.ALICE;
import static org.penlb.balance.Scene.BOB;
import static org.penlb.balance.Scene.CAROL;
import static org.penlb.balance.Scene.DAVE;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.penlb.config.IpAddress;

class ClientTableTest {
    private final ClientTable table = new ClientTable(3, Duration.ZERO);

    private static Iterable<IpAddress> clientsOf(ClientTable table) {
        return Scene.recent(table, Integer.MAX_VALUE).stream()
                .map(ClientTable.Entry::client)
                .toList();
    }

    @Test
    void knows_nobody_at_first() {
        assertThat(table.serverOf(ALICE, 0)).isEqualTo(ClientTable.NONE);
        assertThat(table.size()).isZero();
        assertThat(Scene.recent(table, 10)).isEmpty();
    }

    @Test
    void forgets_the_least_recently_used_of_four_clients_in_three_slots_and_only_that_one() {
        table.used(ALICE, 0, 1);
        table.used(BOB, 1, 2);
        table.used(CAROL, 2, 3);
        table.used(ALICE, 0, 4);
        table.used(DAVE, 3, 5);
        assertThat(clientsOf(table)).containsExactly(DAVE, ALICE, CAROL);
        assertThat(table.serverOf(BOB, 6)).isEqualTo(ClientTable.NONE);
        assertThat(table.serverOf(ALICE, 6)).isZero();
        assertThat(table.serverOf(CAROL, 6)).isEqualTo(2);
        assertThat(table.serverOf(DAVE, 6)).isEqualTo(3);
    }

    @Test
    void asking_is_not_using() {
        table.used(ALICE, 0, 1);
        table.used(BOB, 1, 2);
        table.used(CAROL, 2, 3);
        assertThat(table.serverOf(ALICE, 4)).isZero();
        table.used(DAVE, 3, 5);
        assertThat(clientsOf(table)).containsExactly(DAVE, CAROL, BOB);
    }

    @Test
    void one_slot_holds_the_last_client() {
        var one = new ClientTable(1, Duration.ZERO);
        one.used(ALICE, 0, 1);
        one.used(BOB, 1, 2);
        assertThat(clientsOf(one)).containsExactly(BOB);
        one.used(BOB, 2, 3);
        assertThat(one.serverOf(BOB, 4)).isEqualTo(2);
        assertThat(one.size()).isOne();
    }

    @Test
    void counts_what_a_client_did() {
        table.used(ALICE, 0, 1);
        table.transferred(ALICE, 10, 200);
        table.used(ALICE, 1, 7);
        table.transferred(ALICE, 1, 2);
        assertThat(Scene.recent(table, 1)).containsExactly(new ClientTable.Entry(ALICE, 1, 7, 2, 11, 202));
    }

    @Test
    void counts_afresh_for_a_client_that_was_forgotten() {
        var one = new ClientTable(1, Duration.ZERO);
        one.used(ALICE, 0, 1);
        one.transferred(ALICE, 10, 200);
        one.used(BOB, 1, 2);
        one.transferred(ALICE, 10, 200);
        assertThat(Scene.recent(one, 1)).containsExactly(new ClientTable.Entry(BOB, 1, 2, 1, 0, 0));
    }

    /** A client whose first server failed came once, not twice. */
    @Test
    void counts_a_visit_once_however_often_it_failed_over() {
        var scene = new Scene().servers(3);
        assertThat(scene.candidates(ALICE)).isEqualTo("a b c");
        assertThat(Scene.recent(scene.clients(), 1)).singleElement().satisfies(entry -> {
            assertThat(entry.server()).isEqualTo(2);
            assertThat(entry.connects()).isOne();
        });
        assertThat(scene.visit(ALICE)).isEqualTo("c");
        assertThat(Scene.recent(scene.clients(), 1).getFirst().connects()).isEqualTo(2);
    }

    @Test
    void a_limit_on_the_list_cuts_the_older_clients() {
        table.used(ALICE, 0, 1);
        table.used(BOB, 1, 2);
        table.used(CAROL, 2, 3);
        assertThat(Scene.recent(table, 2)).extracting(ClientTable.Entry::client).containsExactly(CAROL, BOB);
        assertThat(Scene.recent(table, 0)).isEmpty();
    }

    @Test
    void forgets_after_the_tracking_time_and_not_before() {
        var timed = new ClientTable(3, Duration.ofNanos(10));
        long start = Long.MAX_VALUE - 5; // a clock may start anywhere
        timed.used(ALICE, 1, start);
        assertThat(timed.serverOf(ALICE, start + 10)).isOne();
        assertThat(timed.serverOf(ALICE, start + 11)).isEqualTo(ClientTable.NONE);
        timed.used(ALICE, 2, start + 11);
        assertThat(timed.serverOf(ALICE, start + 21)).isEqualTo(2);
    }

    @Test
    void a_tracking_time_of_zero_is_for_ever() {
        table.used(ALICE, 1, 0);
        assertThat(table.serverOf(ALICE, Long.MAX_VALUE)).isOne();
    }

    /**
     * Datagrams come from whatever address their sender writes into them. With addresses that all meet in one bucket, each
     * look-up would walk past all others, 2 * 10^10 steps in this test.
     */
    @Test
    void does_not_slow_down_for_addresses_that_were_chosen_to_collide() {
        var large = new ClientTable(200_000, Duration.ZERO);
        assertTimeoutPreemptively(Duration.ofSeconds(10), () -> {
            for (int i = 0; i < 200_000; i++) {
                var address = new IpAddress(0, unhashed((long) i << 20));
                assertThat(AddressHash.hash(address.high(), address.low()) & 0xfffff)
                        .isZero();
                large.used(address, i, 0);
            }
        });
        assertThat(large.size()).isEqualTo(200_000);
    }

    /** Which x has {@code AddressHash.hash(0, x) == z}. */
    private static long unhashed(long z) {
        z = (z ^ (z >>> 31) ^ (z >>> 62)) * inverse(0x94d049bb133111ebL);
        z = (z ^ (z >>> 27) ^ (z >>> 54)) * inverse(0xbf58476d1ce4e5b9L);
        return z ^ (z >>> 30) ^ (z >>> 60);
    }

    /** The inverse of an odd number modulo 2^64: each of Newton's steps doubles the bits that are right. */
    private static long inverse(long odd) {
        long inverse = odd;
        for (int bits = 3; bits < 64; bits *= 2) {
            inverse *= 2 - odd * inverse;
        }
        return inverse;
    }

    @Test
    void needs_room_for_one_client() {
        assertThatThrownBy(() -> new ClientTable(0, Duration.ZERO))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("max: 0 (expected: 1 or more)");
    }
}
