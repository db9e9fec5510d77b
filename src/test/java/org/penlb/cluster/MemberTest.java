package org.penlb.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.penlb.balance.HybridClock;
import org.penlb.cluster.wire.Refused;
import org.penlb.cluster.wire.Seal;

/** Who hears whom, and what is done about who is not heard; on a network and by a clock that the test drives. */
class MemberTest {
    private static final long START_MILLIS = 1_795_000_000_000L;
    private static final long TICK_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

    private final Map<String, Node> nodes = new LinkedHashMap<>();
    private final List<Runnable> post = new ArrayList<>();
    private long now;
    private final Node one = new Node("one", 1);
    private final Node two = new Node("two", 2);
    private final Node three = new Node("three", 3);

    /** An instance. All are listed, and all seem to live by other signs than that they are heard. */
    private final class Node implements Network {
        final String name;
        final Member member;
        /** Of its clock. */
        long aheadMillis;

        boolean mute;
        int registered;
        int joinedAfresh;

        Node(String name, int tag) {
            this.name = name;
            var clock = new HybridClock(
                    () -> START_MILLIS + TimeUnit.NANOSECONDS.toMillis(now) + aheadMillis, Duration.ofMinutes(1), tag);
            member = new Member(Identity.of(name + ":5701"), new Seal("pen", null), clock, now);
            member.lives(_ -> true);
            member.joined(this, now);
            nodes.put(name, this);
        }

        @Override
        public String node() {
            return name;
        }

        @Override
        public Collection<String> others() {
            return nodes.keySet().stream().filter(other -> !other.equals(name)).toList();
        }

        @Override
        public void send(String to, byte[] envelope) {
            if (!mute) {
                post.add(() -> nodes.get(to).member.received(envelope, now));
            }
        }

        @Override
        public void register() {
            registered++;
        }

        @Override
        public void joinAfresh() {
            joinedAfresh++;
        }

        List<String> hears() {
            return member.roster().up().stream().map(peer -> peer.node()).toList();
        }
    }

    private void pass(Duration time) {
        for (long end = now + time.toNanos(); now < end; now += TICK_NANOS) {
            List<Runnable> arrived = List.copyOf(post);
            post.clear();
            arrived.forEach(Runnable::run);
            nodes.values().forEach(node -> node.member.tick(now));
        }
    }

    @Test
    void each_hears_each_within_a_second() {
        pass(Duration.ofSeconds(1));
        assertThat(one.hears()).containsExactlyInAnyOrder("two", "three");
        assertThat(two.hears()).containsExactlyInAnyOrder("one", "three");
        assertThat(three.hears()).containsExactlyInAnyOrder("one", "two");
    }

    @Test
    void who_does_not_hear_a_living_one_tells_its_way_again_and_then_joins_afresh() {
        pass(Duration.ofSeconds(90));
        three.mute = true;
        pass(Duration.ofSeconds(10));
        assertThat(one.registered).isPositive();
        assertThat(one.joinedAfresh).isZero();
        pass(Duration.ofSeconds(10));
        assertThat(one.joinedAfresh).isPositive();
    }

    @Test
    void one_whose_clock_is_set_wrong_is_refused_and_makes_nobody_join_afresh() {
        pass(Duration.ofSeconds(90));
        three.aheadMillis = Duration.ofMinutes(10).toMillis();
        pass(Duration.ofMinutes(3));
        assertThat(one.hears()).containsExactly("two");
        assertThat(one.member.refusals().counts().get(Refused.Reason.CLOCK_AHEAD))
                .isPositive();
        assertThat(one.joinedAfresh).isZero();
        assertThat(two.joinedAfresh).isZero();
    }
}
