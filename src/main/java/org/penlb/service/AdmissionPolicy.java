package org.penlb.service;

import org.penlb.config.IpAddress;

/**
 * Whether a client's address may come in at all: the place of limits per client. Asked first, before anything is spent on the
 * client; which server takes it is another question, and so is how many connections the service holds
 * ({@link ConnectionLimit}). Every event loop of a service asks the same policy, at the same time as the others.
 *
 * <p>Clients of a Unix socket have no address: all of them are {@link IpAddress#UNIX}.
 */
public interface AdmissionPolicy {
    /** Lets everybody in, and remembers nobody. */
    AdmissionPolicy EVERYBODY = new Everybody();

    /**
     * Whether a connection that was just accepted may stay.
     *
     * @return false to have it closed; it is no more heard of then. After true, {@link #left} is called once
     */
    boolean admitsConnection(IpAddress client);

    /** A connection that was admitted is over. */
    void left(IpAddress client);

    /**
     * Whether a datagram may go on, be it the first of a session or a later one.
     *
     * @return false to have it dropped without a word
     */
    boolean admitsDatagram(IpAddress client);
}
