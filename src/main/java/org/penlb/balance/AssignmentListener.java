package org.penlb.balance;

import java.util.function.Supplier;
import org.penlb.config.IpAddress;

/** Who wants to know which client is given which server. */
@FunctionalInterface
public interface AssignmentListener {
    /**
     * A client is given a server. Called before anything goes there, by the event loop that serves the client: it does not
     * wait for anything, and throws nothing.
     *
     * @param service what the service is called now
     * @param server a regular one, or the emergency or abuse server
     * @param now on the balancer's clock, nanoseconds
     */
    void assigned(Supplier<String> service, IpAddress client, Server server, long now);
}
