package org.penlb.cluster.votes;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.function.ObjLongConsumer;
import org.jspecify.annotations.Nullable;
import org.penlb.balance.Balancer;
import org.penlb.balance.ClientTable;
import org.penlb.balance.Exclusion;
import org.penlb.balance.LearnedState;
import org.penlb.balance.Observation;
import org.penlb.balance.Server;
import org.penlb.balance.ServerTable;
import org.penlb.balance.Vote;
import org.penlb.config.AccessList;
import org.penlb.config.Address;
import org.penlb.config.CountryLookup;
import org.penlb.config.IpAddress;
import org.penlb.config.Protocol;
import org.penlb.config.Selection;
import org.penlb.config.ServerConfig;
import org.penlb.config.ServiceBuilder;
import org.penlb.config.ServiceConfig;
import org.penlb.config.cluster.ClusterConfig.Ejection;
import org.penlb.events.ServerEvent;
import org.penlb.health.ProbeResult;
import org.penlb.health.TrafficEvidence;

/**
 * Several instances with the same servers and clients of their own, a network between them that loses, doubles and delays
 * messages or falls apart, and servers that some of them cannot reach. One clock for the whole, which each instance counts from
 * another origin.
 */
final class Farm {
    static final Duration STEP = Duration.ofMillis(20);
    private static final Duration LEFT_ALONE = Duration.ofSeconds(10);
    private static final long BEAT_MILLIS = 500;
    private static final long HEARD_MILLIS = 2000;

    final List<Instance> instances = new ArrayList<>();
    final Random random;
    private final int servers;
    private final PriorityQueue<Due> queue = new PriorityQueue<>(Comparator.comparingLong(Due::at));
    long millis = 1_700_000_000_000L;

    /** How many of a hundred messages are lost, and how many come twice. */
    int lost;

    int doubled;
    int longestDelay = 5;
    /** How many of a thousand steps bring an instance a client for each server. */
    int clients = 200;

    private record Due(long at, Runnable what) {}

    Farm(int instances, int servers, Random random) {
        this.random = random;
        this.servers = servers;
        for (int i = 0; i < instances; i++) {
            this.instances.add(new Instance(i));
        }
        for (Instance each : this.instances) {
            for (Instance other : this.instances) {
                each.heardAt.put(other.number, millis);
            }
        }
    }

    /** Lets time pass. */
    void pass(Duration time, Runnable afterEachStep) {
        for (long end = millis + time.toMillis(); millis < end; millis += STEP.toMillis()) {
            for (Due due = queue.peek(); due != null && due.at <= millis; due = queue.peek()) {
                queue.remove();
                due.what.run();
            }
            instances.forEach(Instance::step);
            afterEachStep.run();
        }
    }

    private void later(long delayMillis, Runnable what) {
        queue.add(new Due(millis + delayMillis, what));
    }

    /** The first so many are in one part of the network, the others in another one. */
    void part(int first) {
        instances.forEach(each -> each.part = each.number < first ? 0 : 1);
    }

    void heal() {
        instances.forEach(each -> each.part = 0);
    }

    /** Nobody reaches it any more. */
    void dies(int server) {
        instances.forEach(each -> each.reach[server] = Reach.REFUSED);
    }

    enum Reach {
        REACHED,
        REFUSED,
        SILENT
    }

    final class Instance implements Electorate, OwnServers {
        final int number;
        final Reach[] reach = new Reach[servers];
        /** When it could not be reached last. */
        final long[] unreachedAt = new long[servers];

        final List<VotedEjection> confirmed = new ArrayList<>();
        /** When something was voted out here last; 0 for never. */
        long lastVotedOutAt;

        private final Map<Integer, Long> heardAt = new HashMap<>();
        private final Balancer balancer;
        private final EjectionVotes votes;
        private final long origin;
        private int part;

        private Instance(int number) {
            this.number = number;
            this.origin = random.nextLong();
            Arrays.fill(reach, Reach.REACHED);
            var service = new ServiceBuilder("web", new Address.Inet("127.0.0.1", 0), 100);
            List<Server> table = new ArrayList<>();
            for (int i = 0; i < servers; i++) {
                var config = new ServerConfig(new Address.Inet("10.0.0." + i, 80));
                service.servers().add(config);
                table.add(new Server(
                        i,
                        Server.Role.REGULAR,
                        config,
                        new InetSocketAddress(IpAddress.parse("10.0.0." + i).toInetAddress(), 80),
                        AccessList.EMPTY));
            }
            service.blacklist = LEFT_ALONE;
            ServiceConfig config = service.build();
            this.balancer = new Balancer(
                    config,
                    new ServerTable(table, null, null, AccessList.EMPTY, Selection.DEFAULT),
                    new ClientTable(1, Duration.ZERO),
                    this::now,
                    CountryLookup.NONE);
            this.votes = new EjectionVotes(Ejection.VOTE, this, this, () -> millis, confirmed::add);
        }

