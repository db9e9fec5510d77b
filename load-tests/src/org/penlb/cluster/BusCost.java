package org.penlb.cluster;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.penlb.cluster.node.ClusterNode;
import org.penlb.config.Address;
import org.penlb.config.cluster.ClusterConfig;
import org.penlb.config.cluster.Discovery;
import org.penlb.testing.Await;
import org.penlb.testing.Ports;

/** What a message costs on its way from one instance to another, beside what the protocol does for it: two nodes in this process. */
final class BusCost implements AutoCloseable {
    /** As those of a busy crowd are. */
    private static final int LENGTH = 180;

    private static final int RATE = 5_000;
    private static final long SPACE_NANOS = TimeUnit.SECONDS.toNanos(1) / RATE;

    private final ClusterNode one;
    private final ClusterNode other;
    private final AtomicLong received = new AtomicLong();

    BusCost() {
        List<Address.Inet> members =
                List.of(new Address.Inet("127.0.0.1", Ports.free()), new Address.Inet("127.0.0.2", Ports.free()));
        one = await(ClusterNode.join(config(members.getFirst(), members)));
        other = await(ClusterNode.join(config(members.getLast(), members)));
        await(other.receive(_ -> received.incrementAndGet()));
        Await.until("both are listed", () -> one.nodes().size() == 2);
    }

    private static <T> T await(Future<T> future) {
        return future.toCompletionStage().toCompletableFuture().join();
    }

    private static ClusterConfig config(Address.Inet listen, List<Address.Inet> members) {
        return new ClusterConfig(
                "cost-" + ProcessHandle.current().pid(),
                listen,
                null,
                new Discovery.Members(members),
                null,
                ClusterConfig.Ejection.VOTE,
                Duration.ofSeconds(60),
                null);
    }

    /** CPU time of a message at both ends together, in microseconds. */
    double micros(Duration length) {
        send(length); // for the compilers
        long idle = cpuNanos();
        LockSupport.parkNanos(length.toNanos());
        idle = cpuNanos() - idle;
        long begun = cpuNanos();
        long sent = send(length);
        return (cpuNanos() - begun - idle) / 1e3 / sent;
    }

    private static long cpuNanos() {
        return ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
                .getProcessCpuTime();
    }

    /** In bunches of 20 ms, as instances do it. */
    private long send(Duration length) {
        long before = received.get();
        long begun = System.nanoTime();
        long sent = 0;
        while (System.nanoTime() - begun < length.toNanos()) {
            for (; sent * SPACE_NANOS < System.nanoTime() - begun; sent++) {
                one.send(other.id(), Buffer.buffer(new byte[LENGTH]));
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
        }
        long all = before + sent;
        Await.until("all have come", () -> received.get() >= all);
        return sent;
    }

    @Override
    public void close() {
        await(one.close());
        await(other.close());
    }
}
