package org.penlb.balance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.penlb.balance.Scene.ALICE;
import static org.penlb.balance.Scene.BOB;
import static org.penlb.balance.Scene.CAROL;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.penlb.config.IpAddress;
import org.penlb.config.Selection.Flag;

/** What a table of clients tells other instances, and what it takes from them. */
class SharedClientsTest {
    private static final Duration SECOND = Duration.ofSeconds(1);

    private final Scene scene = new Scene().servers(3);
    private long wall = Instant.parse("2026-11-29T12:00:00Z").toEpochMilli();
    private final HybridClock elsewhere = new HybridClock(() -> wall, Duration.ofMinutes(1), 2);

    private SharedClients shared(Scene of) {
        return of.balancer().share(new HybridClock(() -> wall, Duration.ofMinutes(1), 1));
    }

    private void pass(Scene of, Duration time) {
        of.pass(time);
        wall += time.toMillis();
    }

    /** What an instance tells: client, index of the server. */
    private static List<String> told(SharedClients shared) {
        var told = new ArrayList<String>();
        shared.take().forEach((high, low, server, version) -> told.add(new IpAddress(high, low) + " " + server));
        return told;
    }

    @Test
    void a_new_client_and_a_new_server_are_told_and_a_use_is_told_now_and_then() {
        scene.clients();
        SharedClients shared = shared(scene);
        scene.visit(ALICE);
        scene.visit(BOB);
        scene.visit(ALICE);
        assertThat(told(shared)).containsExactly(ALICE + " 0", BOB + " 1");
        scene.visit(ALICE);
        pass(scene, Duration.ofMinutes(10).minusMillis(1));
        scene.visit(ALICE);
        assertThat(told(shared)).isEmpty();
        pass(scene, Duration.ofMillis(1));
        scene.visit(ALICE);
        assertThat(told(shared)).containsExactly(ALICE + " 0");
        scene.fails("a");
        scene.visit(ALICE);
        assertThat(told(shared)).containsExactly(ALICE + " 1");
    }

    @Test
    void a_use_is_told_four_times_before_the_client_would_be_forgotten() {
        var forgetful = new Scene().servers(2).tracking(SECOND.multipliedBy(40));
        SharedClients shared = shared(forgetful);
        forgetful.visit(ALICE);
        int times = 0;
        for (int i = 0; i < 40; i++) {
            forgetful.visit(ALICE);
            times += told(shared).size();
            pass(forgetful, SECOND);
        }
        assertThat(times).isEqualTo(4);
    }

    @Test
    void who_does_not_get_his_server_again_is_not_told() {
        var hashing = new Scene(Flag.HASH, Flag.UNTRACKED).servers(2);
        SharedClients shared = shared(hashing);
        hashing.visit(ALICE);
        hashing.balancer().sessionOpened(ALICE, hashing.server("a"));
        assertThat(hashing.clients().size()).isPositive();
        assertThat(told(shared)).isEmpty();
    }

    @Test
    void a_client_goes_on_where_another_instance_sent_it() {
        SharedClients shared = shared(scene);
        assertThat(shared.learned(ALICE, 2, elsewhere.next(), scene.now())).isTrue();
        assertThat(scene.visits(ALICE, BOB)).isEqualTo("c a");
        assertThat(told(shared)).as("all know it").containsExactly(BOB + " 0");
    }

    @Test
    void the_later_one_wins_whatever_comes_first() {
        SharedClients shared = shared(scene);
        long early = elsewhere.next();
        long late = elsewhere.next();
        assertThat(shared.learned(ALICE, 2, late, scene.now())).isTrue();
        assertThat(shared.learned(ALICE, 1, early, scene.now())).isFalse();
        assertThat(shared.learned(ALICE, 1, late, scene.now())).isFalse();
        assertThat(scene.visit(ALICE)).isEqualTo("c");
    }

    @Test
    void a_later_assignment_wins_though_the_client_was_here_since() {
        SharedClients shared = shared(scene);
        scene.visit(ALICE);
        pass(scene, SECOND.multipliedBy(10));
        long then = elsewhere.next();
        pass(scene, SECOND.multipliedBy(10));
        assertThat(scene.visit(ALICE)).isEqualTo("a");
        shared.learned(ALICE, 2, then, scene.now());
        assertThat(scene.visit(ALICE)).isEqualTo("c");
    }

    @Test
    void a_server_that_is_not_here_is_kept_and_not_chosen_until_it_is() {
        SharedClients shared = shared(scene);
        shared.learned(ALICE, 1 << 24, elsewhere.next(), scene.now());
        shared.learned(BOB, 1 << 24, elsewhere.next(), scene.now());
        assertThat(scene.visit(ALICE)).isEqualTo("a");
        assertThat(shared.renumber(0, 1, 1 << 24, 2)).as("a part").isEqualTo(1);
        assertThat(shared.renumber(1, 10, 1 << 24, 2)).isZero();
        assertThat(scene.visit(BOB)).isEqualTo("c");
        assertThat(scene.visit(ALICE)).isEqualTo("a");
    }

    @Test
    void who_would_be_forgotten_by_now_is_not_remembered() {
        var forgetful = new Scene().servers(2).tracking(SECOND.multipliedBy(10));
        SharedClients shared = shared(forgetful);
        long then = elsewhere.next();
        pass(forgetful, SECOND.multipliedBy(10).plusMillis(1));
        assertThat(shared.learned(ALICE, 1, then, forgetful.now())).isFalse();
        assertThat(forgetful.clients().size()).isZero();
        assertThat(shared.learned(BOB, 1, elsewhere.next(), forgetful.now())).isTrue();
        pass(forgetful, SECOND.multipliedBy(10));
        assertThat(forgetful.visit(BOB)).isEqualTo("b");
    }

