package org.penlb.events;

import org.penlb.balance.Server;
import org.penlb.config.Address;
import org.penlb.config.IpAddress;

/**
 * A client was given a server. There may be many thousands a second, so they are not kept, and are made for those only who
 * asked for them: {@link Events#subscribeToAssignments}.
 *
 * @param server where the server is, as it was configured
 * @param role what it is to the service; only a regular one is remembered for a client
 * @param at when, on the balancer's clock, nanoseconds
 */
public record ClientAssigned(String service, IpAddress client, Address server, Server.Role role, long at)
        implements Event {}
