package org.penlb.balance;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Field;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
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

    private static long bytes(Object part) throws IllegalAccessException {
        long bytes = 0;
        for (Field field : part.getClass().getDeclaredFields()) {
            field.setAccessible(true);
            Object value = field.get(part);
            if (value instanceof UseOrder || field.getType() == SharedClients.class) {
                assertThat(value instanceof SharedClients).isFalse();
            } else if (value instanceof ClientRecords || value instanceof ClientIndex) {
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
