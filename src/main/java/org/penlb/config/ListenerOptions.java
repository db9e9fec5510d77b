package org.penlb.config;

import org.jspecify.annotations.Nullable;

/**
 * What a service's listener is like, besides its address.
 *
 * @param v6only whether IPv4 clients are left to others, where it listens at an IPv6 address
 * @param proxyAccept who has to say by a header of the PROXY protocol for which client he comes
 */
public record ListenerOptions(boolean v6only, ProxyAccept proxyAccept) {
    /** Clients of both address families, who come themselves. */
    public static final ListenerOptions DEFAULT = new ListenerOptions(false, ProxyAccept.NOBODY);

    public ListenerOptions withV6only(boolean newV6only) {
        return new ListenerOptions(newV6only, proxyAccept);
    }

    public ListenerOptions withProxyAccept(ProxyAccept newProxyAccept) {
        return new ListenerOptions(v6only, newProxyAccept);
    }

    /**
     * @throws ConfigException if a listener at this address cannot be like that
     */
    void requireFit(Address listen) {
        proxyAccept.requireFit(listen);
        boolean v6 = listen instanceof Address.Inet inet && isV6(inet.literal());
        if (v6only && !v6) {
            throw new ConfigException(
                    "v6only: the listener \"" + listen + "\" is no IPv6 address (expected: such as \"[::]:80\")");
        }
    }

    private static boolean isV6(@Nullable IpAddress literal) {
        return literal != null && !literal.isV4();
    }
}
