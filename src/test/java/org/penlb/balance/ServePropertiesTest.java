package org.penlb.balance;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.From;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.jspecify.annotations.Nullable;
import org.penlb.balance.BalancerPropertiesTest.Shape;
import org.penlb.config.IpAddress;
import org.penlb.config.Selection.Flag;

/** A query gets the server that a connection would get, whatever the servers are like. */
class ServePropertiesTest {
    private static final String DOWN = "no answer";

    @Provide
    Arbitrary<Shape> shapes() {
        return BalancerPropertiesTest.anyShape();
    }

    /** Two of the same, one for connections and one for queries. */
    private static Scene scene(Set<Flag> flags, List<Shape> shapes, boolean emergency, Set<Integer> unwell) {
        Scene scene = BalancerPropertiesTest.scene(flags, shapes, emergency);
        for (Server server : scene.table()) {
            if (unwell.contains(server.index())) {
                server.observe(new Observation.FoundDown(DOWN), scene.now());
            }
        }
        return scene;
    }

    private static String name(@Nullable Server server) {
        return server == null ? Scene.NOBODY : Scene.name(server);
    }

    private static List<Integer> connections(Scene scene) {
        return scene.table().stream().map(Server::connections).toList();
    }

    @Property(tries = 2000, edgeCases = EdgeCasesMode.NONE)
    void it_is_whom_a_connection_would_get_and_counted_once(
            @ForAll Set<Flag> flags,
            @ForAll @Size(max = 6) List<@From("shapes") Shape> shapes,
            @ForAll boolean emergency,
            @ForAll @Size(max = 2) Set<@IntRange(max = 5) Integer> unwell,
            @ForAll @Size(max = 25) List<@IntRange(max = 5) Integer> clients) {
        Scene ofConnections = scene(flags, shapes, emergency, unwell);
        Scene ofQueries = scene(flags, shapes, emergency, unwell);
        List<Lease> open = new ArrayList<>();
        List<Server> asked = new ArrayList<>();
        for (int number : clients) {
            IpAddress client = Scene.client(number);
            Lease lease = ofConnections.balancer().choose(client).next();
            Server server = ofQueries.balancer().serve(client, 0);
            assertThat(name(server)).isEqualTo(lease == null ? Scene.NOBODY : Scene.name(lease));
            assertThat(connections(ofQueries)).isEqualTo(connections(ofConnections));
            if (lease != null && server != null && number % 2 == 0) {
                open.add(lease);
                asked.add(server);
            } else if (lease != null && server != null) {
                lease.close();
                ofQueries.balancer().served(server);
            }
        }
        open.forEach(Lease::close);
        asked.forEach(ofQueries.balancer()::served);
        assertThat(connections(ofQueries)).allMatch(count -> count == 0);
    }

    @Property(tries = 2000, edgeCases = EdgeCasesMode.NONE)
    void who_was_tried_is_passed_over_and_somebody_else_is_found_if_there_is_one(
            @ForAll Set<Flag> flags,
            @ForAll @Size(max = 6) List<@From("shapes") Shape> shapes,
            @ForAll boolean emergency,
            @ForAll @IntRange(max = 63) int tried,
            @ForAll @IntRange(max = 5) int before,
            @ForAll @IntRange(max = 5) int number) {
        Scene ofConnections = scene(flags, shapes, emergency, Set.of());
        Scene ofQueries = scene(flags, shapes, emergency, Set.of());
        for (int i = 0; i < before; i++) { // so that clients are remembered, and turns taken
            ofConnections.balancer().choose(Scene.client(i)).next();
            ofQueries.balancer().serve(Scene.client(i), 0);
        }
        List<Integer> counted = connections(ofQueries);
        String expected = Scene.NOBODY;
        Choice choice = ofConnections.balancer().choose(Scene.client(number));
        for (Lease lease = choice.next(); lease != null && expected.equals(Scene.NOBODY); lease = choice.next()) {
            Server server = lease.server();
            lease.close();
            boolean wasTried = server.role() == Server.Role.REGULAR && (tried & 1 << server.index()) != 0;
            expected = wasTried ? Scene.NOBODY : Scene.name(server);
        }
        Server server = ofQueries.balancer().serve(Scene.client(number), tried);
        assertThat(name(server)).isEqualTo(expected);
        if (server != null) {
            ofQueries.balancer().served(server);
        }
        assertThat(connections(ofQueries)).isEqualTo(counted);
    }
}
