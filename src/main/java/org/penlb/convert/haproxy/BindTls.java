package org.penlb.convert.haproxy;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.penlb.config.ConfigException;
import org.penlb.config.tls.CertificateFiles;
import org.penlb.config.tls.ClientAuth;
import org.penlb.config.tls.TlsBuilder;
import org.penlb.config.tls.TlsConfig;
import org.penlb.config.tls.TlsVersion;
import org.penlb.convert.Ciphers;
import org.penlb.convert.Notes;

/** How a {@code bind} speaks TLS with clients. */
final class BindTls {
    private static final List<String> VERSIONS = List.of("SSLv3", "TLSv1.0", "TLSv1.1", "TLSv1.2", "TLSv1.3");
    private static final int TLS_1_2 = VERSIONS.indexOf("TLSv1.2");
    private static final int TLS_1_3 = VERSIONS.indexOf("TLSv1.3");
    private static final Set<String> ALONE = Set.of(
            "force-sslv3",
            "force-tlsv10",
            "force-tlsv11",
            "force-tlsv12",
            "force-tlsv13",
            "no-sslv3",
            "no-tlsv10",
            "no-tlsv11",
            "no-tlsv12",
            "no-tlsv13");

    /** Those certificates that the machine trusts. */
    private static final String SYSTEM = "@system-ca";

    private final HaProxyLine line;
    private final TlsGlobals globals;
    private final List<String> certificates = new ArrayList<>();
    private boolean on;
    private int oldest;
    private int newest = TLS_1_3;
    private boolean oldestIsSaid;
    private boolean newestIsSaid;
    private final Set<Integer> without = new HashSet<>();
    private List<String> alpn = List.of();
    private String verify = "none";
    private @Nullable String authorities;
    private @Nullable String ciphers;
    private HaProxyLine ciphersLine;

    BindTls(HaProxyLine line, TlsGlobals globals) {
        this.line = line;
        this.globals = globals;
        this.ciphersLine = line;
        HaProxyLine usual = globals.bindOptions();
        for (int i = 1; usual != null && i < usual.words().size(); i++) {
            i = Math.max(i, takeVersion(usual, i));
        }
        HaProxyLine usualCiphers = globals.bindCiphers();
        if (usualCiphers != null) {
            ciphers = usualCiphers.words().get(1);
            ciphersLine = usualCiphers;
        }
    }

    /** What of {@code ssl-default-bind-options} is about something else. */
    static List<String> otherOptions(HaProxyLine options) {
        List<String> others = new ArrayList<>();
        for (int i = 1; i < options.words().size(); i++) {
            String word = options.words().get(i);
            boolean hasValue = word.equals("ssl-min-ver") || word.equals("ssl-max-ver");
            if (!hasValue && !ALONE.contains(word)) {
                others.add(word);
            }
            i += hasValue ? 1 : 0;
        }
        return others;
    }

    /**
     * Takes a parameter.
     *
     * @return the index of its last word, or -1 if it is not one of these
     */
    int take(int index) {
        String word = line.words().get(index);
        switch (word) {
            case "ssl" -> {
                on = true;
                return index;
            }
            case "crt" -> certificates.add(line.word(index + 1, "a file"));
            case "alpn" -> alpn = List.of(line.word(index + 1, "protocols").split(","));
            case "ca-file" -> authorities = line.word(index + 1, "a file");
            case "verify" -> verify = line.word(index + 1, "none, optional or required");
            case "ciphers" -> {
                ciphers = line.word(index + 1, "cipher suites");
                ciphersLine = line;
            }
            default -> {
                return takeVersion(line, index);
            }
        }
        return index + 1;
    }

    private int takeVersion(HaProxyLine from, int index) {
        String word = from.words().get(index);
        if (word.equals("ssl-min-ver") || word.equals("ssl-max-ver")) {
            int version = version(from, from.word(index + 1, "a version of TLS"));
            if (word.equals("ssl-min-ver")) {
                oldest = version;
                oldestIsSaid = true;
            } else {
                newest = version;
                newestIsSaid = true;
            }
            return index + 1;
        }
        if (!ALONE.contains(word)) {
            return -1;
        }
        String digits = word.substring(word.length() - 2);
        int version = word.endsWith("sslv3") ? 0 : 1 + digits.charAt(1) - '0';
        if (word.startsWith("no-")) {
            without.add(version);
        } else {
            oldest = version;
            newest = version;
            oldestIsSaid = true;
            newestIsSaid = true;
        }
        return index;
    }

