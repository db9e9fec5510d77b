package org.penlb.relay;

/** A handshake of TLS that is under way. */
public interface Handshake {
    /** Gives it up and breaks the connection off; its listener hears no more of it. No effect once it is over. */
    void cancel();
}
