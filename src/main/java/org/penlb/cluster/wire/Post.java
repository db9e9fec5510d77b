package org.penlb.cluster.wire;

/** Sends messages to other instances; what cannot be sent is lost, and nobody waits. */
@FunctionalInterface
public interface Post {
    /**
     * @param to an instance that is known
     */
    void send(long to, MessageType type, byte[] body);
}
