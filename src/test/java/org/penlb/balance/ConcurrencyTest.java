package org.penlb.balance;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.function.IntConsumer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.penlb.config.AccessList;
import org.penlb.config.IpAddress;
import org.penlb.config.Selection.Flag;

/** Several event loops share a balancer. */
@Tag("alone")
class ConcurrencyTest {
    private static final int THREADS = 4;

    private static void together(IntConsumer work) throws InterruptedException, ExecutionException {
        var start = new CyclicBarrier(THREADS);
        try (var pool = Executors.newFixedThreadPool(THREADS)) {
            var futures = new ArrayList<Future<?>>();
            for (int i = 0; i < THREADS; i++) {
                int number = i;
                Callable<Void> task = () -> {
                    start.await();
                    work.accept(number);
                    return null;
                };
                futures.add(pool.submit(task));
            }
            for (Future<?> future : futures) {
                future.get();
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Flag.class)
    void limits_hold_and_all_counts_come_back(Flag selection) throws Exception {
        var scene = new Scene(selection).clientsMax(20).emergency(AccessList.EMPTY);
        for (int i = 0; i < 4; i++) {
            scene.server(config -> config.withWeight(1).withMax(3).withHard(5));
        }
        scene.balancer();
        together(number -> {
            var random = new Random(number);
            var open = new ArrayDeque<Lease>();
            for (int i = 0; i < 20_000; i++) {
                step(scene, random, open);
            }
            open.forEach(Lease::close);
        });
        assertThat(scene.table())
                .allSatisfy(server -> assertThat(server.connections()).isZero());
        List<ClientTable.Entry> entries = Scene.recent(scene.clients(), Integer.MAX_VALUE);
        assertThat(entries).hasSizeLessThanOrEqualTo(20);
        var clients = new HashSet<>();
        assertThat(entries)
                .allSatisfy(entry -> assertThat(clients.add(entry.client())).isTrue());
    }

    private static void step(Scene scene, Random random, ArrayDeque<Lease> open) {
        if (open.size() > random.nextInt(8)) {
            open.remove().close();
        }
        Choice choice = scene.balancer().choose(Scene.client(random.nextInt(60)));
        int failures = random.nextInt(10) == 0 ? 1 : 0;
        for (Lease lease = choice.next(); lease != null; lease = choice.next()) {
            int connections = lease.server().connections();
            if (lease.server().role() == Server.Role.REGULAR && (connections < 1 || connections > 5)) {
                throw new AssertionError(lease.server() + " has " + connections + " connections");
            }
            if (failures-- > 0) {
                lease.close();
                scene.balancer().ejections().failed(lease.server(), "refused");
            } else {
                scene.balancer().ejections().answered(lease.server());
                open.add(lease);
                return;
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Flag.class)
    void queries_are_counted_once_and_no_limit_is_passed(Flag selection) throws Exception {
        var scene = new Scene(selection).emergency(AccessList.EMPTY);
        for (int i = 0; i < 4; i++) {
            scene.server(config -> config.withWeight(1).withMax(3));
        }
        Balancer balancer = scene.balancer();
        together(number -> {
            var random = new Random(number);
            var open = new ArrayDeque<Server>();
            for (int i = 0; i < 20_000; i++) {
                Server server = balancer.serve(Scene.client(random.nextInt(60)), random.nextInt(16));
                if (server != null) {
                    open.add(server);
                    server.queries().sent();
                    server.queries().answered(random.nextInt(1_000_000));
                    int most = server.role() == Server.Role.REGULAR ? 3 : Integer.MAX_VALUE;
                    assertThat(server.connections()).isBetween(1, most);
                }
                while (open.size() > random.nextInt(8)) {
                    balancer.served(open.remove());
                }
            }
            open.forEach(balancer::served);
        });
        assertThat(scene.table()).allSatisfy(server -> {
            assertThat(server.connections()).isZero();
            assertThat(server.queries().queries())
                    .isEqualTo(server.queries().answers())
                    .isEqualTo(server.queries().latencies().count());
        });
    }

    @Test
    void a_limit_of_one_lets_one_in_at_a_time() throws Exception {
        var scene = new Scene(Flag.ROUNDROBIN).server(config -> config.withMax(1));
        scene.balancer();
        var inside = new AtomicInteger();
        together(number -> {
            for (int i = 0; i < 100_000; i++) {
                try (Lease lease = scene.balancer().placement().lease(scene.server("a"), Scene.ALICE, false, 0)) {
                    if (lease != null) {
                        if (inside.incrementAndGet() != 1) {
                            throw new AssertionError("two connections at a limit of one");
                        }
                        inside.decrementAndGet();
                    }
                }
            }
        });
        assertThat(scene.server("a").connections()).isZero();
    }

    @Test
    void turns_are_equal_over_all_event_loops() throws Exception {
        List<Server> servers = new Scene().servers(5).table();
        var turns = new RoundRobin();
        var picks = new AtomicIntegerArray(5);
        together(number -> {
            for (int i = 0; i < 100_000; i++) {
                picks.incrementAndGet(turns.pick(servers, Scene.ALICE, 0));
            }
        });
        for (int i = 0; i < 5; i++) {
            assertThat(picks.get(i)).isEqualTo(THREADS * 100_000 / 5);
        }
    }

    @Test
    void the_client_table_loses_no_visit_while_it_grows() throws Exception {
        var table = new ClientTable(10_000, Duration.ZERO);
        together(number -> {
            for (int i = 0; i < 50_000; i++) {
                IpAddress client = Scene.client(i * (number + 1) % 5000);
                table.used(client, number, i);
                table.transferred(client, 1, 2);
                table.serverOf(client, i);
            }
        });
        List<ClientTable.Entry> entries = Scene.recent(table, Integer.MAX_VALUE);
        assertThat(entries).hasSize(5000).hasSize(table.size());
        assertThat(entries.stream().mapToLong(ClientTable.Entry::connects).sum())
                .isEqualTo(THREADS * 50_000L);
        assertThat(entries.stream().mapToLong(ClientTable.Entry::received).sum())
                .isEqualTo(THREADS * 100_000L);
    }
}
