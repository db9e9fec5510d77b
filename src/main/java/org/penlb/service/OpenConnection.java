package org.penlb.service;

import io.vertx.core.Future;
import org.penlb.config.IpAddress;
import org.penlb.events.Origin;

/** An open connection as operators see it. Its methods are for any thread. */
public interface OpenConnection {
    /** The client's address. */
    IpAddress client();

    /** How it is now; answered by its event loop. */
    Future<ConnectionView> view();

    /**
     * Ends it because somebody says so.
     *
     * @param origin who does
     */
    Future<Void> closeForcibly(Origin origin);
}
