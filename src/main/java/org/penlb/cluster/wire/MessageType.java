package org.penlb.cluster.wire;

import org.jspecify.annotations.Nullable;

/** What a message is about. Numbers stay what they are: instances of several releases talk to each other. */
public enum MessageType {
    /** That the sender lives, who it is, and what it has sent so far. */
    BEAT(1),
    /** The sender ends in an orderly way. */
    LEAVING(2),
    /** Clients that were given servers. */
    ASSIGNMENTS(3),
    /** That assignments have been taken. */
    TAKEN(4),
    /** Asks for clients that changed since some version. */
    ASK_CHANGES(5),
    /** Asks for all clients, the most recent first. */
    ASK_ALL(6),
    /** Asks for the clients of some leaves. */
    ASK_LEAVES(7),
    /** Clients that were asked for. */
    CLIENTS(8),
    /** Sums over the sender's clients, to be compared. */
    SUMS(9),
    /** Where the receiver's sums differ. */
    DIFFERENCES(10),
    /** Administrative orders. */
    ORDERS(11),
    /** What is asked and said about servers that fail. */
    VOTES(12);

    private final int number;

    MessageType(int number) {
        this.number = number;
    }

    int number() {
        return number;
    }

    static @Nullable MessageType of(int number) {
        for (MessageType type : values()) {
            if (type.number == number) {
                return type;
            }
        }
        return null;
    }
}
