package org.penlb.service;

import org.jspecify.annotations.Nullable;

/**
 * What a service's connections go through beyond being accepted, given a server, dialled and joined.
 *
 * @param looker looks at the first bytes; null if nobody does, and then servers are chosen as soon as the client is there
 * @param router says which servers a connection may be given
 * @param preface says what a server gets first
 */
public record ConnectionStages(@Nullable Looker looker, Router router, Preface preface) {
    /** Nobody looks, every server may be given, and it gets what the client sends. */
    public static final ConnectionStages PLAIN = new ConnectionStages(null, Router.BY_ADDRESS, Preface.NONE);
}
