package org.penlb.load.balancer;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import org.penlb.load.measure.CpuClock;
import org.penlb.load.measure.Memory;
import org.penlb.load.process.Child;
import org.penlb.load.process.Failure;
import org.penlb.load.process.Lab;
import org.penlb.testing.Ports;

/** A balancer that runs. */
public final class Running implements AutoCloseable {
    private final Balancer balancer;
    private final Child child;
    private final InetSocketAddress address;

    private Running(Balancer balancer, Child child, InetSocketAddress address) {
        this.balancer = balancer;
        this.child = child;
        this.address = address;
    }

    /**
     * Starts one on a free port of 127.0.0.1, and returns when clients can come.
     *
     * @throws Failure if it does not start
     */
    public static Running start(Balancer balancer, Lab lab, Setup setup) {
        var address = new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), Ports.freeForBoth());
        Running running = launch(balancer, lab, setup, address);
        try {
            running.child.awaitReady(() -> setup.tcp()
                    ? Ports.listeners(address.getPort()) > 0
                    : Ports.takesDatagrams(address.getPort()));
            return running;
        } catch (Failure e) {
            running.close();
            throw e;
        }
    }

    /** Starts one, and does not wait for it. */
    public static Running launch(Balancer balancer, Lab lab, Setup setup, InetSocketAddress address) {
        Child child = lab.start(balancer.name(), balancer.command(lab, setup, address), Map.of());
        return new Running(balancer, child, address);
    }

    public Balancer balancer() {
        return balancer;
    }

    /** Where clients come in. */
    public InetSocketAddress address() {
        return address;
    }

    /** The CPU time that it has used so far, in nanoseconds. */
    public long cpuNanos() {
        return CpuClock.nanos(pids());
    }

    /** The memory that it has now. */
    public Memory memory() {
        return Memory.of(pids());
    }

    private List<Long> pids() {
        return child.pids();
    }

    @Override
    public void close() {
        child.close();
    }
}
