/**
 * Peer-voted ejection: instances that decide together that a server cannot be reached. Pure and for one thread: messages come
 * and go as bytes, time is passed in, and what is done to servers is behind {@link org.penlb.cluster.votes.OwnServers}. Words:
 * a <em>suspect</em> is a server that failed somewhere, a <em>ballot</em> one round of asking about it.
 */
@NullMarked
package org.penlb.cluster.votes;

import org.jspecify.annotations.NullMarked;
