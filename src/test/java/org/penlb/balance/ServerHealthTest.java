package org.penlb.balance;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.atomic.AtomicInteger;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.jspecify.annotations.Nullable;
import org.penlb.balance.Observation.Plain;
import org.penlb.testing.Allocation;

/** What follows from what is observed of a server, and what is told of it. */
class ServerHealthTest {
    private static final Observation BLACKLISTED = new Observation.Blacklisted(100);
    private static final Observation FAILED = new Observation.Failed("refused", 30);
    private static final Observation FOUND_DOWN = new Observation.FoundDown("does not answer");

    private static final List<Vote> VOTES = List.of(
            new Vote("10.0.0.1:5701", Vote.Opinion.UNREACHABLE, "refused"),
            new Vote("10.0.0.2:5701", Vote.Opinion.UNREACHABLE, "timed out"));

    private HealthRecord server = new HealthRecord();
    private long now = Long.MAX_VALUE - 20; // a clock may start anywhere, and run over

    private HealthChange sees(Observation seen) {
        return server.observe(seen, now);
    }

    private boolean isWell() {
        return server.health().isWell(now);
    }

    private @Nullable Long since() {
        return server.health().since(now);
    }

    @Example
    void a_new_server_is_well_and_nobody_knows_since_when() {
        assertThat(isWell()).isTrue();
        assertThat(since()).isNull();
        assertThat(server.health().verdict()).isEqualTo(ServerHealth.Verdict.UNKNOWN);
        assertThat(server.health().lastGoodCheck()).isNull();
    }

    @Example
    void a_server_is_back_since_its_ejection_is_over_whoever_notices_that() {
        assertThat(sees(FAILED)).isEqualTo(HealthChange.EJECTED);
        assertThat(since()).isEqualTo(now);
        now += 30;
        assertThat(isWell()).isTrue();
        assertThat(since()).isEqualTo(now);
        now += 5;
        assertThat(sees(Plain.ANSWERED)).isEqualTo(HealthChange.RESTORED);
        assertThat(since()).isEqualTo(now - 5);
    }

    @Example
    void a_server_that_answers_while_it_is_left_alone_is_back_since_then() {
        sees(FAILED);
        now += 10;
        assertThat(sees(Plain.ANSWERED)).isEqualTo(HealthChange.RESTORED);
        assertThat(since()).isEqualTo(now);
        now += 1;
        assertThat(sees(Plain.ANSWERED)).isEqualTo(HealthChange.NONE);
        assertThat(since()).isEqualTo(now - 1);
    }

    @Example
    void to_fail_again_makes_the_ejection_longer_and_is_no_news() {
        sees(FAILED);
        now += 20;
        assertThat(sees(new Observation.Failed("timed out", 30))).isEqualTo(HealthChange.NONE);
        assertThat(server.health().exclusion(now)).isEqualTo(new Exclusion(now - 20, now + 30, "timed out"));
        now += 30;
        assertThat(sees(FAILED)).as("another one").isEqualTo(HealthChange.EJECTED);
        assertThat(server.health().exclusion(now)).isEqualTo(new Exclusion(now, now + 30, "refused"));
    }

    @Example
    void traffic_neither_tells_of_nor_ends_what_the_operator_ordered() {
        assertThat(sees(BLACKLISTED)).isEqualTo(HealthChange.BLACKLISTED);
        assertThat(sees(FAILED)).isEqualTo(HealthChange.NONE);
        assertThat(sees(Plain.ANSWERED)).isEqualTo(HealthChange.NONE);
        assertThat(sees(new Observation.AnsweredDatagram(now))).isEqualTo(HealthChange.NONE);
        assertThat(server.health().exclusion(now)).isEqualTo(new Exclusion(now, now + 100, null));
        now += 100;
        assertThat(sees(Plain.ANSWERED)).as("the first answer after it").isEqualTo(HealthChange.RESTORED);
        assertThat(since()).isEqualTo(now);
    }

    @Example
    void of_an_order_and_a_failure_the_longer_one_is_told_and_the_order_if_they_end_together() {
        sees(new Observation.Blacklisted(30));
        sees(FAILED);
        assertThat(server.health().exclusion(now)).extracting(Exclusion::reason).isNull();
        now += 1;
        sees(FAILED);
        assertThat(server.health().exclusion(now)).extracting(Exclusion::reason).isEqualTo("refused");
        assertThat(sees(Plain.WHITELISTED)).isEqualTo(HealthChange.WHITELISTED);
        assertThat(server.health().exclusion(now)).isNull();
        assertThat(sees(Plain.WHITELISTED)).isEqualTo(HealthChange.NONE);
    }

