package org.penlb.proxy;

/** What the bytes that have come so far are. */
public sealed interface ProxyResult {
    /** It cannot be said yet. */
    enum More implements ProxyResult {
        MORE
    }

    /**
     * They begin with a header.
     *
     * @param length how many bytes it has; what comes behind is the client's
     */
    record Found(ProxyHeader header, int length) implements ProxyResult {}

    /** They do not begin with a header, whatever comes behind them. */
    record Refused(ProxyRefusal reason) implements ProxyResult {}
}
