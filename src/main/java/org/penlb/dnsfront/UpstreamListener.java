package org.penlb.dnsfront;

import org.penlb.balance.Server;

/** Hears from an {@link Upstream} what became of the queries that it was to ask. */
interface UpstreamListener {
    /**
     * A server answered.
     *
     * @param answer with the ID that the server saw
     */
    void answered(Query query, Server server, MessageView answer, long now);

    /** A server did not answer in time; it may still. */
    void missed(Query query, Server server, long now);

    /** A server did not even get the query, and will not. */
    void unsent(Query query, Server server, long now);

    /** One server less may still answer, and nothing else is to be done. */
    void settled(Query query);

    /** The time is over in which a server might have answered. */
    void givenUp(Query query);

    /** A server is gone, or silent. */
    void down(Server server, String reason);

    /** The upstream {@linkplain Upstream#isResting() rests} from now on, or does not any more. */
    void restChanged();
}
