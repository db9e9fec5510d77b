package org.penlb.cluster.votes;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.penlb.balance.Vote;
import org.penlb.cluster.votes.Farm.Instance;
import org.penlb.cluster.votes.Farm.Reach;

/** What holds whatever the network and the servers do. */
class EjectionVotesPropertiesTest {
    /** A probe and a ballot take so long at most, and an ejection a while to arrive. */
    private static final long EVIDENCE_MILLIS = 4000;

    private static void holds(Farm farm, int servers) {
        for (Instance instance : farm.instances) {
            int out = 0;
            for (int server = 0; server < servers; server++) {
                out += instance.votedOut(server) == null ? 0 : 1;
            }
            if (2 * out > servers) { // asked so often that assertions take their time
                throw new AssertionError(out + " of " + servers + " servers are voted out");
            }
            instance.confirmed.forEach(ejection -> justified(farm, ejection));
            instance.confirmed.clear();
        }
    }

    /** It was just decided: those who say that they cannot reach it could not. */
    private static void justified(Farm farm, VotedEjection ejection) {
        int server = Integer.parseInt(
                ejection.suspect().server().replace("10.0.0.", "").replace(":80", ""));
        var unreachable = ejection.votes().stream()
                .filter(vote -> vote.opinion() == Vote.Opinion.UNREACHABLE)
                .map(Vote::instance)
                .toList();
        assertThat(unreachable).doesNotHaveDuplicates().hasSizeGreaterThanOrEqualTo(2);
        assertThat(unreachable).allSatisfy(name -> {
            Instance instance = farm.instances.get(Integer.parseInt(name.substring(1)));
            assertThat(farm.millis - instance.unreachedAt[server]).isLessThanOrEqualTo(EVIDENCE_MILLIS);
        });
    }

    @Property(tries = 30, edgeCases = EdgeCasesMode.NONE)
    void no_server_is_ejected_unless_two_cannot_reach_it_and_never_more_than_half(
            @ForAll @IntRange(min = 2, max = 7) int instances,
            @ForAll @IntRange(min = 1, max = 5) int servers,
            @ForAll long seed) {
        var random = new Random(seed);
        var farm = new Farm(instances, servers, random);
        farm.lost = random.nextInt(40);
        farm.doubled = random.nextInt(40);
        farm.longestDelay = 1 + random.nextInt(800);
        for (int change = 0; change < 15; change++) {
            Instance instance = farm.instances.get(random.nextInt(instances));
            switch (random.nextInt(6)) {
                case 0 -> farm.part(random.nextInt(instances + 1));
                case 1 -> farm.heal();
                case 2 -> farm.dies(random.nextInt(servers));
                case 3 -> Arrays.fill(instance.reach, Reach.REACHED);
                default -> instance.reach[random.nextInt(servers)] = Reach.values()[random.nextInt(3)];
            }
            farm.pass(Duration.ofMillis(random.nextInt(3000)), () -> holds(farm, servers));
        }
    }

    @Property(tries = 20, edgeCases = EdgeCasesMode.NONE)
    void who_is_cut_off_ejects_for_nobody_and_helps_nobody_to(
            @ForAll @IntRange(min = 3, max = 7) int instances, @ForAll long seed) {
        var random = new Random(seed);
        var farm = new Farm(instances, 4, random);
        int minority = 1 + random.nextInt((instances - 1) / 2);
        farm.part(minority);
        farm.pass(Duration.ofMillis(2600), () -> {}); // until they notice
        for (Instance lonely : farm.instances.subList(0, minority)) {
            for (int server = 0; server < 4; server++) { // it lost its servers, too
                lonely.reach[server] = random.nextBoolean() ? Reach.REFUSED : Reach.SILENT;
            }
        }
        farm.pass(Duration.ofSeconds(20), () -> {});
        assertThat(farm.instances).allSatisfy(each -> {
            assertThat(each.confirmed).isEmpty();
            assertThat(each.lastVotedOutAt).isZero();
        });
        assertThat(farm.instances.subList(minority, instances))
                .allSatisfy(each -> assertThat(each.takesClients(0)).isTrue());
    }

    @Property(tries = 20, edgeCases = EdgeCasesMode.NONE)
    void a_dead_server_is_ejected_everywhere_soon_though_few_have_clients_for_it(
            @ForAll @IntRange(min = 2, max = 7) int instances, @ForAll boolean refuses, @ForAll long seed) {
        var random = new Random(seed);
        var farm = new Farm(instances, 3, random);
        farm.clients = 0;
        farm.pass(Duration.ofSeconds(3), () -> {});
        farm.instances.forEach(each -> each.reach[1] = refuses ? Reach.REFUSED : Reach.SILENT);
        Instance first = farm.instances.get(random.nextInt(instances));
        first.client(1);
        farm.pass(Duration.ofMillis(refuses ? 150 : 2200), () -> {});
        assertThat(farm.instances)
                .allSatisfy(each -> assertThat(each.votedOut(1)).isNotNull());
        assertThat(farm.instances)
                .allSatisfy(each -> assertThat(each.takesClients(2)).isTrue());
        farm.instances.forEach(each -> each.reach[1] = Reach.REACHED);
        farm.pass(Duration.ofSeconds(10), () -> {});
        assertThat(farm.instances)
                .as("its time is over, though nobody came by")
                .allSatisfy(each -> assertThat(each.takesClients(1)).isTrue());
    }

    @Property(tries = 10, edgeCases = EdgeCasesMode.NONE)
    void a_dead_server_is_ejected_everywhere_however_many_messages_are_lost(
            @ForAll @IntRange(min = 3, max = 5) int instances, @ForAll long seed) {
        var random = new Random(seed);
        var farm = new Farm(instances, 3, random);
        farm.lost = 30;
        farm.doubled = 20;
        farm.longestDelay = 200;
        farm.pass(Duration.ofSeconds(3), () -> {});
        farm.dies(1);
        farm.pass(Duration.ofSeconds(8), () -> {});
        assertThat(farm.instances)
                .allSatisfy(each -> assertThat(each.takesClients(1)).isFalse());
        assertThat(farm.instances.stream().filter(each -> each.votedOut(1) != null))
                .isNotEmpty();
    }

    @Property(tries = 10, edgeCases = EdgeCasesMode.NONE)
    void a_partition_that_heals_ejects_nobody_who_is_well(
            @ForAll @IntRange(min = 3, max = 6) int instances, @ForAll long seed) {
        var random = new Random(seed);
        var farm = new Farm(instances, 4, random);
        farm.pass(Duration.ofSeconds(1), () -> {});
        farm.part(1 + random.nextInt(instances - 1));
        farm.pass(Duration.ofSeconds(8), () -> {});
        farm.heal();
        farm.pass(Duration.ofSeconds(5), () -> {});
        assertThat(farm.instances).allSatisfy(each -> assertThat(each.confirmed).isEmpty());
        assertThat(farm.instances)
                .allSatisfy(each -> assertThat(IntStream.range(0, 4))
                        .allSatisfy(
                                server -> assertThat(each.takesClients(server)).isTrue()));
    }
}
