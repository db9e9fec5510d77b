package org.penlb.logtools.resolve;

import java.util.concurrent.CompletableFuture;
import org.penlb.config.IpAddress;

/** Finds names of addresses. */
@FunctionalInterface
interface Lookups extends AutoCloseable {
    /**
     * Begins to look a name up. It does not wait.
     *
     * @return what comes of it, in bounded time and never as a failure
     */
    CompletableFuture<LookupResult> begin(IpAddress address);

    /** Gives up what is under way: it may never end. */
    @Override
    default void close() {}
}
