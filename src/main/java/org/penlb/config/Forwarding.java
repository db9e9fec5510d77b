package org.penlb.config;

import org.jspecify.annotations.Nullable;

/**
 * What is done with requests of HTTP besides the usual.
 *
 * @param forwarded whether they are given a field Forwarded (RFC 7239)
 * @param trustedProxies whose word on others counts; what others say is taken out. Null: everybody's stays, and ours comes last
 */
public record Forwarding(boolean forwarded, @Nullable TrustedProxies trustedProxies) {
    /** Nothing. */
    public static final Forwarding DEFAULT = new Forwarding(false, null);

    public Forwarding withForwarded(boolean newForwarded) {
        return new Forwarding(newForwarded, trustedProxies);
    }

    public Forwarding withTrustedProxies(@Nullable TrustedProxies newTrustedProxies) {
        return new Forwarding(forwarded, newTrustedProxies);
    }
}
