package org.penlb.cluster;

import java.security.SecureRandom;
import org.penlb.cluster.wire.Envelopes;

/**
 * Who this instance is to the others.
 *
 * @param instance the number of its life: another one each time that it is started
 * @param name what operators call it: where it listens
 */
public record Identity(long instance, String name) {
    /** Of an instance that begins to live. */
    public static Identity of(String name) {
        long instance;
        do {
            instance = new SecureRandom().nextLong();
        } while (instance == Envelopes.ANYBODY);
        return new Identity(instance, name);
    }
}
