package org.penlb.testing;

import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Machines at a switch, each a network namespace. They have the addresses 10.9.0.1, 10.9.0.2... and fd00:9::1, fd00:9::2...;
 * the first one is the switch itself. They go when it is closed.
 */
final class NetworkSegment implements AutoCloseable {
    private static final String V4 = "10.9.0.";
    private static final String V6 = "fd00:9::";

    /** An address of a network card that is none's. */
    private static final String NOBODY = "02:00:00:00:00:00";

    private final List<Namespace> machines = new ArrayList<>();

    /**
     * Makes them.
     *
     * @throws UncheckedIOException if this process may not
     */
    NetworkSegment(int count) {
        try {
            var hub = new Namespace("0");
            machines.add(hub);
            hub.ip("link add name net0 type bridge");
            address(hub, 0);
            for (int i = 1; i < count; i++) {
                var machine = new Namespace(String.valueOf(i));
                machines.add(machine);
                hub.ip("link add plug" + i + " type veth peer name net0 netns " + machine.name());
                hub.ip("link set plug" + i + " master net0 up");
                address(machine, i);
            }
        } catch (UncheckedIOException e) {
            close();
            throw e;
        }
    }

    private static void address(Namespace machine, int i) {
        machine.ip("addr add " + v4(i) + "/24 dev net0");
        if (Families.loopbacks().size() > 1) {
            machine.ip("addr add " + V6 + (i + 1) + "/64 dev net0 nodad");
        }
        machine.ip("link set net0 up");
    }

    /** The IPv4 address of a machine. */
    static String v4(int i) {
        return V4 + (i + 1);
    }

    Namespace machine(int i) {
        return machines.get(i);
    }

    /** Pulls the plug of a machine but the first, or puts it in again. */
    void plug(int i, boolean in) {
        machine(0).ip("link set plug" + i + (in ? " up" : " down"));
    }

    /** Loses what a machine sends to an address of the segment, without a word, as a broken switch does. */
    void lose(int from, String to) {
        machine(from).ip("neigh replace " + to + " lladdr " + NOBODY + " nud permanent dev net0");
    }

    /** No longer. */
    void mend(int from, String to) {
        machine(from).ip("neigh del " + to + " dev net0");
    }

    @Override
    public void close() {
        machines.forEach(Namespace::close);
    }
}
