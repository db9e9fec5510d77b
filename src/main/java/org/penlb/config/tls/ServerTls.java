package org.penlb.config.tls;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.penlb.config.ConfigException;
import org.penlb.config.Host;

/**
 * How Pen speaks TLS with a server. Messages begin with the key that they are about, as JSON has it.
 *
 * @param verify whether the server's certificate is verified: its chain, its dates, its name
 * @param ca who signs servers' certificates, a file in PEM; null for those that the system trusts
 * @param name the name that the server is asked for and that its certificate is to have; null for its address
 * @param certificate what Pen shows to servers that ask for it, in PEM; null for nothing
 * @param key the private key to it; may be the same file
 */
public record ServerTls(
        boolean verify,
        @Nullable Path ca,
        @Nullable String name,
        @Nullable Path certificate,
        @Nullable Path key) {
    /** Verified by what the system trusts, and by the server's address. */
    public static final ServerTls DEFAULT = new ServerTls(true, null, null, null, null);

    public ServerTls {
        if (!verify && ca != null) {
            throw new ConfigException("ca: has no effect without verify (expected: verify true, or no ca)");
        }
        if (key != null && certificate == null) {
            throw new ConfigException("key: there is no certificate to it (expected: both)");
        }
        if (certificate != null && key == null) {
            key = certificate;
        }
        if (name != null && !Host.isName(name) && Host.address(name) == null) {
            throw new ConfigException("name: \"" + name + "\" is neither a name of a host nor an address");
        }
    }
}
