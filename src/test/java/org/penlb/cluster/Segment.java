package org.penlb.cluster;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.penlb.balance.HybridClock;
import org.penlb.cluster.wire.MessageType;
import org.penlb.cluster.wire.Seal;

/** Instances on a network that a test drives: time passes only when it says so. All are listed, and find their way. */
final class Segment {
    static final long START_MILLIS = 1_795_000_000_000L;

    private static final long TICK_NANOS = TimeUnit.MILLISECONDS.toNanos(Membership.TICK_MILLIS);
    private static final Seal SEAL = new Seal("pen", null);

    private final Map<String, Member> members = new LinkedHashMap<>();
    private final List<Runnable> post = new ArrayList<>();
    private final List<MessageType> sent = new ArrayList<>();
    long now;
    /** What is lost on the way. */
    Predicate<MessageType> lost = _ -> false;

    HybridClock clock(int tag) {
        return new HybridClock(this::wall, Duration.ofMinutes(1), tag);
    }

    /** Milliseconds since the Unix epoch. */
    long wall() {
        return START_MILLIS + TimeUnit.NANOSECONDS.toMillis(now);
    }

    /** An instance that comes; its number is its tag. */
    Member member(String name, HybridClock clock) {
        var member = new Member(new Identity(clock.tag(), name), SEAL, clock, now);
        members.put(name, member);
        member.joined(new Way(name), now);
        return member;
    }

    /** How many messages of a type were sent by all. */
    long sent(MessageType type) {
        return sent.stream().filter(each -> each == type).count();
    }

    private void send(String to, byte[] envelope) {
        MessageType type = MessageType.values()[envelope[1] - 1];
        sent.add(type);
        if (!lost.test(type)) {
            post.add(() -> members.get(to).received(envelope, now));
        }
    }

    void pass(Duration time) {
        for (long end = now + time.toNanos(); now < end; now += TICK_NANOS) {
            List<Runnable> arrived = List.copyOf(post);
            post.clear();
            arrived.forEach(Runnable::run);
            members.values().forEach(member -> member.tick(now));
        }
    }

    private final class Way implements Network {
        private final String name;

        Way(String name) {
            this.name = name;
        }

        @Override
        public String node() {
            return name;
        }

        @Override
        public Collection<String> others() {
            return members.keySet().stream()
                    .filter(other -> !other.equals(name))
                    .toList();
        }

        @Override
        public void send(String to, byte[] envelope) {
            Segment.this.send(to, envelope);
        }

        @Override
        public void register() {
            // the way is known
        }

        @Override
        public void joinAfresh() {
            throw new AssertionError(name + " joins afresh");
        }
    }
}
