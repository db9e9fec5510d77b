package org.penlb.balance;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Field;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.jspecify.annotations.Nullable;
import org.penlb.config.IpAddress;

/** The client table does what the obvious map does, only in less memory. */
class ClientTablePropertiesTest {
    /** A client table as one would write it first. */
    private static final class Model {
        private final int max;
        private final long tracking;
        private final LinkedHashMap<IpAddress, ClientTable.Entry> entries = new LinkedHashMap<>(16, 0.75f, true);

        Model(int max, long tracking) {
            this.max = max;
            this.tracking = tracking;
        }

        int serverOf(IpAddress client, long now) {
            if (!entries.containsKey(client)) { // does not count as use, as get would
                return ClientTable.NONE;
            }
            ClientTable.Entry entry = entryOf(client);
            return tracking > 0 && now - entry.lastUse() > tracking ? ClientTable.NONE : entry.server();
        }

        private ClientTable.Entry entryOf(IpAddress client) {
            for (Map.Entry<IpAddress, ClientTable.Entry> entry : entries.entrySet()) {
                if (entry.getKey().equals(client)) {
                    return entry.getValue();
                }
            }
            throw new AssertionError(client);
        }

        void used(IpAddress client, int server, long now, int visits) {
            ClientTable.Entry old = entries.get(client);
            if (old == null && entries.size() == max) {
                entries.remove(entries.keySet().iterator().next());
            }
            entries.put(
                    client,
                    old == null
                            ? new ClientTable.Entry(client, server, now, 1, 0, 0)
                            : new ClientTable.Entry(
                                    client, server, now, old.connects() + visits, old.sent(), old.received()));
        }

        void transferred(IpAddress client, long toServer, long fromServer) {
            entries.replaceAll((key, entry) -> key.equals(client)
                    ? new ClientTable.Entry(
                            client,
                            entry.server(),
                            entry.lastUse(),
                            entry.connects(),
                            entry.sent() + toServer,
                            entry.received() + fromServer)
                    : entry);
        }

        List<ClientTable.Entry> mostRecent() {
            return new ArrayList<>(entries.values()).reversed();
        }
    }

    @Property(tries = 300, edgeCases = EdgeCasesMode.NONE)
    void a_small_table_does_what_a_map_does(
            @ForAll @IntRange(min = 1, max = 50) int max,
            @ForAll @LongRange(min = 0, max = 40) long tracking,
            @ForAll @IntRange(min = 1, max = 80) int clients,
            @ForAll long seed) {
        compare(max, tracking, clients, 400, new Random(seed));
    }

    @Property(tries = 10)
    void a_table_that_grows_again_and_again_does_what_a_map_does(
            @ForAll @IntRange(min = 60, max = 1500) int max, @ForAll long seed) {
        compare(max, 0, 2 * max, 3 * max, new Random(seed));
    }

    private static void compare(int max, long tracking, int clients, int steps, Random random) {
        var table = new ClientTable(max, Duration.ofNanos(tracking));
        var model = new Model(max, tracking);
        long now = random.nextLong();
        for (int step = 0; step < steps; step++) {
            now += random.nextInt(4);
            IpAddress client = address(random.nextInt(clients));
            int number = random.nextInt(100);
            switch (random.nextInt(8)) {
                case 0 -> {
                    table.moved(client, number, now);
                    model.used(client, number, now, 0);
                }
                case 1 -> {
                    table.transferred(client, number, 7L * number);
                    model.transferred(client, number, 7L * number);
                }
                case 2 -> assertThat(table.serverOf(client, now)).isEqualTo(model.serverOf(client, now));
                default -> {
                    table.used(client, number, now);
                    model.used(client, number, now, 1);
                }
            }
            if (step % 50 == 0 || steps - step < 3) {
                assertThat(Scene.recent(table, Integer.MAX_VALUE)).isEqualTo(model.mostRecent());
                assertThat(table.size()).isEqualTo(model.entries.size());
            }
        }
    }

    /**
     * In a table so small that every place is near, what is learned is where it would be if it had been used here.
     */
    @Property(tries = 300, edgeCases = EdgeCasesMode.NONE)
    void what_a_small_table_learns_is_in_order_of_use(
            @ForAll @IntRange(min = 1, max = 30) int max,
            @ForAll @IntRange(min = 1, max = 50) int clients,
            @ForAll long seed) {
        var random = new Random(seed);
        var table = new ClientTable(max, Duration.ZERO);
        List<ClientTable.Entry> newestFirst = new ArrayList<>();
        long now = random.nextLong();
        for (int step = 0; step < 300; step++) {
            now += random.nextInt(4);
            IpAddress client = address(random.nextInt(clients));
            int server = random.nextInt(100);
            boolean learned = random.nextInt(3) == 0;
            long at = learned ? now - random.nextInt(100) : now;
            if (learned) {
                table.learned(client, server, at, now);
            } else {
                table.used(client, server, now);
            }
            note(newestFirst, max, new ClientTable.Entry(client, server, at, learned ? 0 : 1, 0, 0), learned);
            assertThat(Scene.recent(table, Integer.MAX_VALUE)).isEqualTo(newestFirst);
        }
    }

    /** As one would keep a sorted list. */
    private static void note(List<ClientTable.Entry> newestFirst, int max, ClientTable.Entry news, boolean learned) {
        ClientTable.Entry known = newestFirst.stream()
                .filter(entry -> entry.client().equals(news.client()))
                .findFirst()
                .orElse(null);
        boolean full = known == null && newestFirst.size() == max;
        ClientTable.Entry rival = full ? newestFirst.getLast() : known;
        if (learned && rival != null && rival.lastUse() - news.lastUse() >= 0) {
            return;
        }
        newestFirst.remove(rival);
        int place = 0;
        while (place < newestFirst.size() && newestFirst.get(place).lastUse() - news.lastUse() > 0) {
            place++;
        }
        long connects = news.connects() + (known == null ? 0 : known.connects());
        newestFirst.add(place, new ClientTable.Entry(news.client(), news.server(), news.lastUse(), connects, 0, 0));
    }

