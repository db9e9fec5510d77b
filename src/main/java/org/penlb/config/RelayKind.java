package org.penlb.config;

/** Which data path carries the bytes of stream services. */
public enum RelayKind {
    /** The socket relay where the system has epoll, the channel relay elsewhere. */
    AUTO,
    /** System calls on the descriptors themselves; an error where the system has no epoll. */
    SOCKET,
    /** Netty channels. */
    CHANNEL
}
