package org.penlb.config;

/** What a service balances. */
public enum Protocol {
    /** Connections: TCP, or streams of a Unix socket. */
    STREAM("TCP"),
    /** UDP datagrams (-U): a client's address and port is a session. */
    UDP("UDP"),
    /** DNS queries over UDP, each by itself; and connections over TCP on the same port. */
    DNS("DNS");

    private final String word;

    Protocol(String word) {
        this.word = word;
    }

    /** Whether its clients come in over connections. */
    public boolean hasConnections() {
        return this != UDP;
    }

    /** Whether its clients send datagrams. */
    public boolean hasDatagrams() {
        return this != STREAM;
    }

    /** Whether two services of one address would be in each other's way. */
    public boolean meets(Protocol other) {
        return (hasConnections() && other.hasConnections()) || (hasDatagrams() && other.hasDatagrams());
    }

    /**
     * Refuses what has no single host behind it, if this is about datagrams: answers to a multicast or broadcast address
     * come from nobody that was asked, and one small datagram would have many answers.
     *
     * @param place whose address it is, for the error message: {@code server "ns1:53"}
     * @throws ConfigException if it is refused
     */
    public void requireUnicast(String place, IpAddress address) {
        if (hasDatagrams() && !address.isUnicast()) {
            throw new ConfigException(place + ": " + address
                    + " is a multicast or broadcast address (expected: the address of one host)");
        }
    }

    /** As in "a UDP service". */
    @Override
    public String toString() {
        return word;
    }
}
