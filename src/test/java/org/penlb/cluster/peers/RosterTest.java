package org.penlb.cluster.peers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.time.Duration;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.penlb.balance.HybridClock;
import org.penlb.cluster.wire.Refused;

/** Who is there, by what is heard of them. */
class RosterTest {
    private static final Duration HALF_A_SECOND = Duration.ofMillis(500);

    private final Peers peers = new Peers();
    private final Roster roster = peers.roster;

    private ClusterPeer peer(long instance) {
        return Objects.requireNonNull(roster.get(instance));
    }

    @Test
    void who_is_heard_is_up_and_is_told_once() throws Refused {
        peers.beat(1, "a");
        peers.pass(HALF_A_SECOND);
        peers.beat(1, "a");
        assertThat(peers.told).containsExactly("++a");
        assertThat(roster.up()).containsExactly(peer(1));
        assertThat(peer(1).heardAt() - peer(1).since()).isEqualTo(HALF_A_SECOND.toNanos());
        assertThat(roster.at("a")).isEqualTo(peer(1));
        assertThat(roster.at("b")).isNull();
    }

    @Test
    void who_is_silent_for_more_than_two_seconds_is_not_up_and_is_up_again_when_heard() throws Refused {
        peers.beat(1, "a");
        peers.pass(Duration.ofSeconds(2));
        assertThat(peer(1).isUp()).isTrue();
        peers.pass(Duration.ofMillis(1));
        assertThat(peer(1).isUp()).isFalse();
        assertThat(roster.all()).hasSize(1);
        peers.pass(HALF_A_SECOND);
        peers.beat(1, "a");
        assertThat(peer(1).isUp()).isTrue();
        assertThat(peers.told).containsExactly("++a", "-a", "+a");
    }

    @Test
    void whatever_a_peer_says_shows_that_it_lives() throws Refused {
        peers.beat(1, "a");
        peers.pass(Duration.ofSeconds(2));
        roster.heard(1, peers.now);
        peers.pass(Duration.ofSeconds(2));
        assertThat(peer(1).isUp()).isTrue();
        peers.pass(Duration.ofSeconds(2));
        roster.heard(1, peers.now);
        assertThat(peers.told).containsExactly("++a", "-a", "+a");
        roster.heard(2, peers.now);
        assertThat(roster.get(2)).as("it did not say who it is").isNull();
    }

    @Test
    void who_is_silent_for_ten_minutes_is_gone() throws Refused {
        peers.beat(1, "a");
        peers.pass(Duration.ofMinutes(10));
        assertThat(roster.get(1)).isNotNull();
        peers.pass(Duration.ofMillis(1));
        assertThat(roster.get(1)).isNull();
        assertThat(peers.told).containsExactly("++a", "-a", "gone a");
        peers.beat(1, "a");
        assertThat(peers.told).endsWith("++a");
    }

    @Test
    void who_says_that_it_leaves_is_gone_at_once() throws Refused {
        peers.beat(1, "a");
        roster.leaving(1);
        roster.leaving(2);
        assertThat(roster.all()).isEmpty();
        assertThat(peers.told).containsExactly("++a", "left a");
    }

    @Test
    void one_that_was_killed_and_started_again_within_two_seconds_is_known_once() throws Refused {
        peers.beat(1, "a");
        peers.pass(HALF_A_SECOND);
        peers.beat(2, "a");
        peers.pass(Duration.ofSeconds(1));
        assertThat(roster.all()).as("perhaps it is heard yet").hasSize(2);
        peers.pass(Duration.ofMillis(1));
        assertThat(roster.all()).containsExactly(peer(2));
        assertThat(peers.told).containsExactly("++a", "++a", "gone a");
    }

    @Test
    void two_of_one_name_that_both_live_are_two() throws Refused {
        for (int i = 0; i < 10; i++) {
            peers.beat(1, "a");
            peers.pass(HALF_A_SECOND);
            peers.beat(2, "a");
        }
        assertThat(roster.up()).hasSize(2);
        assertThat(peers.told).containsExactly("++a", "++a");
    }

    @Test
    void one_that_joins_afresh_is_the_same_at_another_node() throws Refused {
        peers.beat(1, "a");
        peers.beat(1, new Beat("elsewhere", "a", 1, 0, 0, Set.of()));
        assertThat(roster.at("elsewhere")).isEqualTo(peer(1));
        assertThat(roster.at("a")).isNull();
    }

    @Test
    void of_two_with_one_tag_one_takes_another() throws Refused {
        int tag = peers.clock.tag();
        peers.beat(1, "a", tag);
        assertThat(peers.clock.tag()).as("that is for the lower number to do").isEqualTo(tag);
        peers.beat(Peers.SELF + 1, "b", tag + 1);
        assertThat(peers.clock.tag()).isEqualTo(tag);
        peers.beat(Peers.SELF + 1, "b", tag);
        assertThat(peers.clock.tag()).isNotEqualTo(tag).isBetween(0, HybridClock.TAGS - 1);
        long other = peers.clock.tag();
        peers.beat(Peers.SELF + 1, "b", tag);
        assertThat(peers.clock.tag()).isEqualTo((int) other);
    }

    @Test
    void more_peers_than_can_be_held_are_refused() throws Refused {
        for (int i = 0; i < 1_000; i++) {
            peers.beat(2_000 + i, "n" + i);
        }
        assertThatExceptionOfType(Refused.class)
                .isThrownBy(() -> peers.beat(1, "a"))
                .matches(refused -> refused.reason() == Refused.Reason.TOO_MANY);
        peers.beat(2_000, "n0");
        roster.leaving(2_000);
        peers.beat(1, "a");
        assertThat(roster.all()).hasSize(1_000);
    }

    @Test
    void a_beat_that_is_none_changes_nothing() throws Refused {
        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> roster.beat(Peers.message(1, new byte[3]), peers.now));
        assertThat(roster.all()).isEmpty();
    }

    @Test
    void less_than_half_is_cut_off() throws Refused {
        assertThat(roster.isCutOff()).isFalse();
        peers.beat(1, "a");
        peers.beat(2, "b");
        peers.beat(3, "c");
        peers.beat(4, "d");
        peers.pass(Duration.ofSeconds(1));
        peers.beat(1, "a");
        peers.beat(2, "b");
        peers.pass(Duration.ofMillis(1_001));
        assertThat(roster.isCutOff()).as("three of five").isFalse();
        peers.beat(2, "b");
        peers.pass(Duration.ofMillis(1_500));
        assertThat(roster.up()).containsExactly(peer(2));
        assertThat(roster.isCutOff()).as("two of five").isTrue();
        roster.leaving(1);
        assertThat(roster.isCutOff()).as("two of four").isFalse();
    }

    @Test
    void what_others_hear_counts_as_long_as_they_are_up() throws Refused {
        peers.beat(1, "a", "x", "y");
        peers.beat(2, "b");
        assertThat(roster.isHeardByOthers("y")).isTrue();
        assertThat(roster.isHeardByOthers("z")).isFalse();
        peers.pass(Duration.ofSeconds(3));
        assertThat(roster.isHeardByOthers("y")).isFalse();
    }
}
