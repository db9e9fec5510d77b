package org.penlb.cluster.assignments;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.penlb.cluster.wire.MessageType;

/** What instances tell each other, on a network that does as the test says. */
class AssignmentSharingTest {
    private static final Duration SECOND = Duration.ofSeconds(1);

    private final Islands islands = new Islands(3, 100_000, new Random(1));
    private final Islands.Island one = islands.all.get(0);
    private final Islands.Island two = islands.all.get(1);
    private final Islands.Island three = islands.all.get(2);

    private void assertAllEqual() {
        assertThat(islands.differences()).isEmpty();
    }

    @Test
    void a_client_keeps_its_server_whichever_instance_it_lands_on() {
        islands.pass(SECOND);
        String server = one.visit(1);
        islands.pass(Duration.ofMillis(60));
        assertThat(two.visit(1)).isEqualTo(server);
        assertThat(three.visit(1)).isEqualTo(server);
    }

    @Test
    void two_that_give_a_new_client_a_server_at_once_agree_on_one() {
        islands.pass(SECOND);
        one.assign(1, 0);
        two.assign(1, 1);
        islands.pass(Duration.ofMillis(60));
        assertAllEqual();
        assertThat(one.known()).hasSize(1);
        assertThat(one.visit(1)).isEqualTo(three.visit(1));
    }

    @Test
    void who_comes_late_gets_all_and_what_comes_meanwhile() {
        three.stopped = true;
        islands.pass(SECOND);
        for (int i = 0; i < 50_000; i++) {
            one.assign(i, i % Islands.SERVERS);
            if (i % 500 == 0) {
                islands.step();
            }
        }
        islands.pass(SECOND.multipliedBy(2));
        assertThat(two.table.size()).isEqualTo(50_000);
        three.stopped = false;
        for (int i = 0; i < 200; i++) {
            two.assign(60_000 + i, 1);
            islands.step();
        }
        islands.pass(SECOND);
        assertAllEqual();
        assertThat(three.sharing.lag(1)).isZero();
        assertThat(three.sharing.completeAt(1)).isNotNull();
    }

    @Test
    void who_stood_still_gets_what_changed_within_seconds_and_his_old_news_win_nothing() {
        islands.pass(SECOND.multipliedBy(30));
        for (int i = 0; i < 3_000; i++) {
            one.assign(i, 0);
        }
        islands.pass(SECOND.multipliedBy(30));
        three.assign(1, 3);
        three.stopped = true;
        for (int i = 0; i < 1_000; i++) {
            two.assign(i, 1);
            islands.step();
        }
        assertThat(one.sharing.lag(3)).as("a bounded queue").isLessThan(Outgoing.MOST_WAITING);
        three.stopped = false;
        islands.pass(SECOND.multipliedBy(3));
        assertAllEqual();
        assertThat(one.visit(1)).endsWith("192.0.2." + (((1 + two.index) % Islands.SERVERS) + 1) + ":80");
    }

    @Test
    void both_sides_of_a_cut_go_on_and_agree_within_seconds() {
        islands.pass(SECOND.multipliedBy(15));
        islands.cut(0b100);
        for (int i = 0; i < 1_500; i++) {
            one.assign(i, i % Islands.SERVERS);
            three.assign(i + 500, i % Islands.SERVERS);
            islands.step();
        }
        islands.heal();
        islands.pass(SECOND.multipliedBy(3));
        assertAllEqual();
        assertThat(one.table.size()).isEqualTo(2_000);
    }

    @Test
    void a_clock_ten_minutes_ahead_changes_nothing_elsewhere() {
        three.ahead = Duration.ofMinutes(10).toMillis();
        islands.pass(SECOND);
        for (int i = 0; i < 100; i++) {
            three.assign(i, 3);
            one.assign(i, 0);
        }
        islands.pass(SECOND.multipliedBy(30));
        assertThat(two.known()).isEqualTo(one.known());
        assertThat(one.visit(7)).endsWith("192.0.2.1:80");
    }

    @Test
    void more_clients_than_a_table_holds_leave_nobody_without_an_end() {
        var small = new Islands(2, 50, new Random(2));
        small.pass(SECOND);
        for (int i = 0; i < 2_000; i++) {
            small.all.get(i % 2).assign(i, 1);
            small.step();
        }
        small.pass(SECOND.multipliedBy(25));
        assertThat(small.all.getFirst().sharing.completeAt(2)).isNotNull();
        assertThat(small.all.getLast().sharing.completeAt(1)).isNotNull();
        assertThat(small.all.getFirst().visit(1_999))
                .isEqualTo(small.all.getLast().visit(1_999));
    }

    @Test
    void a_storm_that_no_peer_can_follow_is_healed() {
        islands.mostLate = Duration.ofMillis(400).toNanos();
        islands.pass(SECOND);
        for (int i = 0; i < 90_000; i++) {
            one.assign(i, i % Islands.SERVERS);
            if (i % 10_000 == 0) {
                islands.step();
            }
        }
        islands.mostLate = 0;
        islands.pass(SECOND.multipliedBy(10));
        assertAllEqual();
        assertThat(three.table.size()).isEqualTo(90_000);
    }

