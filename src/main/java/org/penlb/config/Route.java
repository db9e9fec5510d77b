package org.penlb.config;

import java.util.List;

/**
 * A service without a listener of its own: it gets those clients of another one whose TLS hello asks for one of its names, and
 * offers one of its protocols.
 *
 * @param of the name of the service that listens
 * @param sni host names in lower case, or {@code *.} and a name for all that have one label more; empty for any client
 * @param alpn protocols as ALPN calls them; empty for any client
 */
public record Route(String of, List<String> sni, List<String> alpn) implements Routing {
    /** Between the name of the service that listens and that of the route. */
    public static final String SEPARATOR = ":";

    /** The longest protocol that ALPN can say. */
    private static final int LONGEST_PROTOCOL = 255;

    public Route {
        sni = sni.stream().map(ServerNamePattern::read).toList();
        alpn = List.copyOf(alpn);
        for (String protocol : alpn) {
            if (protocol.isEmpty() || protocol.length() > LONGEST_PROTOCOL) {
                throw new ConfigException("alpn: " + protocol.length() + " bytes are not 1 to " + LONGEST_PROTOCOL
                        + " for \"" + protocol + "\"");
            }
        }
        if (sni.isEmpty() && alpn.isEmpty()) {
            throw new ConfigException(
                    "sni: neither a name nor a protocol says whose route it is (expected: sni or alpn)");
        }
    }
}
