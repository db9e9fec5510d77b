package org.penlb.system;

/**
 * How much memory this process may use, kernel's included, and what a load balancer does with it. The launcher has found it
 * out and says it in {@value #PROPERTY}; a JVM that was started without it is not bounded by this.
 */
public final class MemoryLimit {
    /** Names the property: MiB of the machine or its cgroups, whichever is less. */
    public static final String PROPERTY = "pen.memory";

    private static final int MIB = 1 << 20;
    /** What the JVM takes beside its heap: classes, code, threads, buffers of event loops. */
    private static final int JVM = 48;
    /** Two sockets and what belongs to them, as the kernel counts it against a cgroup (5.2 KiB measured), and some bytes. */
    private static final int CONNECTION = 8 << 10;
    /** One with TLS: buffers and state of its cipher come on top (22 KiB measured). */
    private static final int TLS_CONNECTION = 32 << 10;
    /** However little there is: fewer are no load balancer. */
    private static final int LEAST_CONNECTIONS = 256;
    /** MiB for each event loop: with its buffers and thread it takes a third of one while idle. */
    private static final int EVENT_LOOP = 8;
    /** What part of all memory datagrams that wait for one socket may take. The kernel doubles what it is asked for. */
    private static final int RECEIVE_BUFFERS = 32;

    private static final MemoryLimit CURRENT = new MemoryLimit(Integer.getInteger(PROPERTY, Integer.MAX_VALUE), (int)
            (Runtime.getRuntime().maxMemory() / MIB));

    private final int all;
    private final int heap;

    /**
     * @param all MiB that this process may use
     * @param heap MiB of them that the heap may take
     */
    MemoryLimit(int all, int heap) {
        this.all = all;
        this.heap = heap;
    }

    /** The limit of this process, as it was at its start. */
    public static MemoryLimit current() {
        return CURRENT;
    }

    /** How many clients fit at a time, connections or sessions of UDP, into what heap and JVM leave; at least 256. */
    public int connections() {
        return clients(CONNECTION);
    }

    /** How many clients fit at a time that speak TLS; at least 256. */
    public int tlsConnections() {
        return clients(TLS_CONNECTION);
    }

    private int clients(int bytes) {
        long left = (long) all - heap - JVM;
        return Math.clamp(left * MIB / bytes, LEAST_CONNECTIONS, Integer.MAX_VALUE);
    }

    /**
     * Which limit it is that affords so many connections and no more, in words.
     *
     * @param connections what the least of all limits affords
     * @param otherwise what it is called if it is not this one
     */
    public String boundOf(int connections, String otherwise) {
        return connections == connections() ? "a limit of " + this + " allows" : otherwise;
    }

    /**
     * Whether there is so much memory.
     *
     * @param mib what is needed of it
     */
    public boolean has(int mib) {
        return all >= mib;
    }

    /** How many event loops there are unless somebody says so: one for each processor, as far as memory goes. */
    public int eventLoops() {
        return eventLoops(Runtime.getRuntime().availableProcessors());
    }

    int eventLoops(int processors) {
        return Math.clamp(all / EVENT_LOOP, 1, processors);
    }

    /**
     * How many bytes of a receive buffer a socket may ask for: datagrams that wait in it are counted against a cgroup, too
     * (version 2), and nobody can take them back.
     *
     * @param wanted bytes, as SO_RCVBUF counts them
     */
    public int receiveBuffer(int wanted) {
        return (int) Math.min(wanted, (long) all * MIB / RECEIVE_BUFFERS / 2);
    }

    @Override
    public String toString() {
        return all + " MiB of memory";
    }
}
