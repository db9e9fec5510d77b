package org.penlb.logtools.merge;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class PenWindowTest {
    private static final long NOW = 1_796_050_800L;

    private final PenWindow window = new PenWindow(1000);

    private void add(String client, long hash, long time) {
        add(window, client, hash, time);
    }

    private static void add(PenWindow window, String client, long hash, long time) {
        byte[] bytes = (" " + client).getBytes(StandardCharsets.US_ASCII);
        window.add(hash, time, bytes, 1, bytes.length);
    }

    private static String client(PenWindow window, int entry) {
        byte[] bytes = new byte[PenWindow.LONGEST_CLIENT];
        return new String(bytes, 0, window.copyClient(entry, bytes), StandardCharsets.US_ASCII);
    }

    private String use(long hash, long time) {
        int entry = window.nearest(hash, time, 10);
        if (entry == PenWindow.NONE) {
            return "none";
        }
        window.use(entry);
        return client(window, entry);
    }

    @Test
    void the_nearest_in_time_is_found() {
        add("a", 1, NOW);
        add("b", 1, NOW + 4);
        add("other", 2, NOW + 1);
        assertThat(use(1, NOW + 1)).isEqualTo("a");
        assertThat(use(1, NOW + 3)).isEqualTo("b");
        assertThat(use(1, NOW + 14)).isEqualTo("b");
        assertThat(use(1, NOW + 15)).isEqualTo("none");
        assertThat(use(1, NOW - 10)).isEqualTo("a");
        assertThat(use(1, NOW - 11)).isEqualTo("none");
        assertThat(use(3, NOW)).isEqualTo("none");
    }

    @Test
    void of_equally_near_ones_each_is_used_before_one_is_used_again() {
        add("after", 1, NOW + 1);
        add("before", 1, NOW - 1);
        add("after too", 1, NOW + 1);
        assertThat(List.of(use(1, NOW), use(1, NOW), use(1, NOW), use(1, NOW)))
                .containsExactly("after", "before", "after too", "after");
    }

    @Test
    void entries_may_come_late() {
        add("5", 1, NOW + 5);
        add("1", 1, NOW + 1);
        add("3", 1, NOW + 3);
        assertThat(List.of(use(1, NOW), use(1, NOW + 3), use(1, NOW + 9), use(1, NOW + 1)))
                .containsExactly("1", "3", "5", "1");
    }

    @Test
    void a_client_without_an_address_is_an_entry() {
        add("", 1, NOW);
        assertThat(use(1, NOW)).isEmpty();
    }

    @Test
    void it_never_has_more_entries_than_it_has_room_for() {
        for (int i = 0; i < 1000; i++) {
            while (!window.hasRoom(PenWindow.LONGEST_CLIENT)) {
                window.removeFirst();
            }
            add("x".repeat(PenWindow.LONGEST_CLIENT), i % 7, NOW + i);
            assertThat(window.size()).isBetween(1, window.capacity());
        }
        assertThat(window.capacity()).isEqualTo(1000);
        assertThat(client(window, window.nearest(999 % 7, NOW + 999, 0))).hasSize(PenWindow.LONGEST_CLIENT);
    }

    @Test
    void it_grows_wherever_the_ring_has_come_to() {
        for (int start = 0; start < 5000; start += 37) {
            var growing = new PenWindow(5000);
            for (int i = 0; i < start; i++) {
                add(growing, "x", i, NOW);
                growing.removeFirst();
            }
            for (int i = 0; i < 2500; i++) {
                add(growing, "2001:db8::1:" + i, i % 100, NOW + i);
                if (i > 1200) {
                    growing.use(growing.nearest(i % 100, NOW + i, 0));
                }
                while (!growing.hasRoom(PenWindow.LONGEST_CLIENT)) {
                    growing.removeFirst();
                }
            }
            for (int i = 2499; i > 2400; i--) {
                assertThat(client(growing, growing.nearest(i % 100, NOW + i + 1, 1)))
                        .isEqualTo("2001:db8::1:" + i);
            }
        }
    }

    /** An entry as the model has it, in the order of the log. */
    private static final class Entry {
        private final String client;
        private final long hash;
        private final long time;
        private boolean used;

        Entry(String client, long hash, long time) {
            this.client = client;
            this.hash = hash;
            this.time = time;
        }
    }

    private static Optional<Entry> nearest(List<Entry> entries, long hash, long time, long jitter) {
        return entries.stream()
                .filter(entry -> entry.hash == hash && Math.abs(entry.time - time) <= jitter)
                .min(Comparator.comparing((Entry entry) -> Math.abs(entry.time - time))
                        .thenComparing(entry -> entry.used));
    }

    @Property(tries = 400)
    void it_finds_what_looking_at_all_entries_finds(
            @ForAll long seed,
            @ForAll @IntRange(min = 16, max = 80) int capacity,
            @ForAll @IntRange(min = 1, max = 12) int hashes,
            @ForAll @IntRange(min = 1, max = 80) int few) {
        var random = new Random(seed);
        var tried = new PenWindow(capacity, few);
        List<Entry> model = new ArrayList<>();
        // Hashes whose places collide, and one that lies at the end of the table.
        long[] keys = random.longs(hashes)
                .map(key -> random.nextBoolean() ? key : key | 0xffff)
                .toArray();
        long now = NOW;
        for (int i = 0; i < 400; i++) {
            now += random.nextInt(2);
            long key = keys[random.nextInt(hashes)];
            if (random.nextBoolean()) {
                String client = "c".repeat(random.nextInt(30)) + i;
                long time = now - random.nextInt(random.nextBoolean() ? 3 : 20);
                while (!tried.hasRoom(client.length())) {
                    tried.removeFirst();
                    model.removeFirst();
                }
                add(tried, client, key, time);
                model.add(new Entry(client, key, time));
            } else {
                long time = now - random.nextInt(20);
                int found = tried.nearest(key, time, 6);
                Optional<Entry> expected = nearest(model, key, time, 6);
                assertThat(found == PenWindow.NONE ? "none" : client(tried, found))
                        .isEqualTo(expected.map(entry -> entry.client).orElse("none"));
                if (found != PenWindow.NONE) {
                    tried.use(found);
                    expected.orElseThrow().used = true;
                }
            }
            assertThat(tried.size()).isEqualTo(model.size());
        }
    }
}
