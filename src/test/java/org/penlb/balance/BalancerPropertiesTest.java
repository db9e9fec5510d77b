package org.penlb.balance;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.From;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.penlb.config.AccessList;
import org.penlb.config.AccessRule;
import org.penlb.config.IpAddress;
import org.penlb.config.Selection;
import org.penlb.config.Selection.Flag;

/** What holds for every table of servers, whatever the clients do. */
class BalancerPropertiesTest {
    private static final int CLIENTS = 6;

    /** How a server is made; {@code denied} is the number of a client that it does not take, or negative. */
    record Shape(int weight, int max, int hard, int prio, boolean port, boolean down, int denied) {
        AccessList access() {
            return denied < 0 ? AccessList.EMPTY : AccessList.EMPTY.with(AccessRule.host(false, Scene.client(denied)));
        }
    }

    /**
     * What happens.
     *
     * @param failures how many servers fail to connect before one accepts
     * @param stays whether the connection stays open
     * @param leaves which of the open connections is closed before
     */
    record Event(int client, int failures, boolean stays, int leaves) {}

    @Provide
    Arbitrary<Shape> shapes() {
        return anyShape();
    }

    static Arbitrary<Shape> anyShape() {
        return Combinators.combine(
                        Arbitraries.integers().between(0, 4),
                        Arbitraries.integers().between(0, 3),
                        Arbitraries.integers().between(0, 4),
                        Arbitraries.integers().between(-2, 2),
                        Arbitraries.frequency(Tuple.of(9, true), Tuple.of(1, false)),
                        Arbitraries.frequency(Tuple.of(1, true), Tuple.of(4, false)),
                        Arbitraries.integers().between(-CLIENTS, CLIENTS - 1))
                .as(Shape::new);
    }

    @Provide
    Arbitrary<Event> events() {
        return Combinators.combine(
                        Arbitraries.integers().between(0, CLIENTS - 1),
                        Arbitraries.integers().between(0, 3),
                        Arbitraries.of(true, false),
                        Arbitraries.integers().between(0, 20))
                .as(Event::new);
    }

    static Scene scene(Set<Flag> flags, List<Shape> shapes, boolean emergency) {
        var scene = new Scene(flags.toArray(Flag[]::new));
        for (Shape shape : shapes) {
            if (shape.port()) {
                scene.server(
                        config -> config.withWeight(shape.weight())
                                .withMax(shape.max())
                                .withHard(shape.hard())
                                .withPrio(shape.prio()),
                        shape.access());
            } else {
                scene.serverWithoutPort();
            }
        }
        if (emergency) {
            scene.emergency(AccessList.EMPTY);
        }
        for (Server server : scene.table()) {
            if (shapes.get(server.index()).down()) {
                scene.balancer().ejections().failed(server, "refused");
            }
        }
        return scene;
    }

    @Property(tries = 3000, edgeCases = EdgeCasesMode.NONE)
    void a_choice_is_available_bounded_and_never_repeats_and_every_count_comes_back(
            @ForAll Set<Flag> flags,
            @ForAll @Size(max = 6) List<@From("shapes") Shape> shapes,
            @ForAll boolean emergency,
            @ForAll @Size(max = 25) List<@From("events") Event> events) {
        Scene scene = scene(flags, shapes, emergency);
        var open = new ArrayList<Lease>();
        for (Event event : events) {
            if (event.leaves() < open.size()) {
                open.remove(event.leaves()).close();
            }
            scene.pass(Duration.ofSeconds(10)); // a third of the blacklist time
            play(scene, shapes, flags, event, open);
        }
        open.forEach(Lease::close);
        assertThat(scene.table())
                .allSatisfy(server -> assertThat(server.connections()).isZero());
    }

    private static void play(Scene scene, List<Shape> shapes, Set<Flag> flags, Event event, List<Lease> open) {
        Choice choice = scene.balancer().choose(Scene.client(event.client()));
        var seen = new HashSet<Server>();
        int failures = event.failures();
        boolean lastResort = false;
        for (Lease lease = choice.next(); lease != null; lease = choice.next()) {
            Server server = lease.server();
            assertThat(seen.add(server)).as("%s is offered once", server).isTrue();
            assertThat(seen).hasSizeLessThanOrEqualTo(flags.contains(Flag.STUBBORN) ? 1 : shapes.size() + 1);
            if (server.role() == Server.Role.REGULAR) {
                if (server.isBlacklisted(scene.now())) {
                    lastResort = true;
                    assertNobodyElseIsLeft(scene, shapes, flags, event, seen);
                } else {
                    assertThat(lastResort).as("after those that failed").isFalse();
                }
                assertTakes(server, shapes.get(server.index()), flags, event.client());
            } else {
                assertThat(flags).doesNotContain(Flag.STUBBORN);
            }
            if (failures-- > 0) {
                lease.close();
                scene.balancer().ejections().failed(lease.server(), "refused");
            } else {
                keep(lease, event.stays(), open);
                return;
            }
        }
        assertThat(choice.next()).isNull();
        assertNobodyElseIsLeft(scene, shapes, flags, event, seen);
    }

