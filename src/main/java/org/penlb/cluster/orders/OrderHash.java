package org.penlb.cluster.orders;

import org.penlb.balance.BitMixer;

/**
 * Numbers of 64 bits that are the same at all instances, and different for what is different as good as always: FNV-1a with a
 * {@link BitMixer} behind it, so that they can be combined by exclusive or. They guard against accidents: whoever can make up
 * orders is one of us.
 */
final class OrderHash {
    private static final long OFFSET = 0xcbf29ce484222325L;
    private static final long PRIME = 0x100000001b3L;

    private OrderHash() {}

    static long of(Order order) {
        return BitMixer.mix(text(step(key(order.key()), order.version()), order.value()));
    }

    private static long key(Order.Key key) {
        long service = text(OFFSET, key.service());
        return text(step(text(service, key.server()), key.copy()), key.field());
    }

    /** With its length, so that where one text ends and the next begins is part of it. */
    private static long text(long hash, String text) {
        long next = step(hash, text.length());
        for (int i = 0; i < text.length(); i++) {
            next = step(next, text.charAt(i));
        }
        return next;
    }

    private static long step(long hash, long value) {
        return (hash ^ value) * PRIME;
    }
}
