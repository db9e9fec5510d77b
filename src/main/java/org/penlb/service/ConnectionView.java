package org.penlb.service;

import org.jspecify.annotations.Nullable;
import org.penlb.balance.Server;
import org.penlb.config.IpAddress;

/**
 * An open connection as it was when somebody asked.
 *
 * @param number what operators call it, from 0
 * @param connected whether a server has accepted it
 * @param clientDescriptor the system's number of the socket to the client, -1 if unknown
 * @param serverDescriptor the system's number of the socket to the server, -1 if there is none
 * @param service the name of the service whose servers it is given: the one that accepted it, or one of its routes
 * @param assigned the server that the client is given or on its way to, null if there is none
 * @param openedAt when the client came, on the balancer's clock, nanoseconds
 * @param toServer bytes handed to the server so far
 * @param fromServer bytes handed to the client so far
 * @param pendingToClient bytes that the client has not taken yet
 * @param pendingToServer bytes that the server has not taken yet
 */
public record ConnectionView(
        int number,
        boolean connected,
        int clientDescriptor,
        int serverDescriptor,
        IpAddress client,
        String service,
        @Nullable Server assigned,
        long openedAt,
        long toServer,
        long fromServer,
        long pendingToClient,
        long pendingToServer) {
    /** The server's index; -1 if it is the emergency or abuse server, or there is none. */
    public int server() {
        return assigned == null || assigned.role() != Server.Role.REGULAR ? -1 : assigned.index();
    }
}
