package org.penlb.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ObjLongConsumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.penlb.balance.HybridClock;
import org.penlb.balance.LearnedState;
import org.penlb.balance.Vote;
import org.penlb.cluster.votes.OwnServers;
import org.penlb.cluster.votes.Suspect;
import org.penlb.cluster.votes.VotedEjection;
import org.penlb.cluster.wire.Envelopes;
import org.penlb.cluster.wire.Message;
import org.penlb.cluster.wire.MessageType;
import org.penlb.cluster.wire.Refused;
import org.penlb.cluster.wire.Seal;
import org.penlb.config.Address;
import org.penlb.config.cluster.ClusterConfig;
import org.penlb.events.Events;
import org.penlb.events.ServerEvent;
import org.penlb.health.ProbeResult;

/** Instances vote on a server that fails one of them: what is said between them, and what is kept. */
class VotingTest {
    private static final Duration LEFT_ALONE = Duration.ofSeconds(30);
    private static final Suspect SUSPECT = new Suspect("web", "10.0.0.1:80");
    private static final ServerEvent EJECTED =
            new ServerEvent.Ejected("web", new Address.Inet("10.0.0.1", 80), "refused", LEFT_ALONE);

    private final Segment segment = new Segment();
    private final Node one = new Node("one", 1);
    private final Node two = new Node("two", 2);
    private final Node three = new Node("three", 3);

    /** An instance with one server, and what it thinks of it. */
    private final class Node implements OwnServers {
        final HybridClock clock;
        final Voting voting;
        final Events events = new Events(Clock.systemUTC());
        final List<VotedEjection> confirmed = new ArrayList<>();
        final List<String> taken = new ArrayList<>();
        ProbeResult finding = new ProbeResult.Bad("timed out");

        Node(String name, int tag) {
            clock = segment.clock(tag);
            Member member = segment.member(name, clock);
            voting = new Voting(member, ClusterConfig.Ejection.VOTE, this, segment::wall, confirmed::add);
            voting.listen(events, Runnable::run, () -> segment.now);
            member.add(voting, Voting.TYPES);
        }

        @Override
        public boolean knows(Suspect suspect) {
            return suspect.equals(SUSPECT);
        }

        @Override
        public @Nullable ProbeResult seen(Suspect suspect, long now) {
            return null;
        }

        @Override
        public void probe(Suspect suspect, ObjLongConsumer<ProbeResult> told) {
            told.accept(finding, segment.now);
        }

        @Override
        public boolean isOut(Suspect suspect, long since, long now) {
            return true;
        }

        @Override
        public Duration leftAlone(Suspect suspect) {
            return LEFT_ALONE;
        }

        @Override
        public LearnedState.Outcome take(
                Suspect suspect, String reason, Duration age, Duration left, List<Vote> votes) {
            taken.add(suspect.server());
            return LearnedState.Outcome.TAKEN;
        }
    }

    @BeforeEach
    void hear_each_other() {
        segment.pass(Duration.ofSeconds(1));
    }

    @Test
    void all_instances_are_known_and_heard_by_their_names() {
        assertThat(one.voting.ownName()).isEqualTo("one");
        assertThat(one.voting.heard()).extracting(voter -> voter.name()).containsExactlyInAnyOrder("two", "three");
        assertThat(one.voting.known()).isEqualTo(3);
        segment.lost = _ -> true;
        segment.pass(Duration.ofSeconds(3));
        assertThat(one.voting.heard()).isEmpty();
        assertThat(one.voting.known()).isEqualTo(3);
    }

    @Test
    void a_server_that_most_cannot_reach_is_left_alone_by_all() {
        three.finding = ProbeResult.Plain.GOOD;
        one.events.publish(EJECTED);
        segment.pass(Duration.ofSeconds(2));
        for (Node node : List.of(one, two, three)) {
            assertThat(node.taken).containsExactly("10.0.0.1:80");
            assertThat(node.voting.view().ejections()).hasSize(1);
        }
        assertThat(one.confirmed).hasSize(1);
        assertThat(two.confirmed).as("it was decided elsewhere").isEmpty();
    }

    @Test
    void a_server_that_others_reach_stays() {
        two.finding = ProbeResult.Plain.GOOD;
        three.finding = ProbeResult.Plain.GOOD;
        one.events.publish(EJECTED);
        segment.pass(Duration.ofSeconds(2));
        assertThat(one.taken).isEmpty();
        assertThat(one.voting.kept()).isEmpty();
    }

    @Test
    void what_is_decided_is_kept_as_long_as_it_is_not_over_and_is_learned_by_who_comes_later() {
        one.events.publish(EJECTED);
        segment.pass(Duration.ofSeconds(2));
        var late = new Node("late", 4);
        two.voting.kept().forEach((key, value) -> {
            assertThat(key).isEqualTo("web\n10.0.0.1:80");
            late.voting.learned(value);
        });
        assertThat(late.taken).containsExactly("10.0.0.1:80");
        late.voting.learned(new byte[] {1, 2, 3});
        assertThat(late.taken).hasSize(1);
        segment.pass(LEFT_ALONE);
        assertThat(two.voting.kept()).isEmpty();
    }

    @Test
    void who_has_closed_asks_nobody_and_other_events_are_of_no_interest() {
        one.events.publish(new ServerEvent.Restored("web", new Address.Inet("10.0.0.1", 80)));
        one.voting.close();
        one.events.publish(EJECTED);
        segment.pass(Duration.ofSeconds(2));
        assertThat(segment.sent(MessageType.VOTES)).isZero();
    }

    @Test
    void what_is_no_vote_is_malformed() throws Refused {
        var seal = new Seal("pen", null);
        byte[] envelope = new Envelopes(9, seal, one.clock).seal(MessageType.VOTES, 1, new byte[] {99});
        Message message = new Envelopes(1, seal, one.clock).open(envelope);
        assertThatThrownBy(() -> one.voting.received(message, segment.now))
                .isInstanceOf(IOException.class)
                .hasMessage("no vote");
    }
}