    @Example
    void checks_find_a_server_down_once_and_up_once() {
        assertThat(sees(Plain.FOUND_WELL)).as("nobody said otherwise").isEqualTo(HealthChange.NONE);
        assertThat(server.health().verdict()).isEqualTo(ServerHealth.Verdict.UP);
        assertThat(server.health().verdictSince()).isEqualTo(now);
        now += 1;
        assertThat(sees(FOUND_DOWN)).isEqualTo(HealthChange.WENT_DOWN);
        assertThat(sees(new Observation.FoundDown("refused"))).isEqualTo(HealthChange.NONE);
        assertThat(server.health().downReason()).isEqualTo("does not answer");
        assertThat(sees(Plain.ANSWERED)).as("a client's matter").isEqualTo(HealthChange.NONE);
        now += 1;
        assertThat(isWell()).isFalse();
        assertThat(since()).isEqualTo(now - 1);
        assertThat(sees(Plain.FOUND_WELL)).isEqualTo(HealthChange.CAME_UP);
        assertThat(sees(Plain.FOUND_WELL)).isEqualTo(HealthChange.NONE);
        assertThat(since()).isEqualTo(now);
    }

    @Example
    void a_server_that_nobody_checks_is_not_down() {
        assertThat(sees(Plain.NOT_CHECKED)).isEqualTo(HealthChange.NONE);
        sees(FOUND_DOWN);
        assertThat(sees(Plain.NOT_CHECKED)).isEqualTo(HealthChange.UNCHECKED);
        assertThat(isWell()).isTrue();
        sees(Plain.FOUND_WELL);
        assertThat(sees(Plain.NOT_CHECKED)).as("it was up").isEqualTo(HealthChange.NONE);
        assertThat(server.health().verdict()).isEqualTo(ServerHealth.Verdict.UNKNOWN);
    }

    @Example
    void a_server_is_back_when_the_last_of_several_reasons_is_over() {
        sees(FAILED);
        now += 10;
        sees(FOUND_DOWN);
        now += 10;
        sees(Plain.FOUND_WELL);
        assertThat(since()).as("not well").isEqualTo(now - 20);
        now += 15;
        assertThat(since()).as("the ejection ended last").isEqualTo(now - 5);
    }

    private static Observation voted(long age, long left) {
        return new Observation.VotedOut("2 of 2 cannot reach it", age, left, VOTES);
    }

    private static Exclusion votedOut(long since, long until) {
        return new Exclusion(since, until, "2 of 2 cannot reach it", VOTES);
    }

    @Example
    void what_was_voted_out_is_left_alone_for_what_is_left() {
        assertThat(sees(voted(10, 20))).isEqualTo(HealthChange.VOTED_OUT);
        assertThat(server.health().exclusion(now)).isEqualTo(votedOut(now - 10, now + 20));
        assertThat(sees(voted(12, 15))).as("older news").isEqualTo(HealthChange.NONE);
        assertThat(server.health().exclusion(now)).isEqualTo(votedOut(now - 10, now + 20));
        assertThat(sees(voted(5, 25))).as("only for longer").isEqualTo(HealthChange.NONE);
        assertThat(server.health().exclusion(now)).isEqualTo(votedOut(now - 10, now + 25));
        assertThat(sees(FAILED)).as("it is told already").isEqualTo(HealthChange.NONE);
        assertThat(sees(Plain.ANSWERED)).isEqualTo(HealthChange.RESTORED);
        now += 5;
        assertThat(sees(voted(6, 20))).as("it has answered since").isEqualTo(HealthChange.NONE);
        assertThat(isWell()).isTrue();
        assertThat(sees(voted(4, 20))).isEqualTo(HealthChange.VOTED_OUT);
        assertThat(isWell()).isFalse();
    }

    @Example
    void what_failed_here_is_left_alone_by_the_vote_too_and_not_for_less() {
        sees(FAILED);
        now += 1;
        assertThat(sees(voted(1, 10))).isEqualTo(HealthChange.VOTED_OUT);
        assertThat(server.health().exclusion(now)).isEqualTo(votedOut(now - 1, now + 29));
        now += 29;
        assertThat(isWell()).isTrue();
        assertThat(server.health().proven()).as("nobody has seen it to be well").isFalse();
        assertThat(sees(Plain.ANSWERED)).isEqualTo(HealthChange.RESTORED);
    }

    @Example
    void a_good_check_ends_what_others_have_voted_and_not_what_traffic_has_seen() {
        sees(FAILED);
        assertThat(sees(Plain.CHECK_WAS_GOOD)).isEqualTo(HealthChange.NONE);
        assertThat(sees(Plain.FOUND_WELL)).isEqualTo(HealthChange.NONE);
        assertThat(isWell()).isFalse();
        sees(voted(0, 40));
        assertThat(sees(Plain.CHECK_WAS_GOOD)).isEqualTo(HealthChange.RESTORED);
        assertThat(isWell()).isTrue();
        assertThat(server.health().lastGoodCheck()).isEqualTo(now);
        assertThat(since()).isEqualTo(now);
    }

