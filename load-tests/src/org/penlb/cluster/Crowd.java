package org.penlb.cluster;

import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.penlb.balance.HybridClock;
import org.penlb.cluster.assignments.AssignmentSharing;
import org.penlb.cluster.assignments.ClientsAlone;
import org.penlb.cluster.wire.Seal;
import org.penlb.config.cluster.SharedSecret;

/**
 * Many instances with all that they say to each other and all that they know, signed and sealed, on a network that is made up:
 * a message takes a millisecond, and nothing else is done for it. Time passes when it is told to; CPU time is the machine's.
 */
final class Crowd {
    private static final long START_MILLIS = 1_795_000_000_000L;
    private static final long STEP_NANOS = TimeUnit.MILLISECONDS.toNanos(1);
    private static final int STEPS_PER_TICK = (int) Membership.TICK_MILLIS;
    /** Parts of what takes long that an instance does within a step: each takes some 100 µs. */
    private static final int PARTS_PER_STEP = 5;

    private final List<One> all = new ArrayList<>();
    private final Map<String, One> byNode = new HashMap<>();
    private Queue<Letter> post = new ArrayDeque<>();
    private long now;
    private long messages;
    private long bytes;
    private long cpu;
    /** Those of both sides of a cut, or nobody. */
    private int cutAt;

    private record Letter(One from, One to, byte[] envelope) {}

    Crowd(int size, int clientsMax) {
        var seal = new Seal("pen", new SharedSecret("what-only-instances-know"));
        for (int i = 0; i < size; i++) {
            var one = new One(i, seal, clientsMax);
            all.add(one);
            byNode.put(one.node, one);
        }
        all.forEach(one -> one.member.joined(one, now));
    }

    /** One of them. */
    private final class One implements Network {
        final int index;
        final String node = UUID.randomUUID().toString();
        final Member member;
        final ClientsAlone clients;

        One(int index, Seal seal, int clientsMax) {
            this.index = index;
            var clock = new HybridClock(() -> START_MILLIS + TimeUnit.NANOSECONDS.toMillis(now), Duration.ofMinutes(1), index);
            member = new Member(Identity.of("10.0." + index / 250 + "." + index % 250 + ":5701"), seal, clock, now);
            clients = new ClientsAlone(clientsMax, clock, member, () -> now);
            member.add(clients.sharing(), AssignmentSharing.TYPES);
            member.says(peer -> clients.sharing().sent(peer.instance()), () -> 0);
        }

        @Override
        public String node() {
            return node;
        }

        @Override
        public Collection<String> others() {
            return byNode.keySet().stream().filter(each -> !each.equals(node)).toList();
        }

        @Override
        public void send(String to, byte[] envelope) {
            messages++;
            bytes += envelope.length;
            One other = byNode.get(to);
            if (other != null && (index < cutAt) == (other.index < cutAt)) {
                post.add(new Letter(this, other, envelope));
            }
        }

        @Override
        public void register() {}

        @Override
        public void joinAfresh() {}
    }

    /** What happened in a while, of all together. */
    record Spent(long messages, long bytes, long cpuNanos) {}

    private static long cpuNanos() {
        return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    }

    /**
     * Time passes.
     *
     * @param rate clients a second that are given a server, at all by turns
     * @param next the first of them
     */
    Spent pass(Duration time, int rate, int next) {
        long messagesBefore = messages;
        long bytesBefore = bytes;
        long cpuBefore = cpu;
        long begin = now;
        int given = 0;
        for (long step = 1; now - begin < time.toNanos(); step++) {
            now += STEP_NANOS;
            long due = (now - begin) / 1_000 * rate / TimeUnit.SECONDS.toMicros(1);
            for (; given < due; given++) {
                int client = next + given;
                all.get(client % all.size()).clients.assign(client, client % ClientsAlone.SERVERS);
            }
            long begun = cpuNanos();
            step(step % STEPS_PER_TICK == 0);
            cpu += cpuNanos() - begun;
        }
        return new Spent(messages - messagesBefore, bytes - bytesBefore, cpu - cpuBefore);
    }

    private void step(boolean tick) {
        Queue<Letter> arrived = post;
        post = new ArrayDeque<>();
        arrived.forEach(letter -> letter.to().member.received(letter.envelope(), now));
        for (One one : all) {
            if (tick) {
                one.member.tick(now);
            }
            for (int i = 0; i < PARTS_PER_STEP && one.member.work(now); i++) {}
        }
    }

    /** The first ones do not reach the others. */
    void cut(int count) {
        cutAt = count;
    }

    void heal() {
        cutAt = 0;
    }

    /** Whether each hears each. */
    boolean allHeard() {
        return all.stream().allMatch(one -> one.member.roster().up().size() == all.size() - 1);
    }

    /** Whether all know the same. */
    boolean isEqual() {
        long digest = all.getFirst().clients.digest();
        return all.stream().allMatch(one -> one.clients.digest() == digest);
    }

    /** How many clients the first one knows. */
    int known() {
        return all.getFirst().clients.size();
    }

    /** Some clients are given servers by one instance, all at once. */
    void assign(int instance, int first, int count) {
        IntStream.range(first, first + count)
                .forEach(client -> all.get(instance).clients.assign(client, client % ClientsAlone.SERVERS));
    }

    /** The CPU time of adding up what an instance knows, nanoseconds. */
    long sumNanos(int instance) {
        long begun = cpuNanos();
        if (all.get(instance).clients.digest() == 1) {
            throw new AssertionError("so that it is not left out");
        }
        return cpuNanos() - begun;
    }
}
