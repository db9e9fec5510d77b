package org.penlb.config;

/** What a service balances. */
public enum Protocol {
    /** Connections: TCP, or streams of a Unix socket. */
    STREAM,
    /** UDP datagrams (-U): a client's address and port is a session. */
    UDP,
    /** DNS queries over UDP, each by itself; and connections over TCP on the same port. */
    DNS
}
