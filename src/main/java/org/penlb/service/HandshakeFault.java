package org.penlb.service;

import org.penlb.relay.HandshakeListener.Failure;

/** Why a client's connection was not secured. */
public enum HandshakeFault {
    /** What it said was no hello of TLS that is spoken here. */
    HELLO("hello"),
    /** One side did not accept the other: version, cipher, certificate. */
    REFUSED("refused"),
    /** It closed or reset the connection in the middle. */
    ENDED("ended"),
    /** It took too long. */
    TIMEOUT("timeout"),
    /** It sent more than a handshake takes. */
    TOO_LONG("too_long"),
    /** Its address has too many handshakes under way. */
    PER_CLIENT("per_client"),
    /** This machine has too many signatures to make. */
    BUSY("busy");

    private final String word;

    HandshakeFault(String word) {
        this.word = word;
    }

    /** As metrics and the API call it. */
    public String word() {
        return word;
    }

    /** What a handshake ended with. */
    public static HandshakeFault of(Failure failure) {
        return switch (failure) {
            case REFUSED -> REFUSED;
            case ENDED, RESET -> ENDED;
            case TIMEOUT -> TIMEOUT;
            case TOO_LONG -> TOO_LONG;
            case BUSY -> BUSY;
        };
    }
}
