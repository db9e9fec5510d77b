package org.penlb.balance;

import java.util.List;
import org.penlb.config.IpAddress;

/**
 * A server by the hash of the client's address: the same address gets the same index on every listener, instance and
 * restart, as long as the number of servers is the same. All bytes of the address count, so neighbours spread.
 *
 * <p>The mixing function is the 64-bit finaliser of MurmurHash3 with the constants of "Mix13" (D. Stafford, "Better Bit
 * Mixing", 2011).
 */
final class AddressHash implements Selector {
    @Override
    public int pick(List<Server> servers, IpAddress client, long now) {
        return servers.isEmpty()
                ? NONE
                : (int) Long.remainderUnsigned(hash(client.high(), client.low()), servers.size());
    }

    static long hash(long high, long low) {
        return mix(mix(high) + low);
    }

    private static long mix(long z) {
        z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
        z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
        return z ^ (z >>> 31);
    }
}
