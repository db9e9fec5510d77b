package org.penlb.relay;

import java.time.Duration;
import java.util.concurrent.Executor;
import javax.net.ssl.SSLEngine;

/**
 * How a connection is secured.
 *
 * @param engine makes the handshake, in client or server mode; nobody else uses it, and it is released (if it is counted) with
 *     the connection, however that ends
 * @param tasks carries out what the engine wants done off the event loop, or at once; may refuse when it is too busy
 * @param patience how long the handshake may take
 */
public record HandshakeOptions(SSLEngine engine, Executor tasks, Duration patience) {}
