package org.penlb.balance;

import java.util.List;
import org.penlb.config.IpAddress;

/**
 * Picks the first server to try for a client. It only proposes: limits, access lists and failover are the
 * {@link Choice}'s. It looks at each server at most once and so always returns, whatever the weights.
 */
@FunctionalInterface
public interface Selector {
    /** What {@link #pick} returns when no server can be proposed. */
    int NONE = -1;

    /**
     * Proposes a server.
     *
     * @param servers the regular servers
     * @param now the balancer's clock
     * @return an index into {@code servers}, or {@link #NONE}
     */
    int pick(List<Server> servers, IpAddress client, long now);

    /** What {@link #pick} would return, without its being anybody's turn afterwards. */
    default int peek(List<Server> servers, IpAddress client, long now) {
        return pick(servers, client, now);
    }
}
