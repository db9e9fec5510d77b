package org.penlb.dnsfront;

/** Whoever brought a query, and takes the answer to its client: exactly one of these is called for each query, once. */
interface Replier {
    /**
     * Sends the client a server's answer, in which the ID is the server's still: {@link Query#id} is to be put there.
     *
     * @param answer its ID may be changed in place if it lies in a batch
     */
    void reply(Query query, MessageView answer);

    /** Sends the client an answer that was kept, with the client's ID. */
    void reply(Query query, byte[] answer);

    /**
     * There will be no answer.
     *
     * @param reached whether any server got the query
     */
    void givenUp(Query query, boolean reached);
}
