package org.penlb.balance;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Objects;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.penlb.config.IpAddress;
import org.penlb.config.Selection.Flag;
import org.penlb.testing.Allocation;

/** What is done for each query, and for each connection besides the objects that it has: none are made on the way. */
@Tag("alone")
class ChoiceAllocationTest {
    /** Bytes: no object has so few, and the measuring costs some now and then. */
    private static final double NOTHING = 0.5;
    /** Bytes: a choice and a lease, which live as long as the connection. */
    private static final double WHAT_A_CONNECTION_KEEPS = 120;

    private static final int CLIENTS = 64;
    private static final IpAddress[] VISITORS =
            IntStream.range(0, CLIENTS).mapToObj(Scene::client).toArray(IpAddress[]::new);

    private int turn;

    private IpAddress visitor() {
        return VISITORS[++turn % CLIENTS];
    }

    static Stream<Arguments> selections() {
        return Stream.of(
                        Named.of("known client", new Flag[] {}),
                        Named.of("by turns", new Flag[] {Flag.ROUNDROBIN}),
                        Named.of("weight", new Flag[] {Flag.ROUNDROBIN, Flag.WEIGHT}),
                        Named.of("prio", new Flag[] {Flag.ROUNDROBIN, Flag.PRIO}),
                        Named.of("hash", new Flag[] {Flag.UNTRACKED}),
                        Named.of("first", new Flag[] {Flag.FIRST}),
                        Named.of("least", new Flag[] {Flag.LEAST}))
                .flatMap(flags -> Stream.of(Arguments.of(flags, 2), Arguments.of(flags, 200)));
    }

    private static Scene scene(Flag[] flags, int servers) {
        var scene = new Scene(flags).clientsMax(CLIENTS);
        for (int i = 0; i < servers; i++) {
            scene.server(config -> config.withWeight(1).withMax(CLIENTS));
        }
        return scene;
    }

    @ParameterizedTest(name = "{0}, {1} servers")
    @MethodSource("selections")
    void a_query(Flag[] flags, int servers) {
        Balancer balancer = scene(flags, servers).balancer();
        Runnable query = () -> balancer.served(Objects.requireNonNull(balancer.serve(visitor(), 0)));
        assertThat(Allocation.bytesPerCall(NOTHING, query)).isLessThanOrEqualTo(NOTHING);
    }

    @ParameterizedTest(name = "{0}, {1} servers")
    @MethodSource("selections")
    void a_connection(Flag[] flags, int servers) {
        Scene scene = scene(flags, servers);
        Balancer balancer = scene.balancer();
        scene.table().forEach(balancer.ejections()::answered); // the first answer is news
        Runnable connection = () -> {
            IpAddress client = visitor();
            Lease lease = scene.take(client);
            balancer.ejections().answered(lease.server());
            balancer.transferred(client, lease.server(), 1, 2);
            lease.close();
        };
        assertThat(Allocation.bytesPerCall(WHAT_A_CONNECTION_KEEPS, connection))
                .isLessThanOrEqualTo(WHAT_A_CONNECTION_KEEPS);
    }

    /** Whoever listens and ceases to leaves nothing behind that would cost anything. */
    @Test
    void a_query_after_somebody_has_listened() {
        Scene scene = scene(new Flag[] {}, 2).announcing((_, _, _, _) -> {});
        Balancer balancer = scene.balancer();
        Runnable query = () -> balancer.served(Objects.requireNonNull(balancer.serve(visitor(), 0)));
        query.run();
        scene.announcing(null);
        assertThat(Allocation.bytesPerCall(NOTHING, query)).isLessThanOrEqualTo(NOTHING);
    }

    /** To be told costs nothing but what the listener makes of it. */
    @Test
    void a_query_that_is_announced() {
        Balancer balancer =
                scene(new Flag[] {}, 2).announcing((_, _, _, _) -> {}).balancer();
        Runnable query = () -> balancer.served(Objects.requireNonNull(balancer.serve(visitor(), 0)));
        assertThat(Allocation.bytesPerCall(NOTHING, query)).isLessThanOrEqualTo(NOTHING);
    }

    @Test
    void a_client_that_is_in_the_table() {
        var table = new ClientTable(CLIENTS, Duration.ofHours(1));
        Runnable visit = () -> {
            IpAddress client = visitor();
            table.used(client, table.serverOf(client, 0) + 1, 0);
            table.transferred(client, 1, 1);
        };
        assertThat(Allocation.bytesPerCall(NOTHING, visit)).isLessThanOrEqualTo(NOTHING);
        assertThat(table.serverOf(VISITORS[0], 0)).isPositive();
    }

    @Test
    void a_client_for_whom_another_is_forgotten() {
        var table = new ClientTable(CLIENTS / 2, Duration.ofHours(1));
        Runnable visit = () -> { // each was forgotten again before its turn comes
            IpAddress client = visitor();
            table.used(client, table.serverOf(client, 0) + 1, 0);
        };
        assertThat(Allocation.bytesPerCall(NOTHING, visit)).isLessThanOrEqualTo(NOTHING);
        assertThat(table.size()).isEqualTo(CLIENTS / 2);
        assertThat(Scene.recent(table, CLIENTS))
                .allSatisfy(entry -> assertThat(entry.server()).isZero());
    }
}
