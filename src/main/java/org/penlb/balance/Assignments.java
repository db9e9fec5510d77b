package org.penlb.balance;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.penlb.config.IpAddress;

/**
 * Where balancers announce that a client is given a server: one for all services, so that whoever begins or ceases to listen
 * need not know them. As long as nobody listens an announcement costs one read and one comparison.
 */
public final class Assignments {
    private volatile @Nullable AssignmentListener listener;

    /** Who is told from now on, by all event loops; null for nobody. */
    public void listener(@Nullable AssignmentListener told) {
        listener = told;
    }

    void announce(Supplier<String> service, IpAddress client, Server server, long now) {
        AssignmentListener told = listener;
        if (told != null) {
            told.assigned(service, client, server, now);
        }
    }
}
