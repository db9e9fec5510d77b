package org.penlb.listen;

import org.penlb.config.IpAddress;

/**
 * An open connection as it was when somebody asked.
 *
 * @param number what operators call it, from 0
 * @param connected whether a server has accepted it
 * @param clientDescriptor the system's number of the socket to the client, -1 if unknown
 * @param serverDescriptor the system's number of the socket to the server, -1 if there is none
 * @param server the server's index, -1 if it is the emergency or abuse server or there is none
 * @param pendingToClient bytes that the client has not taken yet
 * @param pendingToServer bytes that the server has not taken yet
 */
public record ConnectionView(
        int number,
        boolean connected,
        int clientDescriptor,
        int serverDescriptor,
        IpAddress client,
        int server,
        long pendingToClient,
        long pendingToServer) {}