        private long now() {
            return origin + TimeUnit.MILLISECONDS.toNanos(millis);
        }

        Server server(int index) {
            return balancer.table().servers().get(index);
        }

        boolean takesClients(int index) {
            return server(index).isAvailable(now());
        }

        /** What several decided, if that is why it is left alone. */
        @Nullable
        Exclusion votedOut(int index) {
            Exclusion ejection = server(index).health().ejection();
            return ejection != null && !ejection.votes().isEmpty() && now() - ejection.until() < 0 ? ejection : null;
        }

        private void step() {
            if (millis % BEAT_MILLIS == 0) {
                instances.forEach(other -> {
                    if (other != this && other.part == part && !isLost()) {
                        other.heardAt.put(number, millis);
                    }
                });
            }
            for (int i = 0; i < servers; i++) {
                if (reach[i] != Reach.REACHED) {
                    unreachedAt[i] = millis;
                }
                if (random.nextInt(1000) < clients && takesClients(i)) {
                    client(i);
                }
            }
            votes.tick(now());
        }

        /** A client comes to this server. */
        void client(int index) {
            switch (reach[index]) {
                case REACHED -> {
                    server(index).lastHeard().answered(now());
                    balancer.ejections().answered(server(index));
                }
                case REFUSED -> fails(index, "connection refused");
                case SILENT -> later(1000, () -> fails(index, "timed out"));
            }
        }

        private void fails(int index, String reason) {
            if (balancer.ejections().failed(server(index), reason)) {
                votes.happened(
                        new ServerEvent.Ejected("web", server(index).config().address(), reason, LEFT_ALONE), now());
            }
        }

        @Override
        public String ownName() {
            return "i" + number;
        }

        @Override
        public List<Voter> heard() {
            return instances.stream()
                    .filter(other -> other != this && millis - heardAt.getOrDefault(other.number, 0L) <= HEARD_MILLIS)
                    .map(other -> new Voter(other.number, other.ownName()))
                    .toList();
        }

        @Override
        public int known() {
            return instances.size();
        }

        @Override
        public void send(long instance, byte[] body) {
            int copies = random.nextInt(100) < doubled ? 2 : 1;
            for (int copy = 0; copy < copies; copy++) {
                Instance to = instances.get((int) instance);
                if (to.part == part && !isLost()) {
                    later(1 + random.nextInt(longestDelay), () -> {
                        if (to.part == part) {
                            to.votes.received(number, body, to.now());
                        }
                    });
                }
            }
        }

        private boolean isLost() {
            return random.nextInt(100) < lost;
        }

        private @Nullable Server named(Suspect suspect) {
            List<Server> named = balancer.named(suspect.server());
            return named.isEmpty() ? null : named.getFirst();
        }

        @Override
        public boolean knows(Suspect suspect) {
            return named(suspect) != null;
        }

        @Override
        public @Nullable ProbeResult seen(Suspect suspect, long now) {
            return TrafficEvidence.of(balancer.named(suspect.server()), Protocol.STREAM, now);
        }

        @Override
        public void probe(Suspect suspect, ObjLongConsumer<ProbeResult> told) {
            Server server = named(suspect);
            if (server == null) {
                told.accept(ProbeResult.Plain.NOT_ASKED, now());
                return;
            }
            switch (reach[server.index()]) {
                case REACHED ->
                    later(1, () -> {
                        server.observe(Observation.Plain.CHECK_WAS_GOOD, now());
                        told.accept(ProbeResult.Plain.GOOD, now());
                    });
                case REFUSED -> later(1, () -> told.accept(new ProbeResult.Bad("connection refused"), now()));
                case SILENT -> later(1000, () -> told.accept(new ProbeResult.Bad("does not answer"), now()));
            }
        }

        @Override
        public boolean isOut(Suspect suspect, long since, long now) {
            Server server = named(suspect);
            return server != null && !server.isWell(now) && !server.isSeenWellAfter(since);
        }

        @Override
        public Duration leftAlone(Suspect suspect) {
            return LEFT_ALONE;
        }

        @Override
        public LearnedState.Outcome take(Suspect suspect, String reason, Duration age, Duration left, List<Vote> by) {
            LearnedState.Outcome outcome = new LearnedState(balancer).ejection(suspect.server(), reason, age, left, by);
            lastVotedOutAt = outcome == LearnedState.Outcome.TAKEN ? millis : lastVotedOutAt;
            return outcome;
        }
    }
}