    private static int version(HaProxyLine line, String word) {
        int version = VERSIONS.indexOf(word);
        if (version < 0) {
            throw line.error(
                    "\"" + word + "\" is not a version of TLS (expected: " + String.join(", ", VERSIONS) + ")");
        }
        return version;
    }

    /** Whether clients speak TLS at all; nothing else counts if they do not. */
    boolean isOn() {
        return on;
    }

    /** What Pen makes of it; null if that is nothing, which is noted. */
    @Nullable
    TlsConfig build(Notes notes) {
        var tls = new TlsBuilder();
        for (String name : certificates) {
            List<CertificateFiles> found = globals.certificates(line, name);
            if (found.isEmpty()) {
                notes.missing(line.place(), line.text(), "crt " + name + ": no certificate is in this folder here");
            }
            tls.certificates.addAll(found);
        }
        if (tls.certificates.isEmpty()) {
            notes.missing(line.place(), line.text(), "there is no certificate for it");
            return null;
        }
        tls.versions = versions();
        if (tls.versions.isEmpty()) {
            notes.missing(line.place(), line.text(), "Pen speaks TLS 1.2 and 1.3, and nothing older (RFC 8996)");
            return null;
        }
        if (oldestIsSaid && oldest < TLS_1_2) {
            notes.approximately(line.place(), line.text(), "Pen speaks TLS 1.2 and 1.3, and nothing older (RFC 8996)");
        }
        ciphers(tls, notes);
        tls.alpn = alpn;
        if (!clients(tls, notes)) {
            return null;
        }
        try {
            return tls.build();
        } catch (ConfigException e) {
            throw line.error(e);
        }
    }

    private Set<TlsVersion> versions() {
        Set<TlsVersion> versions = EnumSet.noneOf(TlsVersion.class);
        if (isSpoken(TLS_1_2)) {
            versions.add(TlsVersion.TLS_1_2);
        }
        if (isSpoken(TLS_1_3)) {
            versions.add(TlsVersion.TLS_1_3);
        }
        return versions;
    }

    /** Where the oldest or the newest version is said, HAProxy ignores those that are excluded. */
    private boolean isSpoken(int version) {
        boolean isExcluded = !oldestIsSaid && !newestIsSaid && without.contains(version);
        return oldest <= version && version <= newest && !isExcluded;
    }

    private void ciphers(TlsBuilder tls, Notes notes) {
        if (ciphers == null || !tls.versions.contains(TlsVersion.TLS_1_2)) {
            return;
        }
        Ciphers read = Ciphers.read(ciphers);
        tls.ciphers = read.carried();
        if (read.different() != null) {
            notes.approximately(ciphersLine.place(), ciphersLine.text(), read.different());
        }
    }

    /** Whether clients are asked for certificates, and whose count; false if Pen cannot know that. */
    private boolean clients(TlsBuilder tls, Notes notes) {
        tls.clientAuth = switch (verify) {
            case "none" -> ClientAuth.NONE;
            case "optional" -> ClientAuth.REQUEST;
            case "required" -> ClientAuth.REQUIRE;
            default -> throw line.error("verify: \"" + verify + "\" is not none, optional or required");
        };
        if (tls.clientAuth == ClientAuth.NONE) {
            return true;
        }
        if (authorities == null) {
            throw line.error(
                    "verify " + verify + " without ca-file (expected: the file of who signs clients' certificates)");
        }
        if (authorities.equals(SYSTEM)) {
            notes.missing(
                    line.place(), line.text(), "who signs clients' certificates is in a file of Pen's (tls.clientCa)");
            return false;
        }
        tls.clientCa = List.of(globals.authorities(line, authorities));
        return true;
    }
}
