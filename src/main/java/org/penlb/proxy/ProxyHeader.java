package org.penlb.proxy;

import org.jspecify.annotations.Nullable;

/**
 * A header of either version.
 *
 * @param addresses the client's; null if the header names none, and the connection's own count: the proxy speaks for itself
 *     (LOCAL), does not know (UNKNOWN, UNSPEC), or the client came by a Unix socket
 * @param details what else it says
 */
public record ProxyHeader(@Nullable ProxyAddresses addresses, ProxyDetails details) {
    /** One that says nothing. */
    static final ProxyHeader SILENT = new ProxyHeader(null, ProxyDetails.NONE);

    /** Whether it says nothing. */
    public boolean isSilent() {
        return equals(SILENT);
    }
}
