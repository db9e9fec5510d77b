package org.penlb.config;

import java.time.Duration;

/**
 * Who gets the clients of a service: its own servers; or those of routes, by what a client's TLS hello asks for, which are
 * services without a listener of their own.
 */
public sealed interface Routing permits Routing.Direct, Routing.Routed, Route {
    /** How long a hello may take, unless the operator says otherwise. */
    Duration USUAL_HELLO_TIMEOUT = Duration.ofSeconds(5);

    /** Its own servers, without a look at what clients say. */
    Direct DIRECT = Direct.DIRECT;

    /** As {@link #DIRECT}. */
    enum Direct implements Routing {
        DIRECT
    }

    /**
     * The first route that fits, its own servers otherwise.
     *
     * @param helloTimeout how long a client may take for its hello, positive
     */
    record Routed(Duration helloTimeout) implements Routing {
        public Routed {
            if (!helloTimeout.isPositive()) {
                throw new ConfigException("hello_timeout: " + helloTimeout.toMillis() + " ms is not more than 0");
            }
        }
    }
}