    @Property(tries = 100, edgeCases = EdgeCasesMode.NONE)
    void what_a_table_learns_is_never_newer_than_it_is_and_costs_nobody_his_place_who_came_later(
            @ForAll @IntRange(min = 1, max = 300) int max,
            @ForAll @IntRange(min = 1, max = 500) int clients,
            @ForAll long seed) {
        var random = new Random(seed);
        var table = new ClientTable(max, Duration.ZERO);
        Map<IpAddress, Long> latest = new LinkedHashMap<>();
        Map<IpAddress, Integer> own = new LinkedHashMap<>();
        long now = random.nextLong();
        for (int step = 0; step < 1000; step++) {
            now += random.nextInt(4);
            IpAddress client = address(random.nextInt(clients));
            int server = random.nextInt(100);
            if (random.nextBoolean()) {
                table.used(client, server, now);
                latest.put(client, now);
                own.put(client, server);
                continue;
            }
            long at = now - random.nextInt(2000);
            List<ClientTable.Entry> before = Scene.recent(table, Integer.MAX_VALUE);
            table.learned(client, server, at, now);
            List<ClientTable.Entry> after = Scene.recent(table, Integer.MAX_VALUE);
            if (before.stream().noneMatch(entry -> entry.client().equals(client))) { // it was forgotten
                latest.remove(client);
                own.remove(client);
            }
            if (latest.merge(client, at, (one, other) -> one - other >= 0 ? one : other) == at) {
                own.remove(client);
            }
            Set<IpAddress> there = after.stream().map(ClientTable.Entry::client).collect(Collectors.toSet());
            List<ClientTable.Entry> forgotten = before.stream()
                    .filter(entry -> !there.contains(entry.client()))
                    .toList();
            assertThat(after).hasSizeLessThanOrEqualTo(max);
            assertThat(forgotten).hasSizeLessThanOrEqualTo(1).allSatisfy(entry -> {
                assertThat(entry).isEqualTo(before.getLast());
                assertThat(entry.lastUse() - at).isNegative();
            });
            ClientTable.Entry newer = after.getFirst();
            for (ClientTable.Entry entry : after) {
                expect(newer.lastUse() - entry.lastUse() >= 0, entry, "is out of order");
                newer = entry;
                long known = Objects.requireNonNull(latest.get(entry.client()));
                expect(known - entry.lastUse() >= 0, entry, "is newer than it is");
                Integer used = own.get(entry.client());
                expect(
                        used == null || (entry.server() == used && entry.lastUse() == known),
                        entry,
                        "is not as it was used");
            }
        }
    }

    /** Even ones are IPv4, odd ones IPv6 in several networks. */
    private static IpAddress address(int number) {
        return number % 2 == 0 ? Scene.client(number) : new IpAddress(0x20010db8L << 32 | number % 7, number);
    }

    @Example
    void a_million_clients_are_remembered_in_less_than_80_bytes_each() throws IllegalAccessException {
        int million = 1_000_000;
        var table = new ClientTable(million, Duration.ZERO);
        for (int i = 0; i < million; i++) {
            table.used(address(i), i % 1000, i);
        }
        for (int i = 0; i < million; i++) {
            assertEntry(table, i, i % 1000);
        }
        assertThat(bytes(table) / million).isLessThan(80);
        for (int i = 0; i < 1000; i++) { // come back, so that others are the oldest
            table.used(address(i), 7, million);
        }
        for (int i = million; i < million + 5000; i++) {
            table.used(address(i), 8, i);
        }
        assertThat(table.size()).isEqualTo(million);
        for (int i = 0; i < million + 5000; i++) {
            assertEntry(table, i, i < 1000 ? 7 : i < 6000 ? ClientTable.NONE : i < million ? i % 1000 : 8);
        }
    }

    /** assertThat for each of a million would be most of the test's time. */
    private static void assertEntry(ClientTable table, int client, int server) {
        if (table.serverOf(address(client), Long.MAX_VALUE) != server) {
            throw new AssertionError("client " + client + " is not at server " + server);
        }
    }

    private static void expect(boolean condition, ClientTable.Entry entry, String wrong) {
        if (!condition) {
            throw new AssertionError(entry + " " + wrong);
        }
    }

    private static long bytes(Object part) throws IllegalAccessException {
        long bytes = 0;
        for (Field field : part.getClass().getDeclaredFields()) {
            field.setAccessible(true);
            Object value = field.get(part);
            if (value instanceof ClientRecords || value instanceof ClientIndex) {
                bytes += part instanceof ClientTable ? bytes(value) : 0; // the index has the records, too
            } else if (field.getType().isArray()) {
                bytes += bytesOfArray(value);
            } else {
                assertThat(field.getType().isPrimitive()).as(field.getName()).isTrue();
            }
        }
        return bytes;
    }

    private static long bytesOfArray(@Nullable Object array) {
        return switch (array) {
            case null -> 0;
            case long[] longs -> (long) longs.length * Long.BYTES;
            case int[] ints -> (long) ints.length * Integer.BYTES;
            case Object[] pages ->
                (long) pages.length * Long.BYTES
                        + Arrays.stream(pages)
                                .mapToLong(ClientTablePropertiesTest::bytesOfArray)
                                .sum();
            default -> throw new AssertionError(array.getClass());
        };
    }
}
