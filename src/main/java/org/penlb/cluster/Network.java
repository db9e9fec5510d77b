package org.penlb.cluster;

import java.util.Collection;

/** How messages get to the other instances. */
interface Network {
    /** What the cluster manager calls this node. */
    String node();

    /** The other nodes that the cluster manager lists: a hint, and not what is alive. */
    Collection<String> others();

    /** Sends something to a node. It may be lost, and nobody waits. */
    void send(String node, byte[] envelope);

    /** Tells the others the way here again. */
    void register();

    /** Leaves, and joins afresh. */
    void joinAfresh();
}
