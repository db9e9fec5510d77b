package org.penlb.tls.certificate;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Which certificate a client is shown, by the name that it asks for. Immutable: another load makes another one. */
public final class CertificateMap {
    private static final String WILDCARD = "*.";

    private final List<ServerCertificate> all;
    private final Map<String, CertificatePair> exact = new HashMap<>();
    /** By what follows the first label. */
    private final Map<String, CertificatePair> wildcards = new HashMap<>();

    private final CertificatePair usual;

    /**
     * @param certificates at least one; the first is for who asks for none of the names. Of two of a kind for one name the
     *     first is shown
     */
    CertificateMap(List<ServerCertificate> certificates) {
        all = List.copyOf(certificates);
        for (ServerCertificate certificate : all) {
            for (String name : certificate.names()) {
                boolean isWildcard = name.startsWith(WILDCARD);
                Map<String, CertificatePair> map = isWildcard ? wildcards : exact;
                String key = isWildcard ? name.substring(WILDCARD.length()) : name;
                CertificatePair pair = map.get(key);
                map.put(key, pair == null ? CertificatePair.of(certificate) : pair.with(certificate));
            }
        }
        ServerCertificate first = all.getFirst();
        usual = first.names().stream()
                .map(name -> name.startsWith(WILDCARD) ? wildcards.get(name.substring(2)) : exact.get(name))
                .filter(pair -> pair != null && pair.has(first))
                .findFirst()
                .orElseGet(() -> CertificatePair.of(first));
    }

    /**
     * The certificate for a client.
     *
     * @param name what it asks for, in lower case; null if it says nothing
     * @param takesEcdsa whether it takes a certificate with an ECDSA key
     */
    public ServerCertificate find(@Nullable String name, boolean takesEcdsa) {
        CertificatePair pair = name == null ? null : named(name);
        return (pair == null ? usual : pair).forClient(takesEcdsa);
    }

    private @Nullable CertificatePair named(String name) {
        CertificatePair pair = exact.get(name);
        if (pair != null) {
            return pair;
        }
        int dot = name.indexOf('.');
        return dot < 0 ? null : wildcards.get(name.substring(dot + 1));
    }

    /** Whether another certificate of the same kind is shown for one of its names. */
    boolean isShadowed(ServerCertificate certificate, String name) {
        CertificatePair pair =
                name.startsWith(WILDCARD) ? wildcards.get(name.substring(WILDCARD.length())) : exact.get(name);
        return pair != null && !pair.has(certificate);
    }

    /** All of them, in the order of the configuration. */
    public List<ServerCertificate> all() {
        return all;
    }
}
