package org.penlb.tls.hello;

/** What the first bytes of a client are. */
public sealed interface HelloFinding permits ClientHello, HelloFinding.More, HelloRefusal {
    /** The beginning of what may become a hello: ask again when there are more bytes. */
    enum More implements HelloFinding {
        MORE
    }
}
