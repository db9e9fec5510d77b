package org.penlb.cluster.assignments;

import org.penlb.config.IpAddress;

/**
 * A client was given a server, as instances tell each other.
 *
 * @param service its name
 * @param server its address, as it is configured
 * @param version of the instance that gave it
 */
record Assignment(String service, IpAddress client, String server, long version) {
    /** Of whom only the latest assignment matters. */
    record Client(String service, IpAddress address) {}

    Client of() {
        return new Client(service, client);
    }
}
