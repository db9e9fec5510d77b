package org.penlb.balance;

import java.util.List;
import org.penlb.config.IpAddress;

/**
 * A server by the hash of the client's address: the same address gets the same index on every listener, instance and
 * restart, as long as the number of servers is the same. All bytes of the address count, so neighbours spread.
 */
final class AddressHash implements Selector {
    @Override
    public int pick(List<Server> servers, IpAddress client, long now) {
        return servers.isEmpty()
                ? NONE
                : (int) Long.remainderUnsigned(hash(client.high(), client.low()), servers.size());
    }

    static long hash(long high, long low) {
        return BitMixer.mix(BitMixer.mix(high) + low);
    }
}