    /** What is known already would be fetched by all from all again and again, at a cost above all the rest. */
    @Test
    void to_compare_with_whom_nothing_is_missing_fetches_nothing() {
        islands.pass(SECOND.multipliedBy(15));
        islands.sent.clear();
        for (int i = 0; i < 3_000; i++) {
            one.assign(i, i % Islands.SERVERS);
            islands.step();
        }
        islands.pass(Duration.ofMillis(60));
        assertAllEqual();
        assertThat(islands.sent)
                .containsKey(MessageType.SUMS)
                .doesNotContainKeys(MessageType.ASK_CHANGES, MessageType.CLIENTS, MessageType.ASK_LEAVES);
    }

    @Test
    void batches_that_come_one_after_the_other_are_acknowledged_several_at_once() {
        islands.pass(SECOND);
        islands.sent.clear();
        for (int i = 0; i < 100; i++) {
            one.assign(i, i % Islands.SERVERS);
            islands.step();
        }
        assertThat(islands.sent.get(MessageType.ASSIGNMENTS)).isEqualTo(200);
        assertThat(islands.sent.get(MessageType.TAKEN)).isBetween(40, 52);
        islands.pass(Duration.ofMillis(260));
        assertThat(one.sharing.lag(2)).as("nor is the last one forgotten").isZero();
    }

    /** A question that is lost on the way keeps nobody waiting for long. */
    @Test
    void a_question_that_is_lost_is_asked_again() {
        islands.pass(SECOND.multipliedBy(15));
        islands.cut(0b100);
        for (int i = 0; i < 200; i++) {
            one.assign(i, 0);
            islands.step();
        }
        islands.pass(SECOND.multipliedBy(2));
        islands.sent.clear();
        islands.heal();
        islands.lost = 100;
        islands.pass(Duration.ofMillis(600)); // until all are heard again
        assertThat(islands.sent).containsKey(MessageType.ASK_CHANGES);
        islands.lost = 0;
        islands.pass(Duration.ofMillis(3_500));
        assertAllEqual();
    }

    /** The newest versions are not compared, since they may be on their way: those that are lost are. */
    @Test
    void what_was_lost_a_moment_ago_is_found_within_seconds() {
        islands.pass(SECOND.multipliedBy(31));
        one.assign(1, 0);
        islands.lost = 100;
        islands.step();
        islands.lost = 0;
        one.assign(2, 0);
        islands.step();
        islands.pass(Duration.ofMillis(2_500));
        assertAllEqual();
        assertThat(two.table.size()).isEqualTo(2);
    }

    /** What may be compared gets later while the question is on its way. */
    @Test
    void where_clients_are_forgotten_with_time_comparing_comes_to_an_end() {
        var forgetting = new Islands(2, 1_000, Duration.ofMinutes(1), new Random(3));
        forgetting.mostLate = Duration.ofMillis(40).toNanos();
        for (int i = 0; i < 1_500; i++) {
            forgetting.all.getFirst().assign(i % 700, 1);
            forgetting.step();
        }
        assertThat(forgetting.now() - forgetting.all.getFirst().completeAfter(2))
                .isLessThan(SECOND.multipliedBy(15).toNanos());
        assertThat(forgetting.now() - forgetting.all.getLast().completeAfter(1))
                .isLessThan(SECOND.multipliedBy(15).toNanos());
    }

    @Test
    void one_that_does_not_answer_keeps_nobody_else_waiting() {
        islands.pass(SECOND.multipliedBy(15));
        one.reach(two, false);
        one.reach(three, false);
        three.reach(one, false);
        for (int i = 0; i < 100; i++) {
            three.assign(i, 2);
            islands.step();
        }
        islands.pass(SECOND.multipliedBy(5));
        one.reach(three, true);
        three.reach(one, true);
        islands.pass(SECOND.multipliedBy(5));
        assertThat(one.known()).isEqualTo(three.known()).hasSize(100);
    }

    /** There is nothing that they could be told by. */
    @Test
    void clients_of_servers_that_are_not_there_any_more_are_not_looked_for_again_and_again() {
        for (int i = 0; i < 100; i++) {
            one.assign(i, 1_000);
            two.assign(i + 1_000, 0);
        }
        islands.pass(SECOND.multipliedBy(30));
        assertFewComparisons();
        assertThat(three.table.size()).isEqualTo(100);
    }

    @Test
    void clients_that_change_all_the_time_are_no_reason_to_compare_all_the_time() {
        for (int i = 0; i < 1_500; i++) {
            islands.all.get(i % 3).assign(i % 200, i % Islands.SERVERS);
            islands.step();
        }
        islands.sent.clear();
        for (int i = 0; i < 3_000; i++) {
            islands.all.get(i % 3).assign(i % 200, i % Islands.SERVERS);
            islands.step();
        }
        assertThat(islands.sent.get(MessageType.SUMS)).isLessThan(60);
    }

    private void assertFewComparisons() {
        islands.sent.clear();
        islands.pass(SECOND.multipliedBy(60));
        assertThat(islands.sent.get(MessageType.SUMS)).isBetween(12, 24);
        assertThat(islands.sent).doesNotContainKeys(MessageType.CLIENTS);
    }

    @Test
    void all_are_compared_with_from_time_to_time_though_nothing_is_missing() {
        islands.pass(SECOND.multipliedBy(60));
        for (long other : new long[] {2, 3}) {
            assertThat(islands.now() - one.completeAfter(other))
                    .isLessThan(SECOND.multipliedBy(25).toNanos());
        }
    }
}