    @Example
    void what_is_down_is_voted_out_until_checks_find_it_well() {
        sees(FOUND_DOWN);
        assertThat(sees(voted(0, 40))).isEqualTo(HealthChange.VOTED_OUT);
        now += 1;
        assertThat(sees(Plain.CHECK_WAS_GOOD)).as("no verdict yet").isEqualTo(HealthChange.NONE);
        assertThat(server.health().ejection()).isNotNull();
        assertThat(sees(Plain.FOUND_WELL)).isEqualTo(HealthChange.CAME_UP);
        assertThat(isWell()).isTrue();
        assertThat(since()).isEqualTo(now);
    }

    @Example
    void no_good_check_is_none_on_a_clock_below_zero_too() {
        Server never = new Scene().servers(1).server("a");
        assertThat(never.lastGoodCheckAfter(-5)).isEqualTo(-5);
        never.observe(Plain.CHECK_WAS_GOOD, -3);
        assertThat(never.lastGoodCheckAfter(-5)).isEqualTo(-3);
        assertThat(never.lastGoodCheckAfter(-1)).isEqualTo(-1);
    }

    /** Three opinions, and how a server is follows from them, whatever was said in which order. */
    @Property(tries = 500, edgeCases = EdgeCasesMode.NONE)
    void nobody_speaks_for_another(@ForAll long seed) {
        server = new HealthRecord();
        var random = new Random(seed);
        long ordered = now;
        long ejected = now;
        boolean down = false;
        boolean voted = false;
        boolean well = true;
        Long since = null;
        for (int step = 0; step < 200; step++) {
            for (int nanos = random.nextInt(4); nanos > 0; nanos--) { // as a clock goes
                now++;
                boolean wellNow = !down && now - ordered >= 0 && now - ejected >= 0;
                since = wellNow == well ? since : (Long) now;
                well = wellNow;
            }
            int time = 1 + random.nextInt(9);
            switch (random.nextInt(8)) {
                case 0 -> {
                    sees(new Observation.Blacklisted(time));
                    ordered = now + time;
                    ejected = now;
                }
                case 1 -> {
                    sees(new Observation.Failed("refused", time));
                    ejected = now + time;
                    voted = false;
                }
                case 2 -> {
                    sees(Plain.WHITELISTED);
                    ordered = now;
                    ejected = now;
                }
                case 3 -> {
                    sees(Plain.ANSWERED);
                    ejected = now;
                }
                case 4 -> {
                    sees(FOUND_DOWN);
                    down = true;
                }
                case 5 -> {
                    boolean checked = random.nextBoolean();
                    sees(Plain.CHECK_WAS_GOOD);
                    sees(checked ? Plain.FOUND_WELL : Plain.NOT_CHECKED);
                    ejected = voted && (checked || !down) ? now : ejected;
                    down = false;
                }
                case 6 -> {
                    sees(voted(0, time));
                    if (!well || since == null || since != now) {
                        ejected = now - ejected >= 0 || now + time - ejected > 0 ? now + time : ejected;
                        voted = true;
                    }
                }
                default -> sees(new Observation.AnsweredDatagram(now - 1000));
            }
            boolean wellNow = !down && now - ordered >= 0 && now - ejected >= 0;
            since = wellNow == well ? since : (Long) now;
            well = wellNow;
            assertThat(isWell()).isEqualTo(well);
            assertThat(since()).isEqualTo(since);
        }
    }

    @Example
    void of_several_event_loops_one_tells() throws InterruptedException {
        var told = new AtomicInteger();
        var start = new CyclicBarrier(4);
        int rounds = 5_000;
        List<Thread> loops = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            loops.add(Thread.ofPlatform().start(() -> {
                for (int round = 0; round < rounds; round++) {
                    await(start);
                    Observation seen = round % 2 == 0 ? FAILED : Plain.ANSWERED;
                    told.addAndGet(server.observe(seen, round) == HealthChange.NONE ? 0 : 1);
                }
            }));
        }
        for (Thread loop : loops) {
            loop.join();
        }
        assertThat(told).hasValue(rounds);
    }

    private static void await(CyclicBarrier barrier) {
        try {
            barrier.await();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    @Example
    void an_answer_of_a_server_that_is_well_writes_and_allocates_nothing() {
        server.observe(Plain.ANSWERED, now);
        ServerHealth before = server.health();
        assertThat(before.isSettled()).as("an answer is no news").isTrue();
        assertThat(Allocation.bytesPerCall(0.5, () -> {
                    server.observe(Plain.ANSWERED, now);
                    server.observe(Plain.WHITELISTED, now);
                }))
                .isLessThanOrEqualTo(0.5);
        assertThat(server.health()).isSameAs(before);
    }
}
