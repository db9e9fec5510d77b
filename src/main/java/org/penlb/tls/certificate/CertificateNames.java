package org.penlb.tls.certificate;

import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import javax.naming.InvalidNameException;
import javax.naming.ldap.LdapName;
import javax.naming.ldap.Rdn;
import org.jspecify.annotations.Nullable;

/** The names that a certificate is good for. */
public final class CertificateNames {
    private static final int DNS = 2;

    private CertificateNames() {}

    /**
     * Its names in lower case: those of hosts among its alternative names; if there are none, its common name, as clients
     * once did.
     */
    static List<String> of(X509Certificate certificate) {
        Set<String> names = new LinkedHashSet<>();
        try {
            Collection<List<?>> alternatives = certificate.getSubjectAlternativeNames();
            for (List<?> alternative : alternatives == null ? List.<List<?>>of() : alternatives) {
                if (alternative.get(0) instanceof Integer kind
                        && kind == DNS
                        && alternative.get(1) instanceof String name) {
                    names.add(plain(name));
                }
            }
        } catch (CertificateParsingException _) {
            // it is good for its common name then
        }
        String common = names.isEmpty() ? commonName(certificate) : null;
        return new ArrayList<>(common == null ? names : List.of(plain(common)));
    }

    private static String plain(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        return lower.endsWith(".") ? lower.substring(0, lower.length() - 1) : lower;
    }

    /** The common name of its subject, or null if it has none. */
    public static @Nullable String commonName(X509Certificate certificate) {
        try {
            List<Rdn> parts = new LdapName(certificate.getSubjectX500Principal().getName()).getRdns();
            return parts.reversed().stream()
                    .filter(part -> part.getType().equalsIgnoreCase("CN"))
                    .map(part -> String.valueOf(part.getValue()))
                    .findFirst()
                    .orElse(null);
        } catch (InvalidNameException _) {
            return null;
        }
    }
}
