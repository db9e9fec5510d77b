package org.penlb.service;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;
import org.penlb.balance.Balancer;
import org.penlb.balance.Choice;
import org.penlb.relay.Addressed;

/**
 * Finds out which servers a connection may be given. It may {@linkplain Choice#among narrow} what the service's balancer
 * offers, or ask another balancer instead. One router serves all event loops of a service at the same time.
 */
@FunctionalInterface
public interface Router {
    /** Every connection goes to the service's servers, whatever it says. */
    Router BY_ADDRESS = (client, firstBytes, balancer) -> balancer.choose(client.peer());

    /**
     * Says which service serves a connection, before it is routed to one of that service's servers.
     *
     * @param client the addresses and ports of the client's side
     * @param firstBytes as for {@link #route}
     * @param accepting the service whose listener the client came to, with its limits
     */
    default Service target(Addressed client, ByteBuffer firstBytes, Service accepting) {
        return accepting;
    }

    /**
     * Routes a connection.
     *
     * @param client the addresses and ports of the client's side
     * @param firstBytes what the {@link Looker} had enough of; read-only, valid until this returns, and empty if nobody looked
     * @param balancer that of the {@link #target}
     * @return who may be given it, best first; null if it is for nobody
     */
    @Nullable
    Choice route(Addressed client, ByteBuffer firstBytes, Balancer balancer);
}
