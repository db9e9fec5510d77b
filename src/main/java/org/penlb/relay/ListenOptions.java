package org.penlb.relay;

/**
 * How a listening socket is opened.
 *
 * @param backlog how many connections the kernel may hold until they are accepted
 * @param multiAccept how many clients are accepted in a row before other work gets its turn
 * @param bind how it takes its address
 * @param noDelay TCP_NODELAY for the accepted clients
 * @param keepAlive SO_KEEPALIVE for the accepted clients
 */
public record ListenOptions(int backlog, int multiAccept, BindOptions bind, boolean noDelay, boolean keepAlive) {}
