package org.penlb.config;

/** Which data path carries the bytes of connections and the datagrams. */
public enum RelayKind {
    /** System calls where the system has epoll and they can be called, Netty channels elsewhere. */
    AUTO,
    /**
     * System calls on the descriptors themselves: splice for connections, recvmmsg and sendmmsg for datagrams. An error where
     * the system has no epoll, or datagrams are balanced and Java cannot make these calls.
     */
    SOCKET,
    /** Netty channels. */
    CHANNEL
}
