package org.penlb.cluster.peers;

import java.io.IOException;
import org.penlb.cluster.wire.Message;

/** What instances talk about: one subject of several. For one thread; times are nanoseconds from any origin. */
public interface Conversation {
    /** A peer is heard, for the first time or again. */
    default void up(ClusterPeer peer, long now) {}

    /** A peer is not heard any more. */
    default void silent(ClusterPeer peer, long now) {}

    /** A peer is gone for good. */
    default void gone(ClusterPeer peer) {}

    /** A peer said what it has sent and what it knows. */
    default void beat(ClusterPeer peer, Beat beat, long now) {}

    /**
     * A peer said something about this subject.
     *
     * @throws IOException if it is not what its type says
     */
    void received(Message message, long now) throws IOException;

    /** Sends what is new, and begins what is due; called some 20 times a second. */
    default void tick(long now) {}

    /** Goes on with what takes long; whether there is more to do. */
    default boolean work(long now) {
        return false;
    }
}
