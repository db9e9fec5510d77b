package org.penlb.convert.haproxy;

import java.nio.file.Path;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.penlb.config.ConfigException;
import org.penlb.config.tls.ServerTls;
import org.penlb.convert.Notes;

/** How TLS is spoken with a {@code server}. */
final class ServerLineTls {
    /** What has a value and no counterpart: it counts, and is noted, only if TLS is spoken. */
    private static final Set<String> OTHERS = Set.of(
            "alpn", "ciphers", "ciphersuites", "crl-file", "curves", "npn", "sigalgs", "ssl-max-ver", "ssl-min-ver");

    private static final Pattern FIXED = Pattern.compile("str\\(([^)]*)\\)");
    private static final String SYSTEM = "@system-ca";

    private final Notes others = new Notes();
    private boolean on;
    private @Nullable Boolean verify;
    private @Nullable HaProxyLine authorities;
    private @Nullable String authoritiesName;
    private @Nullable HaProxyLine certificate;
    private @Nullable String certificateName;
    private @Nullable String sni;
    private @Nullable String verifiedName;

    /**
     * Takes a parameter.
     *
     * @param owner what the parameters belong to, for notes
     * @return the index of its last word, or -1 if it is not one of these
     */
    int take(HaProxyLine from, int index, String owner) {
        String word = from.words().get(index);
        switch (word) {
            case "ssl" -> on = true;
            case "no-ssl" -> on = false;
            case "no-verifyhost" -> verifiedName = null;
            default -> {
                return takeValue(from, index, owner);
            }
        }
        return index;
    }

    private int takeValue(HaProxyLine from, int index, String owner) {
        String word = from.words().get(index);
        switch (word) {
            case "verify" -> verify = verify(from, from.word(index + 1, "none or required"));
            case "ca-file" -> {
                authoritiesName = from.word(index + 1, "a file");
                authorities = from;
            }
            case "crt" -> {
                certificateName = from.word(index + 1, "a file");
                certificate = from;
            }
            case "sni" -> sni(from, from.word(index + 1, "an expression"), owner);
            case "verifyhost" -> verifiedName = from.word(index + 1, "a name");
            default -> {
                if (!OTHERS.contains(word)) {
                    return -1;
                }
                String value = from.word(index + 1, "the value of " + word);
                others.not(from.place(), owner + " " + word + " " + value, HaProxyLeftOutReasons.ofServer(word));
            }
        }
        return index + 1;
    }

    private static boolean verify(HaProxyLine line, String word) {
        return switch (word) {
            case "none" -> false;
            case "required" -> true;
            default -> throw line.error("verify: \"" + word + "\" is not none or required");
        };
    }

    private void sni(HaProxyLine from, String expression, String owner) {
        Matcher fixed = FIXED.matcher(expression);
        if (fixed.matches()) {
            sni = fixed.group(1);
        } else {
            others.not(
                    from.place(),
                    owner + " sni " + expression,
                    "a server of Pen is asked for one name: str(NAME), or its address");
        }
    }

    /** Whether it is spoken. */
    boolean isOn() {
        return on;
    }

    /** What Pen makes of it. */
    ServerTls build(HaProxyLine server, TlsGlobals globals, Notes notes) {
        notes.addAll(others);
        boolean verified = verify == null ? globals.verifiesServers() : verify;
        Path ca = !verified || authorities == null || authoritiesName == null || authoritiesName.equals(SYSTEM)
                ? null
                : globals.authorities(authorities, authoritiesName);
        Path shown = certificate == null || certificateName == null
                ? null
                : globals.certificate(certificate, certificateName);
        String name = verified && verifiedName != null ? verifiedName : sni;
        String text = server.keyword() + " " + server.words().get(1) + " ssl";
        if (verified && verifiedName != null && sni != null && !verifiedName.equals(sni)) {
            notes.approximately(server.place(), text, "Pen asks for the name that it verifies, " + verifiedName);
        } else if (verified && name == null) {
            notes.approximately(
                    server.place(),
                    text,
                    "Pen verifies the name of the certificate, too: that of the address (tls.name)");
        }
        try {
            return new ServerTls(verified, ca, name, shown, shown == null ? null : globals.keyOf(shown));
        } catch (ConfigException e) {
            throw server.error(e);
        }
    }
}
