package org.penlb.dnsfront;

import org.jspecify.annotations.Nullable;
import org.penlb.config.IpAddress;
import org.penlb.relay.Peer;

/** Addresses of clients as objects: a cache, so that resolvers which ask again and again cost none. */
final class KnownClients {
    private static final int SIZE = 1024;
    private static final int SHIFT = Long.SIZE - Integer.numberOfTrailingZeros(SIZE);

    private final @Nullable IpAddress[] known = new @Nullable IpAddress[SIZE];

    IpAddress address(Peer peer) {
        if (peer.named() != null) {
            return peer.client();
        }
        int place = (int) ((peer.low() * 0x9e3779b97f4a7c15L) >>> SHIFT);
        IpAddress address = known[place];
        if (address == null || address.low() != peer.low() || address.high() != peer.high()) {
            address = peer.address();
            known[place] = address;
        }
        return address;
    }
}
