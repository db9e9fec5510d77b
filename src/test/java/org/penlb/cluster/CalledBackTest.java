package org.penlb.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ObjLongConsumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.penlb.balance.HybridClock;
import org.penlb.balance.LearnedState;
import org.penlb.balance.Vote;
import org.penlb.cluster.orders.KnownOrders;
import org.penlb.cluster.orders.Order;
import org.penlb.cluster.votes.OwnServers;
import org.penlb.cluster.votes.Suspect;
import org.penlb.health.ProbeResult;

/** What an operator ordered of a server after it failed counts for more than the votes, whichever is heard of first. */
class CalledBackTest {
    private static final long NOW = 1_795_000_000_000L;
    private static final Suspect SUSPECT = new Suspect("web", "10.0.0.1:80");

    private final List<Order> orders = new ArrayList<>();
    private final CalledBack servers = new CalledBack(new Takers(), new Book(orders), () -> NOW);

    /** The orders that are known. */
    private record Book(List<Order> all) implements KnownOrders {
        @Override
        public int size() {
            return all.size();
        }

        @Override
        public long digest() {
            return 0;
        }

        @Override
        public List<String> troubles() {
            return List.of();
        }

        @Override
        public List<Order> learn(List<Order> orders) {
            return List.of();
        }
    }

    /** Servers that are left alone whenever they are told. */
    private static final class Takers implements OwnServers {
        @Override
        public boolean knows(Suspect suspect) {
            return true;
        }

        @Override
        public @Nullable ProbeResult seen(Suspect suspect, long now) {
            return null;
        }

        @Override
        public void probe(Suspect suspect, ObjLongConsumer<ProbeResult> told) {}

        @Override
        public boolean isOut(Suspect suspect, long since, long now) {
            return true;
        }

        @Override
        public Duration leftAlone(Suspect suspect) {
            return Duration.ofSeconds(30);
        }

        @Override
        public LearnedState.Outcome take(
                Suspect suspect, String reason, Duration age, Duration left, List<Vote> votes) {
            return LearnedState.Outcome.TAKEN;
        }
    }

    private void ordered(String server, String value, long secondsAgo) {
        var key = new Order.Key("web", server, 1, "blacklist");
        orders.add(new Order(key, HybridClock.first(NOW - 1_000 * secondsAgo), value));
    }

    private LearnedState.Outcome failed(long secondsAgo) {
        return servers.take(SUSPECT, "refused", Duration.ofSeconds(secondsAgo), Duration.ofSeconds(20), List.of());
    }

    @Test
    void votes_of_a_failure_before_it_was_called_back_are_over() {
        ordered(SUSPECT.server(), "0", 5);
        assertThat(failed(10)).isEqualTo(LearnedState.Outcome.SEEN_WELL);
    }

    @Test
    void votes_of_a_failure_after_that_count() {
        ordered(SUSPECT.server(), "0", 5);
        assertThat(failed(3)).isEqualTo(LearnedState.Outcome.TAKEN);
    }

    @Test
    void to_have_it_or_another_one_left_alone_calls_nobody_back() {
        ordered(SUSPECT.server(), String.valueOf(NOW + 30_000), 5);
        ordered("10.0.0.2:80", "0", 5);
        assertThat(failed(10)).isEqualTo(LearnedState.Outcome.TAKEN);
    }
}
