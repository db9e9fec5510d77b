package org.penlb.service;

import org.penlb.balance.Server;
import org.penlb.relay.Addressed;
import org.penlb.relay.Transport;

/**
 * Says what a server gets before the client's first byte, such as a line that names the client (PROXY protocol). One preface
 * serves all event loops of a service at the same time.
 */
@FunctionalInterface
public interface Preface {
    /** Servers get what the client sends, and nothing else. */
    Preface NONE = (client, server) -> Transport.NO_PREFACE;

    /**
     * The bytes for a server that has just accepted the connection. Servers that failed before are not asked for.
     *
     * @param client the addresses and ports of the client's side
     * @return bytes that nobody changes any more, a few hundred at most; {@link Transport#NO_PREFACE} for none
     */
    byte[] of(Addressed client, Server server);
}
