package org.penlb.cluster.votes;

import org.penlb.events.ServerEvent;

/**
 * A server that failed, by the names that all instances know: numbers of servers are each instance's own.
 *
 * @param service what the service is called
 * @param server the server's address as it is configured where it failed
 */
public record Suspect(String service, String server) {
    static Suspect of(ServerEvent event) {
        return new Suspect(event.service(), event.server().toString());
    }

    /** By this name maps keep what is said of it. */
    public String key() {
        return service + '\n' + server;
    }
}
