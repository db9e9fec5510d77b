package org.penlb.cli.top;

import java.util.List;

/**
 * What one round told about a service.
 *
 * @param nanos when, by a clock that does not jump
 * @param servers in the order of the reply
 */
record Reading(long nanos, List<ServerReading> servers, Arrivals arrivals) {
    Reading {
        servers = List.copyOf(servers);
    }
}
