package org.penlb.relay;

/** Hears of the end of a relay: exactly one call, on the event loop, after both ends are closed. */
@FunctionalInterface
public interface RelayListener {
    void over(Relay relay);
}