    /** Whether a server takes this client, were it new. */
    private static boolean available(Scene scene, Server server, Shape shape, Event event) {
        return !server.isBlacklisted(scene.now())
                && shape.port()
                && shape.denied() != event.client()
                && (shape.max() == 0 || server.connections() < shape.max());
    }

    private static void keep(Lease lease, boolean stays, List<Lease> open) {
        if (stays) {
            open.add(lease);
        } else {
            lease.close();
        }
    }

    private static void assertNobodyElseIsLeft(
            Scene scene, List<Shape> shapes, Set<Flag> flags, Event event, Set<Server> seen) {
        if (!flags.contains(Flag.STUBBORN) && !flags.contains(Flag.WEIGHT)) {
            assertThat(scene.table())
                    .allSatisfy(other -> assertThat(
                                    seen.contains(other) || !available(scene, other, shapes.get(other.index()), event))
                            .isTrue());
        }
    }

    private static void assertTakes(Server server, Shape shape, Set<Flag> flags, int client) {
        assertThat(shape.port()).isTrue();
        assertThat(shape.denied()).isNotEqualTo(client);
        if (shape.max() > 0) {
            boolean tracked = new Selection(flags).tracked();
            assertThat(server.connections()).isBetween(1, tracked ? Math.max(shape.max(), shape.hard()) : shape.max());
        }
    }

    @Property(tries = 200, edgeCases = EdgeCasesMode.NONE)
    void turns_are_equal(
            @ForAll @IntRange(min = 1, max = 9) int servers,
            @ForAll Set<@IntRange(min = 0, max = 8) Integer> down,
            @ForAll @IntRange(min = 1, max = 20) int rounds) {
        var scene = new Scene(Flag.ROUNDROBIN).servers(servers);
        for (Server server : scene.table()) {
            if (down.contains(server.index())) {
                scene.balancer().ejections().failed(server, "refused");
            }
        }
        long up = scene.table().stream()
                .filter(server -> !down.contains(server.index()))
                .count();
        scene.holds((int) up * rounds);
        assertThat(scene.table())
                .allSatisfy(server ->
                        assertThat(server.connections()).isEqualTo(down.contains(server.index()) ? 0 : rounds));
    }

    @Property(tries = 200, edgeCases = EdgeCasesMode.NONE)
    void connections_that_stay_are_in_proportion_to_the_weights(
            @ForAll @Size(min = 1, max = 8) List<@IntRange(min = 0, max = 9) Integer> weights,
            @ForAll @IntRange(min = 1, max = 5) int rounds,
            @ForAll @IntRange(min = 0, max = 40) int more) {
        var scene = new Scene(Flag.WEIGHT);
        weights.forEach(weight -> scene.server(config -> config.withWeight(weight)));
        int sum = weights.stream().mapToInt(Integer::intValue).sum();
        scene.holds(sum * rounds);
        assertThat(scene.table())
                .allSatisfy(server -> assertThat(server.connections()).isEqualTo(weights.get(server.index()) * rounds));
        scene.holds(sum == 0 ? 0 : more % sum);
        for (Server one : scene.table()) {
            assertNobodyElseWasLessLoaded(scene.table(), one);
        }
    }

    /** Without its last connection, a server's load was at most that of any other. */
    private static void assertNobodyElseWasLessLoaded(List<Server> servers, Server one) {
        for (Server other : servers) {
            long weight = other.config().weight();
            if (weight > 0) {
                assertThat((one.connections() - 1) * weight)
                        .isLessThanOrEqualTo(
                                (long) other.connections() * one.config().weight());
            }
        }
    }

    @Property(tries = 50)
    void any_network_spreads_over_the_servers_by_hash(
            @ForAll long high, @ForAll long low, @ForAll @IntRange(min = 2, max = 8) int servers) {
        List<Server> table = new Scene().servers(servers).table();
        var counts = new int[servers];
        var hash = new AddressHash();
        for (int i = 0; i < 1000 * servers; i++) {
            counts[hash.pick(table, new IpAddress(high, low + i), 0)]++;
        }
        for (int count : counts) {
            assertThat(count).isBetween(750, 1250);
        }
    }
}
