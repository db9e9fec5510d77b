package org.penlb.proxy;

import org.jspecify.annotations.Nullable;

/**
 * What is known of a client's connection beyond its addresses.
 *
 * @param alpn the application protocol that was agreed on, such as {@code h2}, a byte a character; null if none was
 * @param authority the host name that the client asked for (SNI); null if it named none
 * @param uniqueId what names the connection in the logs of all who see it, a byte a character, 128 at most; null if nothing does
 * @param tls what its TLS handshake says; null if there was none, or nobody knows
 */
public record ProxyDetails(
        @Nullable String alpn,
        @Nullable String authority,
        @Nullable String uniqueId,
        @Nullable ProxyTls tls) {
    /** Nothing is known. */
    public static final ProxyDetails NONE = new ProxyDetails(null, null, null, null);

    /** How long a text is at most that is read or passed on, in bytes; longer ones are left out. */
    public static final int LONGEST = 255;

    /** How long a {@link #uniqueId} is at most. */
    public static final int LONGEST_ID = 128;

    /** The same connection with the name that another one has given it. */
    public ProxyDetails withUniqueId(@Nullable String newUniqueId) {
        return new ProxyDetails(alpn, authority, newUniqueId, tls);
    }
}