    @Test
    void what_counts_as_older_than_it_is_is_remembered_as_long_as_it_is_to_be() {
        var forgetful = new Scene().servers(2).tracking(SECOND.multipliedBy(100));
        SharedClients shared = shared(forgetful);
        long old = elsewhere.next();
        pass(forgetful, SECOND.multipliedBy(50));
        long younger = elsewhere.next();
        pass(forgetful, SECOND.multipliedBy(10));
        for (int i = 100; i < 200; i++) { // so that no place is near
            forgetful.visit(Scene.client(i));
        }
        shared.learned(ALICE, 1, old, forgetful.now());
        shared.learned(BOB, 1, younger, forgetful.now());
        pass(forgetful, SECOND.multipliedBy(60));
        assertThat(forgetful.clients().serverOf(ALICE, forgetful.now())).isEqualTo(ClientTable.NONE);
        assertThat(forgetful.clients().serverOf(BOB, forgetful.now())).isEqualTo(1);
        pass(forgetful, SECOND.multipliedBy(31));
        assertThat(forgetful.clients().serverOf(BOB, forgetful.now())).isEqualTo(ClientTable.NONE);
    }

    @Test
    void a_full_table_forgets_nobody_who_came_later() {
        var full = new Scene().servers(2).clientsMax(1);
        SharedClients shared = shared(full);
        long then = elsewhere.next();
        pass(full, SECOND.multipliedBy(10));
        full.visit(ALICE);
        assertThat(shared.learned(BOB, 1, then, full.now())).isFalse();
        assertThat(shared.horizon())
                .as("what others may have, and this table has not")
                .isEqualTo(then);
        pass(full, SECOND);
        long now = elsewhere.next();
        assertThat(shared.learned(BOB, 1, now, full.now())).isTrue();
        assertThat(Scene.recent(full.clients(), 10))
                .extracting(ClientTable.Entry::client)
                .containsExactly(BOB);
        assertThat(shared.horizon()).isBetween(then + 1, now - 1);
    }

    @Test
    void news_of_others_are_the_newest_though_many_came_since() {
        var full = new Scene().servers(2).clientsMax(100);
        SharedClients shared = shared(full);
        long then = elsewhere.next();
        for (int i = 100; i < 200; i++) {
            full.visit(Scene.client(i));
        }
        pass(full, Duration.ofMillis(500));
        shared.learned(ALICE, 1, then, full.now());
        full.visit(BOB);
        full.visit(CAROL);
        assertThat(full.clients().serverOf(ALICE, full.now())).isEqualTo(1);
    }

    @Test
    void what_was_decided_by_a_clock_far_ahead_wins_over_nothing_once_that_is_set_right() {
        SharedClients shared = shared(scene);
        wall += Duration.ofMinutes(10).toMillis();
        scene.visit(ALICE);
        wall -= Duration.ofMinutes(10).toMillis();
        assertThat(shared.learned(ALICE, 2, elsewhere.next(), scene.now())).isTrue();
        assertThat(scene.visit(ALICE)).isEqualTo("c");
    }

    @Test
    void more_news_than_are_kept_are_told_as_a_loss() {
        var many = new Scene().servers(2).clientsMax(200_000);
        SharedClients shared = shared(many);
        for (int i = 0; i <= ClientNews.MOST; i++) {
            many.clients().used(Scene.client(i), 1, many.now());
        }
        ClientNews news = shared.take();
        assertThat(news.size()).isEqualTo(ClientNews.MOST);
        assertThat(news.hasOverflowed()).isTrue();
        assertThat(shared.take().size()).isZero();
        assertThat(shared.take().hasOverflowed()).isFalse();
    }

    @Test
    void a_scan_shows_what_is_between_two_versions_a_part_at_a_time() {
        SharedClients shared = shared(scene);
        long first = elsewhere.next();
        long second = elsewhere.next();
        long third = elsewhere.next();
        shared.learned(ALICE, 0, first, scene.now());
        shared.learned(BOB, 1, second, scene.now());
        shared.learned(CAROL, 2, third, scene.now());
        var shown = new ArrayList<Long>();
        int next = shared.scan(0, 2, first, third, (high, low, server, version) -> shown.add(version));
        assertThat(shown).containsExactly(second);
        assertThat(next).isEqualTo(2);
        assertThat(shared.scan(next, 2, first, second, (high, low, server, version) -> shown.add(version)))
                .isZero();
        assertThat(shown).containsExactly(second);
    }

    @Test
    void a_walk_goes_on_though_the_last_client_that_it_showed_came_again() {
        SharedClients shared = shared(scene);
        for (int i = 0; i < 9; i++) {
            scene.visit(Scene.client(i));
            scene.pass(SECOND);
        }
        SharedClientsWalk walk = shared.walk();
        var shown = new ArrayList<Long>();
        assertThat(walk.next(3, (high, low, server, version) -> shown.add(low))).isTrue();
        scene.visit(Scene.client(6));
        scene.pass(SECOND);
        scene.visit(Scene.client(2));
        while (walk.next(2, (high, low, server, version) -> shown.add(low))) {}
        assertThat(shown.stream().map(low -> (int) (low & 0xff)).distinct()).containsExactly(8, 7, 6, 5, 4, 3, 1, 0);
    }
}
