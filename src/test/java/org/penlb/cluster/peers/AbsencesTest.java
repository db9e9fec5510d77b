package org.penlb.cluster.peers;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.penlb.cluster.peers.Absences.Remedy;
import org.penlb.cluster.wire.Refused;

/** What is done about members that are listed and not heard. */
class AbsencesTest {
    private static final Duration HALF_A_SECOND = Duration.ofMillis(500);

    private final Peers peers = new Peers();
    private final Absences absences = new Absences(peers.roster, peers.now);
    private Set<String> listed = Set.of("a", "b");
    private Set<String> living = Set.of();

    @BeforeEach
    void have_been_here_for_long() throws Refused {
        pass(Duration.ofMinutes(2), "a");
        assertThat(look()).isEqualTo(Remedy.NOTHING);
    }

    private Remedy look() {
        return absences.look(listed, living::contains, peers.now);
    }

    /** Time passes in which some are heard, and b is heard by a as some say. */
    private void pass(Duration time, String... heard) throws Refused {
        for (long end = peers.now + time.toNanos(); peers.now - end < 0; ) {
            peers.pass(HALF_A_SECOND);
            for (String name : heard) {
                say(name);
            }
        }
    }

    private void say(String name) throws Refused {
        switch (name) {
            case "a" -> peers.beat(1, "a");
            case "a hears b" -> peers.beat(1, "a", "b");
            default -> peers.beat(2, name);
        }
    }

    @Test
    void nothing_is_done_while_all_are_heard() throws Refused {
        for (int i = 0; i < 60; i++) {
            pass(HALF_A_SECOND, "a", "b");
            assertThat(look()).isEqualTo(Remedy.NOTHING);
        }
    }

    @Test
    void after_five_seconds_the_way_here_is_told_again_and_every_five_seconds_then() throws Refused {
        pass(Duration.ofMillis(4_500), "a");
        assertThat(look()).isEqualTo(Remedy.NOTHING);
        pass(HALF_A_SECOND, "a");
        assertThat(look()).isEqualTo(Remedy.REGISTER);
        pass(Duration.ofMillis(4_500), "a");
        assertThat(look()).isEqualTo(Remedy.NOTHING);
        pass(HALF_A_SECOND, "a");
        assertThat(look()).isEqualTo(Remedy.REGISTER);
    }

    @Test
    void who_nobody_hears_has_ended_and_nothing_else_is_done() throws Refused {
        for (int i = 0; i < 200; i++) {
            pass(HALF_A_SECOND, "a");
            assertThat(look()).isNotEqualTo(Remedy.JOIN_AFRESH);
        }
    }

    @Test
    void where_others_hear_him_this_instance_joins_afresh_after_fifteen_seconds() throws Refused {
        pass(Duration.ofMillis(14_500), "a hears b");
        assertThat(look()).isEqualTo(Remedy.REGISTER);
        pass(HALF_A_SECOND, "a hears b");
        assertThat(look()).isEqualTo(Remedy.JOIN_AFRESH);
    }

    @Test
    void so_it_does_where_he_lives_by_another_sign() throws Refused {
        living = Set.of("b");
        pass(Duration.ofSeconds(15), "a");
        assertThat(look()).isEqualTo(Remedy.JOIN_AFRESH);
        living = Set.of();
        pass(HALF_A_SECOND, "a");
        assertThat(look()).isNotEqualTo(Remedy.JOIN_AFRESH);
    }

    @Test
    void one_who_was_heard_meanwhile_is_absent_anew() throws Refused {
        living = Set.of("b");
        pass(Duration.ofSeconds(14), "a");
        look();
        pass(HALF_A_SECOND, "a", "b");
        assertThat(look()).isEqualTo(Remedy.NOTHING);
        pass(Duration.ofSeconds(3), "a");
        assertThat(look()).as("absent from now on").isEqualTo(Remedy.NOTHING);
        pass(Duration.ofMillis(14_500), "a");
        assertThat(look()).isEqualTo(Remedy.REGISTER);
        pass(HALF_A_SECOND, "a");
        assertThat(look()).isEqualTo(Remedy.JOIN_AFRESH);
    }

    @Test
    void one_who_was_not_listed_meanwhile_is_absent_anew() throws Refused {
        living = Set.of("b");
        pass(Duration.ofSeconds(14), "a");
        listed = Set.of("a");
        look();
        listed = Set.of("a", "b");
        pass(HALF_A_SECOND, "a");
        look();
        pass(Duration.ofMillis(14_500), "a");
        assertThat(look()).isNotEqualTo(Remedy.JOIN_AFRESH);
    }

    @Test
    void it_joins_afresh_once_a_minute_at_most() throws Refused {
        living = Set.of("b");
        pass(Duration.ofSeconds(15), "a");
        assertThat(look()).isEqualTo(Remedy.JOIN_AFRESH);
        absences.joined(peers.now);
        assertThat(look()).isEqualTo(Remedy.NOTHING);
        for (int i = 1; i < 120; i++) {
            pass(HALF_A_SECOND, "a");
            assertThat(look()).isNotEqualTo(Remedy.JOIN_AFRESH);
        }
        pass(HALF_A_SECOND, "a");
        assertThat(look()).isEqualTo(Remedy.JOIN_AFRESH);
    }

    @Test
    void who_is_refused_for_his_clock_is_not_absent() throws Refused {
        living = Set.of("b");
        pass(HALF_A_SECOND, "a", "b");
        for (int i = 0; i < 60; i++) {
            pass(HALF_A_SECOND, "a");
            peers.roster.refused(2, peers.now);
            assertThat(look()).isEqualTo(Remedy.NOTHING);
        }
    }

    @Test
    void an_instance_that_is_alone_does_nothing() {
        listed = Set.of();
        assertThat(absences.look(List.of(), _ -> true, peers.now)).isEqualTo(Remedy.NOTHING);
    }
}
