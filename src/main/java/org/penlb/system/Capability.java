package org.penlb.system;

import java.util.Set;

/** What Linux lets a process do that is not root (capabilities(7)): those that Pen could have to keep when it gives up root. */
public enum Capability {
    /** Sending with addresses that are not this machine's, as a transparent balancer does. */
    NET_ADMIN(12),
    /** The same, by sockets of one's own making. */
    NET_RAW(13);

    private final int number;

    Capability(int number) {
        this.number = number;
    }

    /** The bits of a set of them, as the kernel has them. */
    static long bits(Set<Capability> capabilities) {
        return capabilities.stream().mapToLong(each -> 1L << each.number).reduce(0, (a, b) -> a | b);
    }
}
