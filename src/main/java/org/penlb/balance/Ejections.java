package org.penlb.balance;

import java.util.function.LongSupplier;

/** Servers that fail clients are left alone for a while, or until they answer. Called by any event loop. */
public final class Ejections {
    private final LongSupplier clock;
    private final LongSupplier ejectionNanos;

    /**
     * @param clock the balancer's
     * @param ejectionNanos how long a server that failed is left alone now; 0 for not at all
     */
    Ejections(LongSupplier clock, LongSupplier ejectionNanos) {
        this.clock = clock;
        this.ejectionNanos = ejectionNanos;
    }

    /**
     * The server refused, or did not answer in time: it is left alone for a while. The emergency and abuse
     * servers are the last resort already; leaving them alone would help nobody.
     *
     * @param reason in an operator's words
     * @return whether this is news: it was not left alone before
     */
    public boolean failed(Server server, String reason) {
        long now = clock.getAsLong();
        server.noteFailure(reason, now);
        long nanos = ejectionNanos.getAsLong();
        return nanos > 0
                && server.role() == Server.Role.REGULAR
                && server.observe(new Observation.Failed(reason, nanos), now) == HealthChange.EJECTED;
    }

    /**
     * The server accepted a connection, or answered: whatever traffic had against it is over. What the operator ordered is
     * not.
     *
     * @return whether it is back by this: it was left alone, and is not any more
     */
    public boolean answered(Server server) {
        // asked first, since nearly always there is nothing, which is to cost nearly nothing
        return !server.health().isSettled()
                && server.observe(Observation.Plain.ANSWERED, clock.getAsLong()) == HealthChange.RESTORED;
    }

    /**
     * The server answered a datagram: if it was left alone it is back, unless it was asked before that and is late.
     *
     * @param askedAt when it was asked, on the balancer's clock
     * @return whether it is back by this
     */
    public boolean answeredDatagram(Server server, long askedAt, long now) {
        server.lastHeard().answered(now);
        return !server.health().isSettled()
                && server.observe(new Observation.AnsweredDatagram(askedAt), now) == HealthChange.RESTORED;
    }
}
