package org.penlb.cluster.votes;

import java.util.List;

/** The instances that vote, as far as this one hears of them. */
public interface Electorate {
    /**
     * Another instance.
     *
     * @param instance the number of its life
     * @param name what operators call it
     */
    record Voter(long instance, String name) {}

    /** What operators call this instance. */
    String ownName();

    /** The others that were heard within the last two seconds. */
    List<Voter> heard();

    /** How many there are with this one, whether they are heard or not. */
    int known();

    /** Sends a message to one of the others; it may be lost, and nobody is told. */
    void send(long instance, byte[] body);

    /** Whether fewer than half of them, this one among them, are heard: it is this one then that something is wrong with. */
    default boolean isCutOff() {
        return 2 * (heard().size() + 1) < known();
    }
}
