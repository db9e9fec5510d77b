package org.penlb.proxy;

import static java.nio.charset.StandardCharsets.US_ASCII;

import org.jspecify.annotations.Nullable;
import org.penlb.config.ProxyProtocol;

/** Writes headers. */
public final class ProxyWriter {
    private static final byte[] NONE = {};

    private ProxyWriter() {}

    /**
     * The header of a client's connection.
     *
     * @param addresses null if they are not known, or are no Internet addresses
     * @param details what version 1 cannot say is left out
     * @return empty if the server is to get none
     */
    public static byte[] connection(ProxyProtocol version, @Nullable ProxyAddresses addresses, ProxyDetails details) {
        return switch (version) {
            case NONE -> NONE;
            case V1 -> ProxyV1.write(addresses);
            case V2 -> ProxyV2.write(addresses, false, details);
        };
    }

    /** The header of a client's datagram, of version 2; 28 to 52 bytes. */
    public static byte[] datagram(ProxyAddresses addresses) {
        return ProxyV2.write(addresses, true, ProxyDetails.NONE);
    }

    /**
     * The header of what is no client's, such as a health check.
     *
     * @return empty if the server is to get none
     */
    public static byte[] ownConnection(ProxyProtocol version) {
        return switch (version) {
            case NONE -> NONE;
            case V1 -> ProxyV1.UNKNOWN.getBytes(US_ASCII);
            case V2 -> ProxyV2.local();
        };
    }
}
