package org.penlb.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.penlb.cluster.node.Values;
import org.penlb.cluster.wire.Refused;
import org.penlb.cluster.wire.Seal;
import org.penlb.cluster.wire.SealedValue;

/** A map that all instances share, and what one of them makes of it. */
class MirrorTest {
    private static final String NAME = "pen.orders";
    private static final long PERIOD = TimeUnit.SECONDS.toNanos(30);

    private final Seal seal = new Seal("pen", null);
    private final FakeMap map = new FakeMap();
    /** What is known here. */
    private final Map<String, String> own = new TreeMap<>();

    private final List<String> learned = new ArrayList<>();
    private final List<Refused.Reason> refused = new ArrayList<>();
    private final Queue<Runnable> thread = new ArrayDeque<>();
    private final Mirror mirror = new Mirror(
            NAME,
            seal,
            this::known,
            (key, value) -> learned.add(key + "=" + text(value)),
            e -> refused.add(e.reason()),
            thread::add,
            PERIOD);
    private long now = Long.MAX_VALUE - 1; // it overflows

    private static final class FakeMap implements Values {
        private final Map<String, Buffer> values = new HashMap<>();
        private final List<String> written = new ArrayList<>();
        private @Nullable String fault;
        private int reads;
        private long failures;

        @Override
        public void put(String key, Buffer value) {
            written.add(key);
            values.put(key, value);
        }

        @Override
        public Future<Map<String, Buffer>> all() {
            reads++;
            return fault == null ? Future.succeededFuture(Map.copyOf(values)) : Future.failedFuture(fault);
        }

        @Override
        public long failures() {
            return failures;
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    private Map<String, byte[]> known() {
        Map<String, byte[]> known = new TreeMap<>();
        own.forEach((key, value) -> known.put(key, bytes(value)));
        return known;
    }

    private void others(String key, String value) {
        map.values.put(key, Buffer.buffer(SealedValue.seal(seal, NAME, key, bytes(value))));
    }

    /** What another instance would read. */
    private String there(String key) throws Refused {
        Buffer signed = map.values.get(key);
        return signed == null ? "nothing" : text(SealedValue.open(seal, NAME, key, signed.getBytes()));
    }

    /** It is time to read; whether it did. */
    private boolean tick() {
        int before = map.reads;
        mirror.tick(now);
        for (Runnable task = thread.poll(); task != null; task = thread.poll()) {
            task.run();
        }
        return map.reads > before;
    }

    @Test
    void without_a_map_nothing_is_done() {
        mirror.put("a", bytes("1"));
        assertThat(tick()).isFalse();
        assertThat(mirror.failures()).isZero();
    }

    @Test
    void what_others_have_put_there_is_learned_at_once_and_then_from_time_to_time() {
        others("a", "1");
        mirror.joined(map, now);
        assertThat(tick()).isTrue();
        assertThat(learned).containsExactly("a=1");
        now += PERIOD - 1;
        assertThat(tick()).isFalse();
        now++;
        others("a", "2");
        assertThat(tick()).isTrue();
        assertThat(learned).containsExactly("a=1", "a=2");
        assertThat(map.written).as("it is not ours to write").isEmpty();
    }

    @Test
    void what_is_new_here_is_put_there() throws Refused {
        mirror.joined(map, now);
        mirror.put("a", bytes("1"));
        assertThat(there("a")).isEqualTo("1");
    }

    @Test
    void what_is_missing_or_another_value_is_put_back() throws Refused {
        own.putAll(Map.of("a", "1", "b", "2", "c", "3"));
        others("a", "1");
        others("b", "0");
        mirror.joined(map, now);
        tick();
        assertThat(map.written).containsExactly("b", "c");
        assertThat(there("b")).isEqualTo("2");
        assertThat(there("c")).isEqualTo("3");
        now += PERIOD;
        tick();
        assertThat(map.written).containsExactly("b", "c");
    }

    @Test
    void what_is_learned_from_the_map_is_not_overwritten_by_what_was_known_before() {
        own.put("a", "1");
        others("a", "2");
        var follower = new Mirror(
                NAME,
                seal,
                this::known,
                (key, value) -> own.put(key, text(value)),
                e -> refused.add(e.reason()),
                Runnable::run,
                PERIOD);
        follower.joined(map, now);
        follower.tick(now);
        assertThat(map.written).isEmpty();
        assertThat(own).containsEntry("a", "2");
    }

    @Test
    void a_value_that_nobody_of_us_has_put_there_is_refused_once_a_reading_and_replaced_where_it_is_ours()
            throws Refused {
        own.put("a", "1");
        map.values.put("a", Buffer.buffer("made up"));
        map.values.put("b", Buffer.buffer(SealedValue.seal(seal, NAME, "c", bytes("moved"))));
        mirror.joined(map, now);
        tick();
        assertThat(learned).isEmpty();
        assertThat(refused).containsExactly(Refused.Reason.FORGED, Refused.Reason.FORGED);
        assertThat(there("a")).isEqualTo("1");
        assertThat(map.written).containsExactly("a");
    }

    @Test
    void a_map_that_fails_is_read_again_in_its_time() {
        map.fault = "not now";
        mirror.joined(map, now);
        tick();
        own.put("a", "1");
        map.fault = null;
        assertThat(tick()).isFalse();
        now += PERIOD;
        assertThat(tick()).isTrue();
        assertThat(map.written).containsExactly("a");
    }

    @Test
    void who_joins_afresh_puts_everything_into_the_map_that_is_there_then() {
        own.put("a", "1");
        mirror.joined(map, now);
        tick();
        map.failures = 3;
        var other = new FakeMap();
        mirror.joined(other, now);
        mirror.tick(now);
        thread.remove().run();
        assertThat(other.written).containsExactly("a");
        other.failures = 2;
        assertThat(mirror.failures()).isEqualTo(5);
    }
}
