package org.penlb.service;

import org.penlb.balance.ServerTotals;

/**
 * What happened to a {@link Service} since the start.
 *
 * @param servers what all its servers did
 * @param resets connections that a server reset, or broke off, after it had accepted them
 * @param refused clients, or datagrams of clients, that no server took
 * @param unanswered queries of clients that no server answered in time
 * @param untried what could not even be sent to a server, for want of something of this machine
 */
public record ServiceTotals(ServerTotals servers, long resets, long refused, long unanswered, long untried) {
    /**
     * Whatever went wrong: connections that could not be made, resets by servers, refused clients, answers that did not come
     * in time. One client's trouble may count several times, such as once for each server that failed it.
     */
    public long errors() {
        return servers.failures() + servers.timeouts() + resets + refused + unanswered + untried;
    }
}
